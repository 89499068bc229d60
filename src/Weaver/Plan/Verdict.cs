using Mono.Cecil;
using Unboxed.Weaver.Analysis.AwaitSites;
using Unboxed.Weaver.Analysis.Escapes;

namespace Unboxed.Weaver.Plan;

/// <summary>What is decided about an await site before needs are known.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="Kind">The kind of reason.</param>
/// <param name="Reason">Why, for readers.</param>
/// <param name="Callee">The method that a scratch call would call, where the decision is about one of ours; of several calls, the first that is a scratch call.</param>
readonly record struct Verdict(Decision Decision, ReasonKind Kind, string Reason, MethodDefinition? Callee = null)
{
    /// <summary>The use by which the future escapes, where it does.</summary>
    internal FutureUse? Use { get; init; }

    /// <summary>The scratch calls of the site.</summary>
    internal IReadOnlyList<DecidedCall> Calls { get => calls ?? []; init => calls = value; }

    readonly IReadOnlyList<DecidedCall>? calls;

    internal static Verdict Ordinary(ReasonKind kind, string reason) => new(Decision.Ordinary, kind, reason);
}

/// <summary>A call that becomes a scratch call.</summary>
/// <param name="Call">The call.</param>
/// <param name="Callee">What it calls.</param>
readonly record struct DecidedCall(AwaitedCall Call, MethodDefinition Callee);
