using Mono.Cecil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Plan.Sizing;

/// <summary>Plans how much room each call and each root gets.</summary>
sealed class SizingPlanner
{
    readonly ModuleAnalysis analysis;
    readonly ScratchBodies bodies;
    readonly IReadOnlyDictionary<StateMachine, IReadOnlyList<(SuspensionFrame Frame, MethodDefinition? Callee)>> frames;
    readonly int budget;
    readonly CallGraph graph;
    readonly Segments segments;

    /// <param name="analysis">The module.</param>
    /// <param name="bodies">What runs in scratch space.</param>
    /// <param name="implementations">The async methods with a scratch body, by the method that is called.</param>
    /// <param name="frames">What each of them keeps at each await site, and the method that it calls there by a scratch call.</param>
    /// <param name="budget">The most room that a root provides, in bytes.</param>
    internal SizingPlanner(
        ModuleAnalysis analysis, ScratchBodies bodies, IReadOnlyDictionary<MethodDefinition, IReadOnlyList<StateMachine>> implementations,
        IReadOnlyDictionary<StateMachine, IReadOnlyList<(SuspensionFrame Frame, MethodDefinition? Callee)>> frames, int budget)
    {
        this.analysis = analysis;
        this.bodies = bodies;
        this.frames = frames;
        this.budget = budget;
        Needs = Needs.Compute(implementations, frames, method => analysis.Foreign.Of(method)?.Need ?? default, _ => budget);
        graph = new(implementations, frames);
        Need Own(MethodDefinition method) => implementations[method].Select(machine => Needs.OwnNeed(frames[machine])).Aggregate(default(Need), (all, own) => all.Max(own));
        segments = new(graph, Own, bodies.IsOpen);
    }

    /// <summary>The need of each call.</summary>
    internal Needs Needs { get; }

    /// <summary>The room that an async method provides when it is called in the ordinary way; null where it makes no scratch calls.</summary>
    internal RootPlan? Root(StateMachine machine, IReadOnlyList<SuspensionPlan> suspensions)
    {
        var calls = suspensions.Where(suspension => suspension.Callee is not null).ToList();
        if (calls.Count == 0) return null;
        var rooms = calls.Select(call => new CallRoom(call, call.Need, Needs.PathOf(call.Callee!.Method))).ToList();
        var beyond = rooms.SelectMany(room => room.Site.Calls.SelectMany(call => segments.Below(call.Callee.Method, room.Room))).Distinct().ToList();
        return new(machine, calls, rooms.Aggregate(default(Need), (all, room) => all.Max(room.Room)), rooms, beyond);
    }

    /// <summary>What decides the need of a call.</summary>
    internal MethodSize Method(CalleePlan callee)
    {
        var implementers = Implementers(callee.Method).ToList();
        // The first of several that need the same.
        var largest = implementers.Where(implementer => implementer.Kind != ImplementerKind.Ordinary).OrderByDescending(implementer => implementer.Full.Bytes).FirstOrDefault();
        var path = Needs.PathOf(callee.Method);
        var recursion = graph.CycleOf(callee.Method) is { } cycle ? new Recursion(cycle, path?.Frames.Count(frame => frame.Called == callee.Method) ?? 0) : null;
        return new(
            callee, budget, default, bodies.IsOpen(callee.Method),
            implementers.Select(implementer => ReferenceEquals(implementer, largest) ? implementer with { IsLargest = true } : implementer).ToList(), path, recursion);
    }

    IEnumerable<ImplementerSize> Implementers(MethodDefinition callee)
    {
        var methods = DispatchedMethods.CanHaveCompanion(callee)
            ? analysis.Implementations.TryGetValue(callee, out var found) ? found.Select(implementation => implementation.Method).Distinct() : []
            : [callee];
        return methods.Select(method => Implementer(callee, method));
    }

    ImplementerSize Implementer(MethodDefinition callee, MethodDefinition method)
    {
        if (!bodies.CanRun(method))
            return new(method, ImplementerKind.Ordinary, default, default, bodies.WhyNoneDirect(method)?.Text ?? "it is not an async method", false);
        if (bodies.MachineOf(method) is { } machine) return new(method, ImplementerKind.Async, Needs.OwnNeed(frames[machine]), Needs.PartOf(callee, machine), null, false);
        var behind = bodies.ScratchCallsOf(method).SelectMany(call => bodies.Machines(bodies.TargetOf(call)!)).Select(target => Needs.PartOf(callee, target));
        return new(method, ImplementerKind.Forwards, default, behind.Aggregate(default(Need), (all, part) => all.Max(part)), null, false);
    }
}
