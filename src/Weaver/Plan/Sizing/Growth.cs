using Mono.Cecil;
using Unboxed.Weaver.Analysis.Layout;

namespace Unboxed.Weaver.Plan.Sizing;

/// <summary>Why a callee may find too little room in a chain.</summary>
enum GrowthCause
{
    /// <summary>It may be called again while it is pending, any number of times.</summary>
    Recursion,

    /// <summary>It may be called again while it is pending, once for each object of those that hold one another.</summary>
    Nesting,

    /// <summary>It lies beyond the budget.</summary>
    Budget,

    /// <summary>Other assemblies may have implementations that need more.</summary>
    UnknownImplementers,
}

/// <summary>A callee that may find too little room in the chain of a root, and then makes it grow.</summary>
/// <param name="Callee">The method that is called.</param>
/// <param name="Cause">Why.</param>
sealed record GrowthPlan(MethodDefinition Callee, GrowthCause Cause);

/// <summary>Finds what may make a chain grow below a call.</summary>
/// <param name="graph">The scratch calls.</param>
/// <param name="own">The need of the most demanding future of a method, without its callees.</param>
/// <param name="open">The methods that other assemblies may implement.</param>
/// <param name="nesting">What is as deep as objects are nested.</param>
sealed class Growth(CallGraph graph, IReadOnlyDictionary<MethodDefinition, Need> own, HashSet<MethodDefinition> open, Nesting nesting)
{
    readonly Dictionary<(MethodDefinition, Need), IReadOnlyList<GrowthPlan>> known = [];

    /// <summary>What may make a chain grow below a call for which it has this much room.</summary>
    internal IReadOnlyList<GrowthPlan> Below(MethodDefinition called, Need room)
    {
        if (!known.TryGetValue((called, room), out var growth)) known[(called, room)] = growth = Find(called, room).ToList();
        return growth;
    }

    IEnumerable<GrowthPlan> Find(MethodDefinition called, Need room)
    {
        // The most that may be occupied before each method, in each dimension: callers have larger components than their callees.
        var before = new Dictionary<MethodDefinition, Need> { [called] = default };
        var waiting = new SortedDictionary<int, List<MethodDefinition>> { [-graph.ComponentOf(called)] = [called] };
        while (waiting.Count > 0)
        {
            var (component, members) = (waiting.First().Key, waiting.First().Value);
            waiting.Remove(component);
            for (int i = 0; i < members.Count; i++)
            {
                var method = members[i];
                if (open.Contains(method)) yield return new(method, GrowthCause.UnknownImplementers);
                bool isCycle = graph.CycleOf(method) is not null, fits = Fits(before[method].Plus(own[method]), room);
                if (isCycle && !nesting.IsNested(method)) yield return new(method, GrowthCause.Recursion);
                // What does not fit once makes the chain grow also where nothing is nested.
                else if (!fits) yield return new(method, GrowthCause.Budget);
                else if (isCycle) yield return new(method, GrowthCause.Nesting);
                if (!fits) continue;
                foreach (var edge in graph.From(method)) Reach(edge, before[method].Plus(edge.Frame), members, component);
            }
        }

        void Reach(ScratchEdge edge, Need occupied, List<MethodDefinition> members, int component)
        {
            bool isKnown = before.TryGetValue(edge.Callee, out var earlier);
            int target = -graph.ComponentOf(edge.Callee);
            if (target == component)
            {
                // Going round once more is recursion, whatever it takes.
                if (isKnown) return;
                before[edge.Callee] = occupied;
                members.Add(edge.Callee);
                return;
            }
            before[edge.Callee] = isKnown ? earlier.Max(occupied) : occupied;
            if (isKnown) return;
            if (!waiting.TryGetValue(target, out var list)) waiting[target] = list = [];
            list.Add(edge.Callee);
        }
    }

    static bool Fits(Need need, Need room) => need.Slots <= room.Slots && need.Words <= room.Words;
}
