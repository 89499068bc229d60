using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Analysis.Escapes;

/// <summary>Why a future that is used by nothing but awaits is not awaited at once: by the ways from its call to its awaits, over branches and loops.</summary>
sealed class AwaitOrder
{
    readonly MethodBody body;
    readonly FlowGraph graph;
    readonly ReachingStores stores;
    readonly HashSet<Instruction> awaits = [], suspended = [], exits = [];

    internal AwaitOrder(MethodBody body, FlowGraph graph, ReachingStores stores, MoveNextShape? machine)
    {
        (this.body, this.graph, this.stores) = (body, graph, stores);
        if (machine is null)
        {
            exits.UnionWith(body.Instructions.Where(instruction => instruction.OpCode.Code == Code.Ret));
            return;
        }
        awaits.UnionWith(machine.Suspensions.Select(suspension => suspension.GetAwaiter));
        // Where a method suspends it goes on behind the same await, which the way of a completed awaiter shows.
        suspended.UnionWith(machine.Suspensions.Select(suspension => suspension.Await));
        // Where it resumes it is on that way already: what leads there is the dispatch of a try block, with another state.
        suspended.UnionWith(machine.Suspensions.Select(suspension => suspension.Resume));
        if (machine.SetResult is { } completion) exits.Add(completion);
    }

    internal FutureUse Of(Instruction call, Uses uses)
    {
        var own = new HashSet<Instruction>(uses.Awaits.Select(suspension => suspension.GetAwaiter));
        bool Ends(Instruction instruction) => instruction == call || (stores.StoredPlace(instruction) is { } place && uses.Places.Contains(place));
        // From behind an await, a second one of the same future.
        if (own.Any(await => Ways(await, Ends).Any(own.Contains))) return new(UseKind.AwaitedMoreThanOnce, null);
        var before = Ways(call, own.Contains);
        if (before.Any(exits.Contains)) return new(UseKind.NotAwaitedOnEveryPath, null);
        if (before.Any(instruction => awaits.Contains(instruction) && !own.Contains(instruction))) return new(UseKind.AwaitedAfterSuspension, null);
        return new(UseKind.AwaitedLater, uses.Places.Select(Name).FirstOrDefault(name => name is not null));
    }

    /// <summary>The instructions to which a way leads, up to and with those at which a way ends.</summary>
    HashSet<Instruction> Ways(Instruction from, Func<Instruction, bool> ends)
    {
        var seen = new HashSet<Instruction>();
        var work = new Stack<Instruction>(graph.Successors(from));
        while (work.Count > 0)
        {
            var instruction = work.Pop();
            if (suspended.Contains(instruction) || !seen.Add(instruction) || ends(instruction)) continue;
            foreach (var next in graph.Successors(instruction)) work.Push(next);
        }
        return seen;
    }

    string? Name(object place) => place switch
    {
        FieldReference field when SourceNames.OfField(field) is var name && name[0] is not ('<' or '$') => name,
        VariableDefinition variable when body.Method.DebugInformation.TryGetName(variable, out string local) => local,
        _ => null,
    };
}
