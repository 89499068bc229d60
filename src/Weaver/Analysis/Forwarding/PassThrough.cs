using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Analysis.Forwarding;

/// <summary>A method that is not async, and on some of its paths returns the task of a call as it is: <c>=> cached ? new(x) : inner.M(x)</c>.</summary>
/// <param name="Method">The method.</param>
/// <param name="Calls">The calls whose tasks it returns at once, outside of protected blocks.</param>
sealed record PassThrough(MethodDefinition Method, IReadOnlyList<Instruction> Calls)
{
    /// <summary>Those that are made on <c>this</c> without dispatch, as <c>base.M()</c> is: verifiable code loads <c>this</c> itself for them (ECMA-335 III.3.19).</summary>
    internal IReadOnlyCollection<Instruction> OnThis { get; init; } = [];
}
