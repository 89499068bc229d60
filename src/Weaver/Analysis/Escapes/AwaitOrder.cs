using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Analysis.Escapes;

/// <summary>Why a future that is used by nothing but awaits is not awaited at once: by the ways from its call to its awaits, over branches and loops.</summary>
sealed class AwaitOrder
{
    readonly MethodBody body;
    readonly BasicBlocks blocks;
    readonly ReachingStores stores;
    readonly HashSet<Instruction> awaits = [], suspended = [], exits = [];

    /// <summary>All of these, by the block in which they are, in the order of the code.</summary>
    readonly List<Instruction>[] marks;
    readonly int[] waysBack, seen;
    int run;

    internal AwaitOrder(MethodBody body, FlowGraph graph, ReachingStores stores, MoveNextShape? machine)
    {
        (this.body, this.stores) = (body, stores);
        blocks = graph.Blocks;
        if (machine is null) exits.UnionWith(body.Instructions.Where(instruction => instruction.OpCode.Code == Code.Ret));
        else Read(machine);
        seen = new int[blocks.All.Count];
        waysBack = CountWaysBack();
        marks = [.. blocks.All.Select(_ => new List<Instruction>())];
        foreach (var mark in awaits.Concat(suspended).Concat(exits).Distinct().OrderBy(instruction => instruction.Offset)) marks[blocks.Of(mark).Number].Add(mark);
    }

    void Read(MoveNextShape machine)
    {
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
        // From behind an await, a second one of the same future.
        if (own.Any(await => (own.Count > 1 || MayComeBackTo(await)) && Ways(await, [], call, uses.Places).Any(own.Contains))) return new(UseKind.AwaitedMoreThanOnce, null);
        if (Ways(call, own, null, []).Any(exits.Contains)) return new(UseKind.NotAwaitedOnEveryPath, null);
        if (Ways(call, own, null, []).Any(instruction => awaits.Contains(instruction) && !own.Contains(instruction))) return new(UseKind.AwaitedAfterSuspension, null);
        return new(UseKind.AwaitedLater, uses.Places.Select(Name).FirstOrDefault(name => name is not null));
    }

    /// <summary>The awaits and exits to which a way leads, up to and with those at which a way ends: at some of them, at a call, or at a store to one of some places.</summary>
    IEnumerable<Instruction> Ways(Instruction from, HashSet<Instruction> ends, Instruction? call, List<object> places)
    {
        run++;
        var work = new Stack<(Block Block, Instruction From)>();
        var home = blocks.Of(from);
        if (from == home.Last) Enter(home.Successors, work);
        else work.Push((home, from.Next));
        while (work.Count > 0)
        {
            var (block, start) = work.Pop();
            int end = call is null && places.Count == 0 ? int.MaxValue : End(block, start, call, places);
            bool goesOn = end == int.MaxValue;
            foreach (var mark in marks[block.Number])
            {
                if (mark.Offset < start.Offset) continue;
                if (mark.Offset > end) break;
                bool isSuspended = suspended.Contains(mark);
                if (!isSuspended) yield return mark;
                if (!isSuspended && !ends.Contains(mark)) continue;
                goesOn = false;
                break;
            }
            if (goesOn) Enter(block.Successors, work);
        }
    }

    void Enter(IReadOnlyList<Block> next, Stack<(Block, Instruction)> work)
    {
        foreach (var block in next)
        {
            if (seen[block.Number] == run) continue;
            seen[block.Number] = run;
            work.Push((block, block.First));
        }
    }

    /// <summary>The offset of the call or the first of the stores in a block, behind an instruction of it.</summary>
    int End(Block block, Instruction start, Instruction? call, List<object> places) => places.Select(place => stores.FirstStore(place, block, start)).Append(call).OfType<Instruction>()
        .Where(instruction => instruction.Offset >= start.Offset && instruction.Offset <= block.Last.Offset).Select(instruction => instruction.Offset).DefaultIfEmpty(int.MaxValue).Min();

    /// <summary>Whether an instruction may be in a loop: there is a way back past it.</summary>
    bool MayComeBackTo(Instruction instruction) => waysBack[blocks.Of(instruction).Number] > 0;

    /// <summary>For each block, the number of ways back from it, or from behind it, to it, or to before it.</summary>
    int[] CountWaysBack()
    {
        int[] count = new int[blocks.All.Count + 1];
        foreach (var block in blocks.All)
        {
            foreach (var next in block.Successors.Where(next => next.Number <= block.Number))
            {
                count[next.Number]++;
                count[block.Number + 1]--;
            }
        }
        for (int i = 1; i < count.Length; i++) count[i] += count[i - 1];
        return count;
    }

    string? Name(object place) => place switch
    {
        FieldReference field when SourceNames.OfField(field) is var name && name[0] is not ('<' or '$') => name,
        VariableDefinition variable when body.Method.DebugInformation.TryGetName(variable, out string local) => local,
        _ => null,
    };
}
