using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// Emits the method of a state machine through which its scratch body calls another directly where the call depends on type arguments. In code that several
/// type arguments share, the JIT takes such a call apart: the first of the statements looks the arguments up, and has the position in the source; what is inlined
/// behind it has none, and stack traces no line number. A call within the machine has nothing to look up, and what is inlined into that keeps the position.
/// </summary>
static class DirectCallStub
{
    /// <summary>Whether a call from a state machine needs the way around. An instance method of a class finds its type arguments in its object.</summary>
    internal static bool IsNeeded(ScratchCallee target, TypeDefinition machine) =>
        machine.HasGenericParameters && target.Companion is null
        && (target.Method is GenericInstanceMethod || (target.Method.DeclaringType is GenericInstanceType && (target.Receiver is null or ByReferenceType || !target.Method.HasThis)));

    /// <returns>The method, with the operands of the call.</returns>
    internal static MethodReference Emit(ScratchCallee target, TypeDefinition machine, SupportLibrary library)
    {
        var method = new MethodDefinition(
            $"Call{machine.Methods.Count}", MethodAttributes.Private | MethodAttributes.Static | MethodAttributes.HideBySig, library.Answer)
        {
            AggressiveInlining = true,
        };
        if (target.ScratchReceiver is { } receiver) method.Parameters.Add(new("", ParameterAttributes.None, receiver));
        foreach (var type in target.Parameters) method.Parameters.Add(new("", ParameterAttributes.None, type));
        ScratchParameters.AddTo(method, library, target.Result);
        var code = new Emitter();
        foreach (var parameter in method.Parameters) code.Load(parameter);
        code.Add(Instruction.Create(target.CallCode, target.Method)).Emit(OpCodes.Ret).AppendTo(method.Body);
        machine.Methods.Add(method);
        method.MarkAsHelper(library);
        return method.OnSelf();
    }
}
