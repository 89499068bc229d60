using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Analysis.ControlFlow;

/// <summary>
/// Which instructions may have pushed each value that an instruction pops, found by simulating the stack along the control flow.
/// </summary>
sealed class StackSimulation
{
    readonly MethodDefinition method;

    readonly InstructionIndex index;

    /// <summary>What is on the stack before each instruction that is reached.</summary>
    readonly StackValue?[] stacks;

    /// <summary>For each instruction, the one that pops what it pushes, or a list of several.</summary>
    readonly object?[] consumers;
    readonly bool[] isReached, isBranchTarget;

    /// <summary>The consumers of exceptions, which no instruction of the body pushes.</summary>
    Dictionary<Instruction, object>? consumersOfExceptions;

    StackSimulation(MethodDefinition method)
    {
        this.method = method;
        index = new(method.Body);
        (stacks, consumers, isReached, isBranchTarget) = (new StackValue?[index.Count], new object?[index.Count], new bool[index.Count], new bool[index.Count]);
    }

    /// <summary>Simulates a method.</summary>
    /// <returns>Null where the stack is not consistent.</returns>
    internal static StackSimulation? Run(MethodDefinition method)
    {
        var simulation = new StackSimulation(method);
        return simulation.Simulate() ? simulation : null;
    }

    /// <summary>Whether any path reaches the instruction.</summary>
    internal bool IsReached(Instruction instruction) => index.Of(instruction) is >= 0 and var place && isReached[place];

    /// <summary>The places of the body's instructions.</summary>
    internal InstructionIndex Index => index;

    /// <summary>Whether a branch or an exception handler leads to the instruction.</summary>
    internal bool IsBranchTarget(Instruction instruction) => index.Of(instruction) is >= 0 and var place && isBranchTarget[place];

    /// <summary>The number of values on the stack before the instruction.</summary>
    internal int Depth(Instruction instruction) => StackAt(instruction)?.Depth ?? 0;

    StackValue? StackAt(Instruction instruction) =>
        index.Of(instruction) is >= 0 and var place && isReached[place] ? stacks[place] : throw new InvalidOperationException("nothing reaches the instruction");

    /// <summary>What may have pushed an operand of the instruction; 0 is the one that was pushed first.</summary>
    internal IReadOnlyList<Instruction> Producers(Instruction instruction, int operand) => Operand(instruction, operand).Producers;

    /// <summary>What may have pushed a value that lies below the operands of the instruction; 0 is the lowest.</summary>
    internal IReadOnlyList<Instruction> ProducersBelow(Instruction instruction, int place) => At(instruction, place).Producers;

    /// <summary>The only instruction that may have pushed an operand, or null where there are several.</summary>
    internal Instruction? Producer(Instruction instruction, int operand) => Operand(instruction, operand).Only;

    /// <summary>The instructions that may pop what the instruction pushes.</summary>
    internal IReadOnlyList<Instruction> Consumers(Instruction instruction)
    {
        object? found = null;
        if (index.Of(instruction) is >= 0 and var place) found = consumers[place];
        else consumersOfExceptions?.TryGetValue(instruction, out found);
        return found is Instruction only ? [only] : (IReadOnlyList<Instruction>?)found ?? [];
    }

    /// <summary>The constant that an operand always is, seen through dup; null where it is none.</summary>
    internal int? ConstantOperand(Instruction instruction, int operand)
    {
        var producer = Producer(instruction, operand);
        while (producer?.OpCode.Code == Code.Dup) producer = Producer(producer, 0);
        return producer?.Constant();
    }

    StackOrigin Operand(Instruction instruction, int operand) => At(instruction, Depth(instruction) - StackEffects.Pops(instruction, method) + operand);

    StackOrigin At(Instruction instruction, int place)
    {
        var value = StackAt(instruction)!;
        while (value.Depth > place + 1) value = value.Below!;
        return value.Origin;
    }

    bool Simulate()
    {
        if (!method.Body.IsWhole()) return false;
        var work = new Stack<Instruction>();
        foreach (var instruction in index.All)
        {
            foreach (var target in instruction.BranchTargets()) MarkAsTarget(target);
        }
        foreach (var handler in method.Body.ExceptionHandlers)
        {
            MarkAsTarget(handler.HandlerStart);
            if (handler.FilterStart is not null) MarkAsTarget(handler.FilterStart);
        }
        if (!Start(work)) return false;
        while (work.Count > 0)
        {
            var instruction = work.Pop();
            var stack = StackAt(instruction);
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

        void MarkAsTarget(Instruction target)
        {
            if (index.Of(target) is >= 0 and var place) isBranchTarget[place] = true;
        }
    }

    bool Start(Stack<Instruction> work)
    {
        if (!Flow(method.Body.Instructions[0], null, work)) return false;
        foreach (var handler in method.Body.ExceptionHandlers)
        {
            var thrown = Instruction.Create(OpCodes.Nop);
            thrown.Offset = InstructionIndex.Nowhere;
            var exception = new StackValue(new(thrown), null);
            bool hasException = handler.HandlerType is ExceptionHandlerType.Catch or ExceptionHandlerType.Filter;
            if (!Flow(handler.HandlerStart, hasException ? exception : null, work)) return false;
            if (handler.FilterStart is not null && !Flow(handler.FilterStart, exception, work)) return false;
        }
        return true;
    }

    /// <summary>Takes a stack on to an instruction. Each is simulated once: where ways meet, its values stand for those of all ways.</summary>
    bool Flow(Instruction instruction, StackValue? stack, Stack<Instruction> work)
    {
        int place = index.Of(instruction);
        // A branch out of the body.
        if (place < 0) return false;
        if (!isReached[place])
        {
            isReached[place] = true;
            stacks[place] = isBranchTarget[place] ? Meeting(stack) : stack;
            work.Push(instruction);
        }
        var known = stacks[place];
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
        for (int place = 0; place < index.Count; place++)
        {
            if (!isReached[place]) continue;
            var instruction = index.All[place];
            var value = stacks[place];
            int pops = StackEffects.Pops(instruction, method);
            var operands = new StackOrigin[pops];
            for (int i = pops - 1; i >= 0; i--, value = value!.Below) operands[i] = value!.Origin;
            foreach (var operand in operands)
            {
                if (operand.Only is { } only) AddConsumer(only, instruction);
                else foreach (var producer in operand.Producers) AddConsumer(producer, instruction);
            }
        }
    }

    void AddConsumer(Instruction producer, Instruction consumer)
    {
        if (index.Of(producer) is >= 0 and var place)
        {
            consumers[place] = With(consumers[place], consumer);
            return;
        }
        consumersOfExceptions ??= [];
        consumersOfExceptions.TryGetValue(producer, out object? known);
        consumersOfExceptions[producer] = With(known, consumer);
    }

    static object With(object? known, Instruction consumer)
    {
        switch (known)
        {
            case null:
                return consumer;
            case Instruction first:
                return first == consumer ? first : new List<Instruction>(2) { first, consumer };
            default:
                var list = (List<Instruction>)known;
                if (list[list.Count - 1] != consumer) list.Add(consumer);
                return list;
        }
    }
}
