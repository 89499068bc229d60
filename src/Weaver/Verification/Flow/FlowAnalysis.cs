using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Verification;

/// <summary>
/// Interprets the body until the stack at every reachable instruction no longer changes. Code that cannot be reached
/// is not looked at, as in the JIT.
/// </summary>
internal sealed class FlowAnalysis
{
    readonly MethodContext context;
    readonly RegionTree regions;
    readonly Transitions transitions;
    readonly IReadOnlyList<StackType>?[] states;
    readonly Stack<int> pending = new();

    FlowAnalysis(MethodContext context, RegionTree regions)
    {
        this.context = context;
        this.regions = regions;
        transitions = new(context, regions);
        states = new IReadOnlyList<StackType>?[context.Instructions.Count];
    }

    public static void Run(MethodContext context, RegionTree regions)
    {
        if (context.Instructions.Count == 0)
        {
            if (!IsUnsafeAccessor(context.Method)) context.Fail(null, FailureKind.FallThrough, "the body is empty");
            return;
        }
        var analysis = new FlowAnalysis(context, regions);
        analysis.Enter(0, [], context.Instructions[0]);
        while (analysis.pending.Count > 0) analysis.Interpret(analysis.pending.Pop());
    }

    // The runtime supplies the body; Cecil shows it as an empty one.
    static bool IsUnsafeAccessor(MethodDefinition method) =>
        method.CustomAttributes.Any(a => a.AttributeType.FullName == "System.Runtime.CompilerServices.UnsafeAccessorAttribute");

    void Interpret(int index)
    {
        var transfer = new Transfer(context, states[index]!);
        var first = index;
        while (context.Instructions[index].OpCode.OpCodeType == OpCodeType.Prefix && index + 1 < context.Instructions.Count)
            transfer.AddPrefix(context.Instructions[index++]);
        var instruction = context.Instructions[index];
        transfer.Begin(instruction);
        transitions.CheckPlacement(index);
        if (transitions.At(first) != transitions.At(index))
            transfer.Fail(FailureKind.FallThrough, "a region begins or ends between a prefix and its instruction");
        InstructionSet.Apply(transfer);
        if (transfer.IsBroken) return;
        if (instruction.OpCode.Code is Code.Leave or Code.Leave_S)
            Leave(index, (Instruction)instruction.Operand);
        else
            Continue(index, transfer);
    }

    void Leave(int index, Instruction target)
    {
        var to = context.IndexOf(target);
        // The stack is emptied on the way (III.3.46).
        if (transitions.Leave(index, to)) Enter(to, [], context.Instructions[index]);
    }

    void Continue(int index, Transfer transfer)
    {
        var instruction = context.Instructions[index];
        foreach (var target in BranchTargets.Of(instruction))
        {
            var to = context.IndexOf(target);
            if (transitions.Branch(index, to, isFallThrough: false)) Enter(to, transfer.Stack, instruction);
        }
        if (instruction.OpCode.FlowControl is FlowControl.Branch or FlowControl.Return or FlowControl.Throw || instruction.OpCode.Code == Code.Jmp) return;
        if (index + 1 == context.Instructions.Count)
            transfer.Fail(FailureKind.FallThrough, "control runs over the end of the body");
        else if (transitions.Branch(index, index + 1, isFallThrough: true))
            Enter(index + 1, transfer.Stack, instruction);
    }

    void Enter(int index, IReadOnlyList<StackType> stack, Instruction from)
    {
        if (!Join(index, stack, from)) return;
        pending.Push(index);
        foreach (var block in regions.TriesAt(index))
        {
            if (stack.Count > 0) context.Fail(context.Instructions[index], FailureKind.StackNotEmptyAtTry, $"{stack.Count} entries at the start of a {block}");
            foreach (var clause in block.Clauses) EnterHandlers(clause);
        }
    }

    void EnterHandlers(ExceptionHandler clause)
    {
        IReadOnlyList<StackType> entry = clause.HandlerType switch
        {
            ExceptionHandlerType.Catch => [StackType.Reference(clause.CatchType)],
            ExceptionHandlerType.Filter => [StackType.Reference(context.Core.Object)],
            _ => [],
        };
        if (clause.HandlerType == ExceptionHandlerType.Filter) Enter(context.IndexOf(clause.FilterStart), entry, clause.FilterStart);
        Enter(context.IndexOf(clause.HandlerStart), entry, clause.HandlerStart);
    }

    /// <summary>Returns whether the state at the instruction changed.</summary>
    bool Join(int index, IReadOnlyList<StackType> stack, Instruction from)
    {
        var known = states[index];
        if (known is null)
        {
            states[index] = stack;
            if (context.Body.MaxStackSize > 0 && stack.Count > context.Body.MaxStackSize)
                context.Fail(context.Instructions[index], FailureKind.MaxStackTooSmall, $"{stack.Count} entries, but maxstack is {context.Body.MaxStackSize}");
            return true;
        }
        if (known.Count != stack.Count)
        {
            context.Fail(context.Instructions[index], FailureKind.DepthMismatchAtJoin, $"{known.Count} entries on one way, {stack.Count} on the way from {from.OpCode.Name}");
            return false;
        }
        var merged = known.Select((entry, slot) => Merge(index, slot, entry, stack[slot])).ToArray();
        if (merged.SequenceEqual(known)) return false;
        states[index] = merged;
        return true;
    }

    StackType Merge(int index, int slot, StackType left, StackType right)
    {
        if (StackAssignment.Merge(context, left, right) is { } merged) return merged;
        context.Fail(context.Instructions[index], FailureKind.TypeMismatchAtJoin, $"entry {slot} is {left} on one way, {right} on another");
        return StackType.Unknown;
    }
}
