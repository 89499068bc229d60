using Mono.Cecil;
using Unboxed.Weaver.Analysis.Escapes;

namespace Unboxed.Weaver.Plan;

/// <summary>What is decided about an await site before needs are known.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="Kind">The kind of reason.</param>
/// <param name="Reason">Why, for readers.</param>
/// <param name="Callee">The method that a scratch call would call, where the decision is about one of ours.</param>
readonly record struct Verdict(Decision Decision, ReasonKind Kind, string Reason, MethodDefinition? Callee = null)
{
    /// <summary>The use by which the future escapes, where it does.</summary>
    internal FutureUse? Use { get; init; }

    internal static Verdict Ordinary(ReasonKind kind, string reason) => new(Decision.Ordinary, kind, reason);

    internal static Verdict Ordinary(Cause cause) => Ordinary(cause.Kind, cause.Text);
}
