using Mono.Cecil;
using Unboxed.Weaver.Analysis.Nesting;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Plan.Sizing;

/// <summary>Where a scratch call leads, from the object whose method makes it.</summary>
enum Hop
{
    /// <summary>To an object that it has held since it was made.</summary>
    Held,

    /// <summary>To itself.</summary>
    Itself,

    /// <summary>Anywhere.</summary>
    Anywhere,
}

/// <summary>
/// Tells methods that are called again while they are pending because objects hold one another, as decorators do, from those that may call themselves as often as they like. The former are
/// pending once for each object at most: each way round leads to an object that was known earlier.
/// </summary>
/// <param name="graph">The scratch calls.</param>
/// <param name="bodies">What runs in scratch space.</param>
/// <param name="implementations">The async methods with a scratch body, by the method that is called.</param>
/// <param name="calls">The scratch calls of each async method.</param>
sealed class Nesting(
    CallGraph graph, ScratchBodies bodies, IReadOnlyDictionary<MethodDefinition, IReadOnlyList<StateMachine>> implementations, Func<StateMachine, IEnumerable<DecidedCall>> calls)
{
    readonly HeldFields fields = new();
    readonly Dictionary<int, bool> known = [];
    readonly Dictionary<MethodDefinition, bool> passedDown = [];

    /// <summary>Whether all ways from a method back to itself go down, from object to object that it holds. The method is on such a way.</summary>
    internal bool IsNested(MethodDefinition method)
    {
        int component = graph.ComponentOf(method);
        if (!known.TryGetValue(component, out bool isNested)) known[component] = isNested = Find(component);
        return isNested;
    }

    bool Find(int component)
    {
        var members = implementations.Keys.Where(method => graph.ComponentOf(method) == component).ToList();
        var onItself = new Dictionary<MethodDefinition, HashSet<MethodDefinition>>();
        foreach (var method in members)
        {
            onItself[method] = [];
            foreach (var call in implementations[method].SelectMany(calls).Where(call => graph.ComponentOf(call.Callee) == component))
            {
                var hop = HopOf(call);
                if (hop == Hop.Anywhere || !IsPassedDown(call.Callee)) return false;
                if (hop == Hop.Itself) onItself[method].Add(call.Callee);
            }
        }
        // Calls on the object itself must come to an end too: what calls nothing more is taken away until nothing is left.
        while (onItself.FirstOrDefault(entry => entry.Value.Count == 0).Key is { } last)
        {
            onItself.Remove(last);
            foreach (var callees in onItself.Values) callees.Remove(last);
        }
        return onItself.Count == 0;
    }

    Hop HopOf(DecidedCall call) => HopOf(call.Call.Target);

    Hop HopOf(CallTarget target) => target.IsThis ? Hop.Itself : target.Field is { } field && fields.IsHeld(field) ? Hop.Held : Hop.Anywhere;

    /// <summary>Whether the methods that are not async, and may pass a call on, pass it to their own object or down.</summary>
    bool IsPassedDown(MethodDefinition callee)
    {
        if (passedDown.TryGetValue(callee, out bool isKnown)) return isKnown;
        var seen = new HashSet<MethodDefinition>();
        var open = new Stack<MethodDefinition>(bodies.RunBy(callee));
        bool isPassedDown = true;
        while (open.Count > 0 && isPassedDown)
        {
            var method = open.Pop();
            if (bodies.MachineOf(method) is not null || !seen.Add(method)) continue;
            foreach (var call in bodies.ScratchCallsOf(method))
            {
                isPassedDown &= HopOf(CallTarget.Of(call, method)) != Hop.Anywhere;
                foreach (var run in bodies.RunBy(bodies.TargetOf(call)!)) open.Push(run);
            }
        }
        return passedDown[callee] = isPassedDown;
    }
}
