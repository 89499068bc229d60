using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Analysis;

/// <summary>Methods that are compiled with runtime-async: the runtime suspends them, and they have no state machine. They are left alone.</summary>
static class RuntimeAsync
{
    /// <summary>MethodImplOptions.Async, which the weaver's own framework does not know.</summary>
    const MethodImplAttributes Flag = (MethodImplAttributes)0x2000;

    const string Helpers = "System.Runtime.CompilerServices.AsyncHelpers";

    internal static bool IsRuntimeAsync(this MethodDefinition method) => (method.ImplAttributes & Flag) != 0;

    /// <summary>The calls by which such a method awaits.</summary>
    internal static IEnumerable<Instruction> Awaits(MethodDefinition method) => method.Body.Instructions.Where(
        instruction => instruction.CalledMethod() is { Name: "Await" or "AwaitAwaiter" or "UnsafeAwaitAwaiter" } called && called.DeclaringType.IsFrameworkType(Helpers));
}
