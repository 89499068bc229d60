using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Analysis.Forwarding;

/// <summary>A method that is not async, and on some of its paths returns the task of a call as it is: <c>=> cached ? new(x) : inner.M(x)</c>, or as a ValueTask that is made of a task, or the reverse.</summary>
/// <param name="Method">The method.</param>
/// <param name="Calls">The calls whose tasks it returns at once, outside of protected blocks.</param>
sealed record PassThrough(MethodDefinition Method, IReadOnlyList<Instruction> Calls)
{
    /// <summary>
    /// The calls, passed on or not, that are made on <c>this</c> without dispatch, as <c>base.M()</c> is, of methods that may be overridden: only a method of the object
    /// itself may make them (ECMA-335 partition III, 3.19).
    /// </summary>
    internal IReadOnlyCollection<Instruction> BaseCalls { get; init; } = [];

    /// <summary>
    /// Whether a method of another type would not do the same: where its class has a static constructor, that one waits for it before it accesses a static member, and fails
    /// if it has failed (ECMA-335 partition II, 10.5.3). A method of the class that has an object may do without.
    /// </summary>
    internal bool IsOfItsClass { get; init; }
}
