using Mono.Cecil;
using Unboxed.Weaver.Analysis.ControlFlow;

namespace Unboxed.Weaver.Analysis.Forwarding;

/// <summary>
/// The methods through which the compiler has an async method, a lambda or an iterator call a method of the base class: such a call is made on the object
/// itself (ECMA-335 partition III, 3.19), which a state machine is not.
/// </summary>
static class BaseCalls
{
    /// <summary>The method of the base class that such a method calls; null for all others.</summary>
    internal static MethodDefinition? TargetOf(MethodDefinition method) => CalledBy(method)?.TryResolveMethod();

    /// <summary>The same, as it is called.</summary>
    internal static MethodReference? CalledBy(MethodDefinition method) =>
        method.Name.StartsWith("<>n__", StringComparison.Ordinal) && method.HasBody
            ? method.Body.Instructions.Select(Instructions.CalledMethod).FirstOrDefault(called => called is not null)
            : null;
}
