using Mono.Cecil;
using Unboxed.Weaver.Analysis.Layout;

namespace Unboxed.Weaver.Plan.Sizing;

/// <summary>How much room a call of a method needs, and which implementation decides it.</summary>
/// <param name="Callee">The method, with its need.</param>
/// <param name="Budget">The most room for a call, in bytes.</param>
/// <param name="Reserve">The part of the need that is for implementations which the analysis cannot see.</param>
/// <param name="IsOpen">Whether other assemblies may implement it.</param>
/// <param name="Implementers">What may be executed for a call.</param>
/// <param name="Path">The frames of a call that take the most room; null where there are none here.</param>
/// <param name="Recursion">How it may come to be called again while it is pending; null where it cannot.</param>
/// <param name="Growth">What may find too little of the room for a call, and make the chain grow.</param>
sealed record MethodSize(
    CalleePlan Callee, int Budget, Need Reserve, bool IsOpen, IReadOnlyList<ImplementerSize> Implementers, CallPath? Path, Recursion? Recursion,
    IReadOnlyList<GrowthPlan> Growth);

/// <summary>What a method that may be executed for a call needs.</summary>
/// <param name="Method">The method.</param>
/// <param name="Kind">Whether it has a frame of its own.</param>
/// <param name="Own">Its own frame.</param>
/// <param name="Full">With all that fitted behind it.</param>
/// <param name="Reason">Why it does not run in scratch space; null where it does.</param>
/// <param name="IsLargest">Whether it is the most demanding.</param>
sealed record ImplementerSize(MethodDefinition Method, ImplementerKind Kind, Need Own, Need Full, string? Reason, bool IsLargest);

/// <summary>How a call of a method is executed.</summary>
enum ImplementerKind
{
    /// <summary>It has a scratch body, and a frame in scratch space.</summary>
    Async,

    /// <summary>It hands its room on to another.</summary>
    Forwards,

    /// <summary>It is called in the ordinary way.</summary>
    Ordinary,
}

/// <summary>A way from a method back to itself.</summary>
/// <param name="Cycle">The methods that are called, itself first.</param>
/// <param name="Levels">How many of its calls fit one inside the other.</param>
/// <param name="IsNested">Whether each of them is on an object of its own, which the one before holds.</param>
sealed record Recursion(IReadOnlyList<MethodDefinition> Cycle, int Levels, bool IsNested);
