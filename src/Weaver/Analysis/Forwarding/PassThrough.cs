using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Analysis.Forwarding;

/// <summary>A method that is not async, and on some of its paths returns the task of a call as it is: <c>=> cached ? new(x) : inner.M(x)</c>, or as a ValueTask that is made of a task, or the reverse.</summary>
/// <param name="Method">The method.</param>
/// <param name="Calls">The calls whose tasks it returns at once, outside of protected blocks.</param>
sealed record PassThrough(MethodDefinition Method, IReadOnlyList<Instruction> Calls);
