using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Analysis.ControlFlow;

/// <summary>The edges between the instructions of a body, with those that exceptions and finally handlers add.</summary>
sealed class FlowGraph
{
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
    internal FlowGraph(MethodBody body, IReadOnlyCollection<Instruction>? starts = null, bool isCalledAgain = false)
    {
        entry = isCalledAgain ? body.Instructions[0] : null;
        Regions = new(body);
        foreach (var leave in body.Instructions.Where(instruction => instruction.OpCode.Code is Code.Leave or Code.Leave_S))
        {
            foreach (var handler in Finallies(leave))
            {
                if (!leaves.TryGetValue(handler, out var through)) leaves[handler] = through = [];
                through.Add(leave);
            }
        }
        foreach (var instruction in body.Instructions) successors[instruction] = SuccessorsOf(instruction);
        blocks = new(() => new(body, this, starts ?? []));
    }

    /// <summary>The protected blocks and handlers of the body.</summary>
    internal ExceptionRegions Regions { get; }

    /// <summary>The basic blocks of the body.</summary>
    internal BasicBlocks Blocks => blocks.Value;

    /// <summary>Where control may go after the instruction has completed.</summary>
    internal IReadOnlyList<Instruction> Successors(Instruction instruction) => successors[instruction];

    /// <summary>Where control may go if the instruction throws.</summary>
    internal IReadOnlyList<Instruction> Handlers(Instruction instruction) => Regions.At(instruction).Entries;

    IReadOnlyList<Instruction> SuccessorsOf(Instruction instruction)
    {
        bool fallsThrough = instruction.FallsThrough() && instruction.Next is not null;
        return instruction.OpCode.FlowControl is FlowControl.Next or FlowControl.Call or FlowControl.Meta or FlowControl.Break
            ? fallsThrough ? [instruction.Next!] : []
            : [.. Jumps(instruction).Concat(fallsThrough ? [instruction.Next!] : []).Distinct()];
    }

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
