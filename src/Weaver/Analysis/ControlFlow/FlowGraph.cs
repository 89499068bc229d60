using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Analysis.ControlFlow;

/// <summary>The edges between the instructions of a body, with those that exceptions and finally handlers add.</summary>
sealed class FlowGraph
{
    /// <summary>The successors of the instructions after which control may not go on to the next, or not only there.</summary>
    readonly Dictionary<Instruction, IReadOnlyList<Instruction>> successors = [];
    readonly Dictionary<ExceptionHandler, List<Instruction>> leaves = [];
    readonly Lazy<BasicBlocks> blocks;
    readonly Instruction? entry;

    /// <param name="body">The body.</param>
    /// <param name="starts">Instructions at which a basic block begins in any case.</param>
    /// <param name="isCalledAgain">
    /// Whether what is kept in fields is read when the method is called again: an async iterator that has yielded goes on at its entry, where one that has
    /// awaited may also go on at once.
    /// </param>
    /// <param name="regions">The protected blocks of the body, where they are known already.</param>
    /// <param name="index">The places of its instructions, where they are known already.</param>
    internal FlowGraph(MethodBody body, IReadOnlyCollection<Instruction>? starts = null, bool isCalledAgain = false, ExceptionRegions? regions = null, InstructionIndex? index = null)
    {
        entry = isCalledAgain ? body.Instructions[0] : null;
        Regions = regions ?? new(body);
        Index = index ?? new(body);
        foreach (var leave in Index.All)
        {
            if (leave.OpCode.Code is not (Code.Leave or Code.Leave_S)) continue;
            foreach (var handler in Finallies(leave))
            {
                if (!leaves.TryGetValue(handler, out var through)) leaves[handler] = through = [];
                through.Add(leave);
            }
        }
        foreach (var instruction in Index.All)
        {
            if (!GoesOn(instruction)) successors[instruction] = [.. Jumps(instruction).Concat(instruction.FallsThrough() && instruction.Next is not null ? [instruction.Next] : []).Distinct()];
        }
        blocks = new(() => new(body, this, starts ?? []));
    }

    /// <summary>The places of the body's instructions.</summary>
    internal InstructionIndex Index { get; }

    /// <summary>The protected blocks and handlers of the body.</summary>
    internal ExceptionRegions Regions { get; }

    /// <summary>The basic blocks of the body.</summary>
    internal BasicBlocks Blocks => blocks.Value;

    /// <summary>Where control may go after the instruction has completed.</summary>
    internal IReadOnlyList<Instruction> Successors(Instruction instruction) =>
        !GoesOn(instruction) ? successors[instruction] : instruction.Next is { } next ? [next] : [];

    /// <summary>Whether control can but go on to the next instruction, as after most.</summary>
    internal static bool GoesOn(Instruction instruction) => instruction.OpCode.FlowControl is FlowControl.Next or FlowControl.Call or FlowControl.Meta or FlowControl.Break;

    /// <summary>Where control may go if the instruction throws.</summary>
    internal IReadOnlyList<Instruction> Handlers(Instruction instruction) => Regions.At(instruction).Entries;

    IEnumerable<Instruction> Jumps(Instruction instruction) => instruction.OpCode.Code switch
    {
        Code.Leave or Code.Leave_S => instruction.BranchTargets().Concat(Finallies(instruction).Select(handler => handler.HandlerStart)),
        Code.Endfinally => Regions.At(instruction).Handlers.SelectMany(TargetsAfter),
        Code.Ret when entry is not null => [entry],
        Code.Endfilter => Regions.At(instruction).Filters.Select(handler => handler.HandlerStart),
        _ => instruction.BranchTargets(),
    };

    /// <summary>The finally handlers that a leave runs.</summary>
    IEnumerable<ExceptionHandler> Finallies(Instruction leave) => Regions.At(leave).Tries.Where(
        handler => handler.HandlerType == ExceptionHandlerType.Finally && !((Instruction)leave.Operand).IsWithin(handler.TryStart, handler.TryEnd));

    /// <summary>Where a finally handler may go on: to the target of each leave that runs it, or to the next finally on that way.</summary>
    IEnumerable<Instruction> TargetsAfter(ExceptionHandler handler)
    {
        if (!leaves.TryGetValue(handler, out var through)) yield break;
        foreach (var leave in through)
        {
            yield return (Instruction)leave.Operand;
            foreach (var other in Finallies(leave).Where(other => other != handler)) yield return other.HandlerStart;
        }
    }
}
