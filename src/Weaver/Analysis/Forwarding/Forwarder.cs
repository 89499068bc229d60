using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Analysis.Forwarding;

/// <summary>A method that is not async, and does nothing but to call another and to return its task: <c>=> inner.M(x)</c>.</summary>
/// <param name="Method">The method.</param>
/// <param name="Loads">What puts the receiver and the arguments on the stack: without effects, and never failing, so that it may be done twice.</param>
/// <param name="Call">The call.</param>
sealed record Forwarder(MethodDefinition Method, IReadOnlyList<Instruction> Loads, Instruction Call)
{
    /// <summary>What is called.</summary>
    internal MethodReference Callee => (MethodReference)Call.Operand;
}
