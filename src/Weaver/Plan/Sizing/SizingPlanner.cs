using Mono.Cecil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Analysis.StateMachines;
using Unboxed.Weaver.Options;

namespace Unboxed.Weaver.Plan.Sizing;

/// <summary>Plans how much room each call needs, and how large a chain each root expects.</summary>
sealed class SizingPlanner
{
    readonly ModuleAnalysis analysis;
    readonly ScratchBodies bodies;
    readonly IReadOnlyDictionary<StateMachine, IReadOnlyList<(SuspensionFrame Frame, MethodDefinition? Callee)>> frames;
    readonly Control control;
    readonly IReadOnlyDictionary<MethodDefinition, IReadOnlyList<StateMachine>> implementations;
    readonly CallGraph graph;
    readonly Nesting nesting;
    readonly Growth? growth;
    readonly Dictionary<MethodDefinition, Need> reserves = [];
    readonly Dictionary<int, Needs> within = [];
    readonly Needs needs;

    /// <param name="analysis">The module.</param>
    /// <param name="bodies">What runs in scratch space.</param>
    /// <param name="control">How much room there is for it.</param>
    /// <param name="implementations">The async methods with a scratch body, by the method that is called.</param>
    /// <param name="frames">What each of them keeps at each await site, and the method that it calls there by a scratch call.</param>
    /// <param name="calls">The scratch calls of each of them.</param>
    /// <param name="isTold">Whether somebody asks what may make a chain grow.</param>
    internal SizingPlanner(
        ModuleAnalysis analysis, ScratchBodies bodies, Control control, IReadOnlyDictionary<MethodDefinition, IReadOnlyList<StateMachine>> implementations,
        IReadOnlyDictionary<StateMachine, IReadOnlyList<(SuspensionFrame Frame, MethodDefinition? Callee)>> frames, Func<StateMachine, IEnumerable<DecidedCall>> calls, bool isTold)
    {
        this.analysis = analysis;
        this.bodies = bodies;
        this.control = control;
        this.implementations = implementations;
        this.frames = frames;
        graph = new(implementations, frames);
        nesting = new(graph, bodies, implementations, calls);
        FindReserves();
        needs = Compute(int.MaxValue);
        growth = isTold ? new(graph, implementations.ToDictionary(entry => entry.Key, entry => LargestOwn(entry.Value)), new(implementations.Keys.Where(bodies.IsOpen)), nesting) : null;
    }

    /// <summary>The room for a call, with what is set aside in it.</summary>
    internal Need NeedOf(MethodDefinition method) => needs.Of(method).Plus(reserves[method]);

    /// <summary>The size of the chain that an async method expects when it is called in the ordinary way; null where it makes no scratch calls.</summary>
    internal RootPlan? Root(StateMachine machine, IReadOnlyList<SuspensionPlan> suspensions)
    {
        var calls = suspensions.Where(suspension => suspension.Callee is not null).ToList();
        if (calls.Count == 0) return null;
        var rooms = calls.Select(call => RoomOf(call, control.Budget(machine.Kickoff))).ToList();
        var (allocator, sideStack) = control.SourceOf(machine.Kickoff);
        return new(machine, calls, rooms.Aggregate(default(Need), (all, room) => all.Max(room.Room)), rooms) { Allocator = allocator, SideStack = sideStack };
    }

    CallRoom RoomOf(SuspensionPlan site, int budget)
    {
        var room = new CallRoom(site, default, null, []);
        foreach (var callee in site.Calls.Select(call => call.Callee))
        {
            var (need, path) = Within(callee, budget);
            room = new(site, room.Room.Max(need), CallPath.Longer(room.Path, path), growth is null ? [] : [.. room.Growth.Union(growth.Below(callee.Method, need))]);
        }
        return room;
    }

    /// <summary>The room for a call below a root, which may have less than others that make the same call.</summary>
    (Need Room, CallPath? Path) Within(CalleePlan callee, int budget)
    {
        if (callee.Need.Bytes <= budget) return (callee.Need, needs.PathOf(callee.Method));
        if (!within.TryGetValue(budget, out var smaller)) within[budget] = smaller = Compute(budget);
        return (smaller.Of(callee.Method), smaller.PathOf(callee.Method));
    }

    Need LargestOwn(IReadOnlyList<StateMachine> machines) => machines.Aggregate(default(Need), (all, machine) => all.Max(Needs.OwnNeed(frames[machine])));

    Needs Compute(int most) => Needs.Compute(
        implementations, frames, ForeignNeed,
        method => Math.Min(most, Math.Max(0, control.Budget(method) - reserves[method].Bytes)));

    /// <summary>What another assembly says of its own methods.</summary>
    Need ForeignNeed(MethodDefinition method) => analysis.Foreign.Of(method)?.Need ?? analysis.Entries.Of(method)?.Need ?? default;

    /// <summary>
    /// What a call sets aside for implementations that the analysis cannot see, its own or those of the calls below it: once on each path, since what
    /// decorates a call is as a rule there once.
    /// </summary>
    void FindReserves()
    {
        foreach (var method in implementations.Keys) reserves[method] = bodies.IsOpen(method) ? Within(control.Reserve(method), method) : default;
        var callers = implementations.Keys.SelectMany(method => graph.From(method).Select(edge => (edge.Callee, Caller: method))).ToLookup(call => call.Callee, call => call.Caller);
        // Those with callees whose reserve has grown.
        var open = new HashSet<MethodDefinition>(implementations.Keys.Where(method => reserves[method] != default).SelectMany(method => callers[method]));
        while (open.Count > 0)
        {
            foreach (var method in implementations.Keys.Where(open.Remove))
            {
                var reserve = graph.From(method).Aggregate(reserves[method], (all, edge) => all.Max(Within(reserves[edge.Callee], method)));
                if (reserve == reserves[method]) continue;
                reserves[method] = reserve;
                open.UnionWith(callers[method]);
            }
        }
    }

    Need Within(Need reserve, MethodDefinition method) => reserve.Bytes <= control.Budget(method) ? reserve : default;

    /// <summary>What decides the need of a call.</summary>
    internal MethodSize Method(CalleePlan callee)
    {
        var implementers = Implementers(callee.Method).ToList();
        // The first of several that need the same.
        var largest = implementers.Where(implementer => implementer.Kind != ImplementerKind.Ordinary).OrderByDescending(implementer => implementer.Full.Bytes).FirstOrDefault();
        var path = needs.PathOf(callee.Method);
        var recursion = graph.CycleOf(callee.Method) is { } cycle ? new Recursion(cycle, path?.LevelsOf(callee.Method) ?? 0, nesting.IsNested(callee.Method)) : null;
        return new(
            callee, control.Budget(callee.Method), reserves[callee.Method], bodies.IsOpen(callee.Method),
            implementers.Select(implementer => ReferenceEquals(implementer, largest) ? implementer with { IsLargest = true } : implementer).ToList(), path, recursion,
            growth?.Below(callee.Method, callee.Need) ?? []);
    }

    IEnumerable<ImplementerSize> Implementers(MethodDefinition callee)
    {
        if (!DispatchedMethods.CanHaveCompanion(callee) && callee.Module != analysis.Module) return [];
        if (!DispatchedMethods.CanHaveCompanion(callee)) return [Implementer(callee, callee, bodies.CanRun(callee))];
        if (!analysis.Implementations.TryGetValue(callee, out var found)) return [];
        var run = new HashSet<MethodDefinition>(bodies.RunBy(callee));
        return found.GroupBy(implementation => implementation.Method).Select(group => run.Contains(group.Key)
            ? Implementer(callee, group.Key, isRun: true)
            : group.Select(ScratchBodies.WhyTwin).FirstOrDefault(cause => cause is not null) is { } twin ? Ordinary(group.Key, twin.Text) : Implementer(callee, group.Key, isRun: false));
    }

    static ImplementerSize Ordinary(MethodDefinition method, string reason) => new(method, ImplementerKind.Ordinary, default, default, reason, false);

    ImplementerSize Implementer(MethodDefinition callee, MethodDefinition method, bool isRun)
    {
        if (!isRun) return Ordinary(method, bodies.WhyNoneDirect(method)?.Text ?? "it is not an async method");
        if (bodies.MachineOf(method) is { } machine) return new(method, ImplementerKind.Async, Needs.OwnNeed(frames[machine]), needs.PartOf(callee, machine), null, false);
        var behind = bodies.ScratchCallsOf(method).SelectMany(call => bodies.Machines(bodies.TargetOf(call)!)).Select(target => needs.PartOf(callee, target));
        return new(method, ImplementerKind.Forwards, default, behind.Aggregate(default(Need), (all, part) => all.Max(part)), null, false);
    }
}
