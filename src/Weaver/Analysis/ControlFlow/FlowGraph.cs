using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Analysis.ControlFlow;

/// <summary>The edges between the instructions of a body, with those that exceptions and finally handlers add.</summary>
sealed class FlowGraph
{
    readonly MethodBody body;
    readonly Dictionary<Instruction, List<Instruction>> successors = [];
    readonly Dictionary<Instruction, List<Instruction>> handlers = [];
    readonly List<Instruction> leaves;

    internal FlowGraph(MethodBody body)
    {
        this.body = body;
        leaves = body.Instructions.Where(instruction => instruction.OpCode.Code is Code.Leave or Code.Leave_S).ToList();
        foreach (var instruction in body.Instructions)
        {
            handlers[instruction] = HandlersOf(instruction).Distinct().ToList();
            successors[instruction] = SuccessorsOf(instruction).Distinct().ToList();
        }
    }

    /// <summary>Where control may go after the instruction has completed.</summary>
    internal IReadOnlyList<Instruction> Successors(Instruction instruction) => successors[instruction];

    /// <summary>Where control may go if the instruction throws.</summary>
    internal IReadOnlyList<Instruction> Handlers(Instruction instruction) => handlers[instruction];

    IEnumerable<Instruction> HandlersOf(Instruction instruction)
    {
        foreach (var handler in body.ExceptionHandlers)
        {
            if (!instruction.IsWithin(handler.TryStart, handler.TryEnd)) continue;
            yield return handler.FilterStart ?? handler.HandlerStart;
            if (handler.FilterStart is not null) yield return handler.HandlerStart;
        }
    }

    IEnumerable<Instruction> SuccessorsOf(Instruction instruction)
    {
        foreach (var target in instruction.BranchTargets()) yield return target;
        switch (instruction.OpCode.Code)
        {
            case Code.Leave or Code.Leave_S:
                foreach (var handler in Finallies(instruction)) yield return handler.HandlerStart;
                break;
            case Code.Endfinally:
                foreach (var target in TargetsAfter(instruction)) yield return target;
                break;
            case Code.Endfilter:
                foreach (var handler in body.ExceptionHandlers)
                {
                    if (handler.FilterStart is not null && instruction.IsWithin(handler.FilterStart, handler.HandlerStart)) yield return handler.HandlerStart;
                }
                break;
        }
        if (instruction.FallsThrough() && instruction.Next is not null) yield return instruction.Next;
    }

    IEnumerable<ExceptionHandler> Finallies(Instruction leave) =>
        body.ExceptionHandlers.Where(handler => handler.HandlerType == ExceptionHandlerType.Finally
            && leave.IsWithin(handler.TryStart, handler.TryEnd) && !((Instruction)leave.Operand).IsWithin(handler.TryStart, handler.TryEnd));

    /// <summary>Where a finally handler may go on: to the target of each leave that runs it, or to the next finally on that way.</summary>
    IEnumerable<Instruction> TargetsAfter(Instruction endfinally)
    {
        foreach (var handler in body.ExceptionHandlers)
        {
            if (!endfinally.IsWithin(handler.HandlerStart, handler.HandlerEnd)) continue;
            foreach (var leave in leaves)
            {
                if (!leave.IsWithin(handler.TryStart, handler.TryEnd) || !Finallies(leave).Contains(handler)) continue;
                yield return (Instruction)leave.Operand;
                foreach (var other in Finallies(leave).Where(other => other != handler)) yield return other.HandlerStart;
            }
        }
    }
}
