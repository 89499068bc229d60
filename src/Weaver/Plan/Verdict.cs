using Mono.Cecil;

namespace Unboxed.Weaver.Plan;

/// <summary>What is decided about an await site before needs are known.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="Reason">Why.</param>
/// <param name="Callee">The interface method, where the decision is about one of ours.</param>
readonly record struct Verdict(Decision Decision, string Reason, MethodDefinition? Callee = null)
{
    internal static Verdict Ordinary(string reason) => new(Decision.Ordinary, reason);
}
