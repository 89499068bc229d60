using Mono.Cecil;
using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Plan.Sizing;

/// <summary>
/// The full need of each method that scratch calls call, over the call graph: the most demanding implementation, with the most demanding of
/// its await sites, and so on down. Await sites of one method are never pending together and share their room. Recursion is
/// unrolled as long as it fits the budget; what lies beyond is not expected, and makes a chain grow.
/// </summary>
sealed class Needs
{
    readonly IReadOnlyDictionary<MethodDefinition, IReadOnlyList<StateMachine>> implementations;
    readonly IReadOnlyDictionary<StateMachine, IReadOnlyList<(SuspensionFrame Frame, MethodDefinition? Callee)>> frames;
    readonly Dictionary<MethodDefinition, int> budgets;

    /// <summary>The frames of each async method: of one size at all its awaits.</summary>
    readonly Dictionary<StateMachine, Need> own;
    readonly Dictionary<(MethodDefinition, StateMachine), Need> parts = [];
    readonly Dictionary<MethodDefinition, Size> sizes = [];
    readonly ILookup<MethodDefinition, MethodDefinition> callers;

    Needs(
        IReadOnlyDictionary<MethodDefinition, IReadOnlyList<StateMachine>> implementations,
        IReadOnlyDictionary<StateMachine, IReadOnlyList<(SuspensionFrame Frame, MethodDefinition? Callee)>> frames, Func<MethodDefinition, int> budget)
    {
        this.implementations = implementations;
        this.frames = frames;
        budgets = implementations.Keys.ToDictionary(method => method, budget);
        own = implementations.Values.SelectMany(machines => machines).Distinct().ToDictionary(machine => machine, machine => OwnNeed(frames[machine]));
        callers = (from entry in implementations
                   from machine in entry.Value
                   from site in frames[machine]
                   where site.Callee is not null
                   select (site.Callee, Caller: entry.Key)).Distinct().ToLookup(call => call.Callee, call => call.Caller);
    }

    /// <param name="Need">The need, as far as it has been found.</param>
    /// <param name="Path">The longest path within it.</param>
    readonly record struct Size(Need Need, CallPath? Path);

    /// <summary>The full need of a call.</summary>
    internal Need Of(MethodDefinition method) => sizes[method].Need;

    /// <summary>The full need of a call; none where no implementation has a scratch body.</summary>
    internal Need Find(MethodDefinition method) => sizes.TryGetValue(method, out var size) ? size.Need : default;

    /// <summary>The frames of a call that take the most room, of all that can be pending together; null where no implementation has a scratch body here.</summary>
    internal CallPath? PathOf(MethodDefinition method) => sizes[method].Path;

    /// <summary>What one implementation of a method contributes to its need: its own future, with all that fitted behind it.</summary>
    internal Need PartOf(MethodDefinition method, StateMachine implementation) => parts[(method, implementation)];

    /// <summary>Computes the needs.</summary>
    /// <param name="implementations">The async methods with a scratch body, by the method that is called.</param>
    /// <param name="frames">What each of them keeps at each await site, and the method that it calls there by a scratch call.</param>
    /// <param name="foreign">What other assemblies say of their implementations.</param>
    /// <param name="budget">The most room for a call of a method, in bytes.</param>
    internal static Needs Compute(
        IReadOnlyDictionary<MethodDefinition, IReadOnlyList<StateMachine>> implementations,
        IReadOnlyDictionary<StateMachine, IReadOnlyList<(SuspensionFrame Frame, MethodDefinition? Callee)>> frames, Func<MethodDefinition, Need> foreign,
        Func<MethodDefinition, int> budget)
    {
        var result = new Needs(implementations, frames, budget);
        foreach (var method in implementations.Keys) result.sizes[method] = result.Start(method, Within(foreign(method), result.budgets[method]));
        // One more level of calls in each round; bounded, since a need only grows, and only up to the budget.
        var growing = new HashSet<MethodDefinition>(implementations.Keys);
        while (growing.Count > 0) growing = result.Grow(growing);
        return result;
    }

    /// <summary>Another assembly may have had a larger budget: what lies beyond ours is not expected.</summary>
    static Need Within(Need need, int budget) => need.Bytes <= budget ? need : default;

    /// <summary>The need of one future without its callees: it has the place of the largest of its frames, as far as they are expected.</summary>
    internal static Need OwnNeed(IEnumerable<(SuspensionFrame Frame, MethodDefinition? Callee)> frames) =>
        frames.Select(site => site.Frame.Expected).Aggregate(default(Need), (all, own) => all.Max(own));

    Size Start(MethodDefinition method, Need foreign)
    {
        var size = new Size(foreign, null);
        foreach (var machine in implementations[method])
        {
            parts[(method, machine)] = own[machine];
            var need = size.Need.Max(own[machine]);
            // The budget of a call may be smaller than that of what it executes, which makes a chain grow then.
            if (need.Bytes <= budgets[method]) size = new(need, CallPath.Longer(size.Path, Alone(method, machine)));
        }
        return size;
    }

    /// <summary>The path that ends in a future.</summary>
    CallPath Alone(MethodDefinition method, StateMachine machine)
    {
        // Where it keeps the most: its frame has room for that at all of them.
        var site = frames[machine].Select(site => site.Frame).OrderByDescending(frame => frame.Expected.Bytes).FirstOrDefault();
        return new(method, machine, site, own[machine], null);
    }

    /// <summary>
    /// Adds a level of calls. All methods grow from what they were in the round before, so that their order does not matter, and a caller of which
    /// not all callees fit has those that do.
    /// </summary>
    /// <param name="methods">Those of whose callees some have grown in the round before: all others stay what they are.</param>
    /// <returns>Those that may grow in the next round.</returns>
    HashSet<MethodDefinition> Grow(HashSet<MethodDefinition> methods)
    {
        var grown = new List<(MethodDefinition Method, Size Size)>();
        foreach (var method in methods)
        {
            var before = sizes[method];
            var size = before;
            foreach (var machine in implementations[method]) size = Grow(method, machine, size);
            if (size.Need != before.Need || !ReferenceEquals(size.Path, before.Path)) grown.Add((method, size));
        }
        foreach (var (method, size) in grown) sizes[method] = size;
        return new(grown.SelectMany(entry => callers[entry.Method]));
    }

    Size Grow(MethodDefinition method, StateMachine machine, Size size)
    {
        int most = budgets[method];
        foreach (var (frame, callee) in frames[machine])
        {
            if (callee is null) continue;
            var behind = sizes[callee];
            var deeper = own[machine].Plus(behind.Need);
            var need = size.Need.Max(deeper);
            if (need.Bytes > most) continue;
            parts[(method, machine)] = parts[(method, machine)].Max(deeper);
            size = new(need, behind.Path is null ? size.Path : CallPath.Longer(size.Path, new(method, machine, frame, own[machine], behind.Path)));
        }
        return size;
    }
}
