using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.Contexts;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Plan;

/// <summary>
/// Decides where a scratch body may change contexts, so that it has to give its caller's back. A body that leaves them as they are on its usual way, which is that of scratch calls that complete, may
/// only where it leaves that way: by an ordinary call, in a handler, where it throws. It is found by a forward data-flow of whether it may have changed them already.
/// </summary>
/// <remarks>A scratch call leaves them as they are: async callees give them back, and those that are not async, and may not, say so in their answer (<c>Answer.Unfenced</c>).</remarks>
sealed class FencePlanner
{
    readonly StateMachine machine;
    readonly ContextEffects effects;
    readonly FlowGraph graph;
    readonly HashSet<Instruction> ordinaryCalls, resumes, afterScratchCalls, ofTheMachine;

    /// <summary>Whether each instruction may change contexts, as far as that has been asked.</summary>
    readonly bool?[] changes;

    FencePlanner(StateMachine machine, IReadOnlyList<SuspensionPlan> sites, ContextEffects effects)
    {
        (this.machine, this.effects) = (machine, effects);
        graph = new(machine.MoveNext.Body, regions: machine.Shape.Regions, index: machine.Shape.Simulation?.Index);
        changes = new bool?[graph.Index.Count];
        ordinaryCalls = new(sites.SelectMany(site => site.Calls).Where(call => EntersQuietly(call.Callee, effects)).Select(call => call.Site.Call));
        resumes = ReachedByDispatchAlone(sites.Select(site => site.Suspension).ToList());
        afterScratchCalls = new(sites.Where(site => site.Calls.Count > 0).Select(site => site.Suspension.GetResult));
        // What a task awaiter is asked for has come: it waits for nothing.
        var ofTheMachine = sites.Select(site => site.Suspension.Await).Concat(sites.Where(site => FrameworkAwaiters.IsOfTask(site.Suspension.AwaiterType)).Select(site => site.Suspension.GetResult));
        this.ofTheMachine = new([.. ofTheMachine, .. new[] { machine.Shape.SetResult, machine.Shape.SetException }.OfType<Instruction>()]);
    }

    internal static FencePlan Plan(StateMachine machine, IReadOnlyList<SuspensionPlan> sites, ContextEffects effects) => new FencePlanner(machine, sites, effects).Plan();

    /// <summary>Whether a scratch call comes to its callee without changing contexts. A method that has a companion is that of an object, whose type is initialized.</summary>
    internal static bool EntersQuietly(CalleePlan callee, ContextEffects effects) =>
        callee is not DirectPlan direct || (direct is { Foreign: not null, Method: { HasThis: true, DeclaringType.IsValueType: false } }) || effects.EntersQuietly(callee.Method.DeclaringType);

    /// <summary>Where the method resumes, at the suspensions to which no other way leads than their dispatch.</summary>
    HashSet<Instruction> ReachedByDispatchAlone(IReadOnlyList<Suspension> suspensions)
    {
        var dispatches = suspensions.ToLookup(suspension => suspension.Resume, suspension => new HashSet<Instruction>(suspension.Dispatch));
        var reached = new HashSet<Instruction>();
        foreach (var dispatch in dispatches)
        {
            var before = graph.Blocks.Of(dispatch.Key) is var block && block.First == dispatch.Key ? block.Predecessors.Select(predecessor => predecessor.Last).ToList() : [dispatch.Key.Previous];
            if (dispatch.Any(ways => before.All(ways.Contains))) reached.Add(dispatch.Key);
        }
        return reached;
    }

    FencePlan Plan()
    {
        var blocks = graph.Blocks.All;
        // Whether the method has gone by a place that may change contexts wherever a block is entered.
        var marked = blocks.Select(block => block.Number != 0).ToArray();
        var changed = new Queue<Block>(blocks);
        while (changed.Count > 0)
        {
            var block = changed.Dequeue();
            bool isMarked = marked[block.Number], isMarkedThroughout = isMarked;
            for (var instruction = block.First; ; instruction = instruction.Next)
            {
                isMarked = After(instruction, isMarked);
                isMarkedThroughout &= isMarked;
                if (instruction == block.Last) break;
            }
            if (!isMarked) Unmark(block.Successors);
            if (!isMarkedThroughout) Unmark(block.Handlers);
        }
        var places = new List<Instruction>();
        foreach (var block in blocks)
        {
            bool isMarked = marked[block.Number];
            for (var instruction = block.First; ; instruction = instruction.Next)
            {
                if (!isMarked && !resumes.Contains(instruction) && MayChange(instruction))
                {
                    if (!IsUnusual(block)) return new(instruction, []);
                    places.Add(WithPrefixes(instruction));
                }
                isMarked = After(instruction, isMarked);
                if (instruction == block.Last) break;
            }
        }
        // Whatever has thrown: the interceptor of a proxy, or a handler of first-chance exceptions, may have changed them.
        var handlers = machine.MoveNext.Body.ExceptionHandlers.Where(handler => handler.HandlerType is ExceptionHandlerType.Catch or ExceptionHandlerType.Filter);
        return new(null, [.. places.Concat(handlers.Select(handler => handler.FilterStart ?? handler.HandlerStart)).Distinct()]);

        void Unmark(IReadOnlyList<Block> entered)
        {
            for (int i = 0; i < entered.Count; i++)
            {
                if (!marked[entered[i].Number]) continue;
                marked[entered[i].Number] = false;
                changed.Enqueue(entered[i]);
            }
        }
    }

    bool After(Instruction instruction, bool isMarked) =>
        !afterScratchCalls.Contains(instruction) && (isMarked || resumes.Contains(instruction) || ordinaryCalls.Contains(instruction) || MayChange(instruction));

    bool MayChange(Instruction instruction)
    {
        if (ordinaryCalls.Contains(instruction) || ofTheMachine.Contains(instruction)) return false;
        return changes[graph.Index.Of(instruction)] ??= !effects.LeavesContexts(instruction);
    }

    static Instruction WithPrefixes(Instruction instruction)
    {
        while (instruction.Previous is { OpCode.OpCodeType: OpCodeType.Prefix } prefix) instruction = prefix;
        return instruction;
    }

    /// <summary>Whether a block ends by throwing, or handles what has been thrown.</summary>
    bool IsUnusual(Block block) =>
        block.Last.OpCode.Code is Code.Throw or Code.Rethrow || graph.Regions.At(block.First) is var around
        && (around.Filters.Count > 0 || around.Handlers.Any(handler => handler.HandlerType is ExceptionHandlerType.Catch or ExceptionHandlerType.Filter));
}
