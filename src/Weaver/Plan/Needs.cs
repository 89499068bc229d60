using Mono.Cecil;
using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Plan;

/// <summary>
/// The full need of each interface method over the call graph: the most demanding implementation, with the most demanding of
/// its await sites, and so on down. Await sites of one method are never pending together and share their room. Recursion is
/// unrolled as long as it fits the budget; what lies beyond takes segments.
/// </summary>
sealed class Needs
{
    readonly int budget;
    readonly Dictionary<MethodDefinition, Need> needs = [];

    Needs(int budget) => this.budget = budget;

    /// <summary>The full need of a call.</summary>
    internal Need Of(MethodDefinition method) => needs[method];

    /// <summary>The full need of a call; none where no implementation has a scratch body.</summary>
    internal Need Find(MethodDefinition method) => needs.TryGetValue(method, out var need) ? need : default;

    /// <summary>Computes the needs.</summary>
    /// <param name="implementations">The async methods with a scratch body, by interface method.</param>
    /// <param name="frames">What each of them keeps at each await site, and the interface method that it calls there by a scratch call.</param>
    /// <param name="foreign">What other assemblies say of their implementations.</param>
    /// <param name="budget">In bytes.</param>
    internal static Needs Compute(
        IReadOnlyDictionary<MethodDefinition, IReadOnlyList<StateMachine>> implementations,
        IReadOnlyDictionary<StateMachine, IReadOnlyList<(SuspensionFrame Frame, MethodDefinition? Callee)>> frames, Func<MethodDefinition, Need> foreign, int budget)
    {
        var result = new Needs(budget);
        foreach (var entry in implementations)
            result.needs[entry.Key] = entry.Value.Select(machine => OwnNeed(frames[machine])).Aggregate(Within(foreign(entry.Key), budget), (all, own) => all.Max(own));
        // One more level of calls in each round; bounded, since a need only grows, and only up to the budget.
        bool isGrowing = true;
        while (isGrowing)
        {
            isGrowing = false;
            foreach (var entry in implementations) isGrowing |= result.Grow(entry.Key, entry.Value.SelectMany(machine => frames[machine]));
        }
        return result;
    }

    /// <summary>Another assembly may have had a larger budget: what lies beyond ours takes segments.</summary>
    static Need Within(Need need, int budget) => need.Bytes <= budget ? need : default;

    /// <summary>The need of one future without its callees: the largest of its frames, with a slot to link a segment where it makes scratch calls.</summary>
    internal static Need OwnNeed(IEnumerable<(SuspensionFrame Frame, MethodDefinition? Callee)> frames) =>
        frames.Select(site => NeedOf(site.Frame).Plus(new(site.Callee is null ? 0 : 1, 0))).Aggregate(default(Need), (all, own) => all.Max(own));

    static Need NeedOf(SuspensionFrame frame) => new(frame.Slots, frame.EstimatedWords);

    bool Grow(MethodDefinition method, IEnumerable<(SuspensionFrame Frame, MethodDefinition? Callee)> sites)
    {
        var before = needs[method];
        var need = before;
        foreach (var (frame, callee) in sites)
        {
            if (callee is null) continue;
            var deeper = need.Max(NeedOf(frame).Plus(needs[callee]));
            if (deeper.Bytes <= budget) need = deeper;
        }
        needs[method] = need;
        return need != before;
    }
}
