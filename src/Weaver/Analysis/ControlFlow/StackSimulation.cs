using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Analysis.ControlFlow;

/// <summary>
/// Which instructions may have pushed each value that an instruction pops, found by simulating the stack along the control flow.
/// </summary>
sealed class StackSimulation
{
    readonly MethodDefinition method;

    /// <summary>What is on the stack before each instruction that is reached.</summary>
    readonly Dictionary<Instruction, StackValue?> stacks = [];
    readonly Dictionary<Instruction, List<Instruction>> consumers = [];
    readonly HashSet<Instruction> branchTargets = [];

    StackSimulation(MethodDefinition method) => this.method = method;

    /// <summary>Simulates a method.</summary>
    /// <returns>Null where the stack is not consistent.</returns>
    internal static StackSimulation? Run(MethodDefinition method)
    {
        var simulation = new StackSimulation(method);
        return simulation.Simulate() ? simulation : null;
    }

    /// <summary>Whether any path reaches the instruction.</summary>
    internal bool IsReached(Instruction instruction) => stacks.ContainsKey(instruction);

    /// <summary>Whether a branch or an exception handler leads to the instruction.</summary>
    internal bool IsBranchTarget(Instruction instruction) => branchTargets.Contains(instruction);

    /// <summary>The number of values on the stack before the instruction.</summary>
    internal int Depth(Instruction instruction) => stacks[instruction]?.Depth ?? 0;

    /// <summary>What may have pushed an operand of the instruction; 0 is the one that was pushed first.</summary>
    internal IReadOnlyCollection<Instruction> Producers(Instruction instruction, int operand) =>
        At(instruction, Depth(instruction) - StackEffects.Pops(instruction, method) + operand);

    /// <summary>What may have pushed a value that lies below the operands of the instruction; 0 is the lowest.</summary>
    internal IReadOnlyList<Instruction> ProducersBelow(Instruction instruction, int index) => [.. At(instruction, index)];

    /// <summary>The only instruction that may have pushed an operand, or null where there are several.</summary>
    internal Instruction? Producer(Instruction instruction, int operand)
    {
        var producers = Producers(instruction, operand);
        return producers.Count == 1 ? producers.First() : null;
    }

    /// <summary>The instructions that may pop what the instruction pushes.</summary>
    internal IReadOnlyList<Instruction> Consumers(Instruction instruction) => consumers.TryGetValue(instruction, out var found) ? found : [];

    /// <summary>The constant that an operand always is, seen through dup; null where it is none.</summary>
    internal int? ConstantOperand(Instruction instruction, int operand)
    {
        var producer = Producer(instruction, operand);
        while (producer?.OpCode.Code == Code.Dup) producer = Producer(producer, 0);
        return producer?.Constant();
    }

    IReadOnlyCollection<Instruction> At(Instruction instruction, int index)
    {
        var value = stacks[instruction]!;
        while (value.Depth > index + 1) value = value.Below!;
        return value.Origin.Producers;
    }

    bool Simulate()
    {
        if (!method.Body.IsWhole()) return false;
        var work = new Stack<Instruction>();
        foreach (var instruction in method.Body.Instructions) branchTargets.UnionWith(instruction.BranchTargets());
        foreach (var handler in method.Body.ExceptionHandlers)
        {
            branchTargets.Add(handler.HandlerStart);
            if (handler.FilterStart is not null) branchTargets.Add(handler.FilterStart);
        }
        if (!Start(work)) return false;
        while (work.Count > 0)
        {
            var instruction = work.Pop();
            var stack = stacks[instruction];
            int pops = StackEffects.Pops(instruction, method);
            if (pops > (stack?.Depth ?? 0)) return false;
            for (int i = 0; i < pops; i++) stack = stack!.Below;
            if (instruction.OpCode.Code is Code.Leave or Code.Leave_S) stack = null;
            for (int i = StackEffects.Pushes(instruction); i > 0; i--) stack = new(new(instruction), stack);
            foreach (var target in instruction.BranchTargets())
            {
                if (!Flow(target, stack, work)) return false;
            }
            if (instruction.FallsThrough() && (instruction.Next is null || !Flow(instruction.Next, stack, work))) return false;
        }
        FindConsumers();
        return true;
    }

    bool Start(Stack<Instruction> work)
    {
        if (!Flow(method.Body.Instructions[0], null, work)) return false;
        foreach (var handler in method.Body.ExceptionHandlers)
        {
            var exception = new StackValue(new(Instruction.Create(OpCodes.Nop)), null);
            bool hasException = handler.HandlerType is ExceptionHandlerType.Catch or ExceptionHandlerType.Filter;
            if (!Flow(handler.HandlerStart, hasException ? exception : null, work)) return false;
            if (handler.FilterStart is not null && !Flow(handler.FilterStart, exception, work)) return false;
        }
        return true;
    }

    /// <summary>Takes a stack on to an instruction. Each is simulated once: where ways meet, its values stand for those of all ways.</summary>
    bool Flow(Instruction instruction, StackValue? stack, Stack<Instruction> work)
    {
        if (!stacks.TryGetValue(instruction, out var known))
        {
            stacks[instruction] = known = branchTargets.Contains(instruction) ? Meeting(stack) : stack;
            work.Push(instruction);
        }
        if ((known?.Depth ?? 0) != (stack?.Depth ?? 0)) return false;
        for (; stack is not null && stack != known; stack = stack.Below, known = known.Below) known!.Origin.Meet(stack.Origin);
        return true;
    }

    static StackValue? Meeting(StackValue? stack)
    {
        StackValue? copy = null;
        for (int i = stack?.Depth ?? 0; i > 0; i--) copy = new(new(), copy);
        return copy;
    }

    void FindConsumers()
    {
        foreach (var instruction in method.Body.Instructions.Where(IsReached))
        {
            int pops = StackEffects.Pops(instruction, method);
            for (int i = 0; i < pops; i++)
            {
                foreach (var producer in Producers(instruction, i))
                {
                    if (!consumers.TryGetValue(producer, out var list)) consumers[producer] = list = [];
                    if (list.Count == 0 || list[list.Count - 1] != instruction) list.Add(instruction);
                }
            }
        }
    }
}
