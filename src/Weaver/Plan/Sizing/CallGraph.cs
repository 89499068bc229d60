using Mono.Cecil;
using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Plan.Sizing;

/// <summary>Which method may be called by a scratch call while which other is pending, and where these calls go in circles.</summary>
sealed class CallGraph
{
    readonly Dictionary<MethodDefinition, IReadOnlyList<ScratchEdge>> edges;
    readonly Dictionary<MethodDefinition, int> components = [];
    readonly Dictionary<MethodDefinition, int> indices = [];
    readonly Dictionary<MethodDefinition, IReadOnlyList<MethodDefinition>?> cycles = [];
    readonly Stack<MethodDefinition> open = [];

    internal CallGraph(
        IReadOnlyDictionary<MethodDefinition, IReadOnlyList<StateMachine>> implementations,
        IReadOnlyDictionary<StateMachine, IReadOnlyList<(SuspensionFrame Frame, MethodDefinition? Callee)>> frames)
    {
        edges = implementations.ToDictionary(entry => entry.Key, entry => (IReadOnlyList<ScratchEdge>)(
            from machine in entry.Value
            from site in frames[machine]
            where site.Callee is not null
            group machine by site.Callee into calls
            select new ScratchEdge(calls.Aggregate(default(Need), (all, machine) => all.Max(Needs.OwnNeed(frames[machine]))), calls.Key)).ToList());
        foreach (var method in edges.Keys)
        {
            if (!indices.ContainsKey(method)) Visit(method);
        }
    }

    /// <summary>The scratch calls that a call of a method may be waiting for.</summary>
    internal IReadOnlyList<ScratchEdge> From(MethodDefinition method) => edges[method];

    /// <summary>The strongly connected component of a method, by a number that is larger than those of all components that are called from it.</summary>
    internal int ComponentOf(MethodDefinition method) => components[method];

    /// <summary>The shortest way from a method to itself, the method first; null where there is none.</summary>
    internal IReadOnlyList<MethodDefinition>? CycleOf(MethodDefinition method)
    {
        if (!cycles.TryGetValue(method, out var cycle)) cycles[method] = cycle = FindCycle(method);
        return cycle;
    }

    List<MethodDefinition>? FindCycle(MethodDefinition method)
    {
        var before = new Dictionary<MethodDefinition, MethodDefinition>();
        var queue = new Queue<MethodDefinition>([method]);
        while (queue.Count > 0)
        {
            var caller = queue.Dequeue();
            foreach (var edge in edges[caller].Where(edge => components[edge.Callee] == components[method]))
            {
                if (edge.Callee == method) return Way(caller);
                if (before.ContainsKey(edge.Callee)) continue;
                before[edge.Callee] = caller;
                queue.Enqueue(edge.Callee);
            }
        }
        return null;

        List<MethodDefinition> Way(MethodDefinition last)
        {
            var way = new List<MethodDefinition> { last };
            while (way[way.Count - 1] != method) way.Add(before[way[way.Count - 1]]);
            way.Reverse();
            return way;
        }
    }

    /// <summary>Tarjan's algorithm; a component is numbered after all that can be reached from it. Without recursion: a chain of calls may be longer than any stack.</summary>
    void Visit(MethodDefinition start)
    {
        // The methods on the way, each with the number of its edges that have been followed, and the smallest index of those on the stack that can be reached.
        var way = new Stack<(MethodDefinition Method, int Followed, int Lowest)>([Enter(start)]);
        while (way.Count > 0)
        {
            var (method, followed, lowest) = way.Pop();
            if (followed < edges[method].Count)
            {
                var callee = edges[method][followed].Callee;
                bool isSeen = indices.TryGetValue(callee, out int seen);
                way.Push((method, followed + 1, isSeen && !components.ContainsKey(callee) ? Math.Min(lowest, seen) : lowest));
                if (!isSeen) way.Push(Enter(callee));
                continue;
            }
            if (lowest == indices[method]) Close(method);
            if (way.Count == 0) continue;
            var caller = way.Pop();
            way.Push(caller with { Lowest = Math.Min(caller.Lowest, lowest) });
        }
    }

    (MethodDefinition Method, int Followed, int Lowest) Enter(MethodDefinition method)
    {
        int index = indices[method] = indices.Count;
        open.Push(method);
        return (method, 0, index);
    }

    void Close(MethodDefinition root)
    {
        int number = components.Count;
        MethodDefinition member;
        do components[member = open.Pop()] = number;
        while (member != root);
    }
}

/// <summary>The scratch calls of a method that are made while another is pending.</summary>
/// <param name="Frame">The frame of the other: it has one size at all awaits.</param>
/// <param name="Callee">The method that is called.</param>
sealed record ScratchEdge(Need Frame, MethodDefinition Callee);
