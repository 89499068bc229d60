using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Analysis.ControlFlow;

/// <summary>
/// Which instructions may have pushed each value that an instruction pops, found by simulating the stack along the control flow.
/// </summary>
sealed class StackSimulation
{
    static readonly HashSet<Instruction> Exception = [Instruction.Create(OpCodes.Nop)];

    readonly MethodDefinition method;
    readonly Dictionary<Instruction, HashSet<Instruction>[]> stacks = [];
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
    internal int Depth(Instruction instruction) => stacks[instruction].Length;

    /// <summary>What may have pushed an operand of the instruction; 0 is the one that was pushed first.</summary>
    internal IReadOnlyCollection<Instruction> Producers(Instruction instruction, int operand)
    {
        var stack = stacks[instruction];
        return stack[stack.Length - StackEffects.Pops(instruction, method) + operand];
    }

    /// <summary>What may have pushed a value that lies below the operands of the instruction; 0 is the lowest.</summary>
    internal IReadOnlyList<Instruction> ProducersBelow(Instruction instruction, int index) => [.. stacks[instruction][index]];

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

    bool Simulate()
    {
        var body = method.Body;
        if (!body.IsWhole()) return false;
        var work = new Stack<Instruction>();
        foreach (var instruction in body.Instructions)
        {
            foreach (var target in instruction.BranchTargets()) branchTargets.Add(target);
        }
        if (!Flow(body.Instructions[0], [], work)) return false;
        foreach (var handler in body.ExceptionHandlers)
        {
            branchTargets.Add(handler.HandlerStart);
            bool hasException = handler.HandlerType is ExceptionHandlerType.Catch or ExceptionHandlerType.Filter;
            if (!Flow(handler.HandlerStart, hasException ? [Exception] : [], work)) return false;
            if (handler.FilterStart is not null)
            {
                branchTargets.Add(handler.FilterStart);
                if (!Flow(handler.FilterStart, [Exception], work)) return false;
            }
        }
        while (work.Count > 0)
        {
            var instruction = work.Pop();
            var stack = stacks[instruction];
            int pops = StackEffects.Pops(instruction, method);
            if (pops > stack.Length) return false;
            var after = new List<HashSet<Instruction>>(stack.Take(stack.Length - pops));
            if (instruction.OpCode.Code is Code.Leave or Code.Leave_S) after.Clear();
            for (int i = StackEffects.Pushes(instruction); i > 0; i--) after.Add([instruction]);
            var next = after.ToArray();
            foreach (var target in instruction.BranchTargets())
            {
                if (!Flow(target, next, work)) return false;
            }
            if (instruction.FallsThrough() && (instruction.Next is null || !Flow(instruction.Next, next, work))) return false;
        }
        foreach (var entry in stacks)
        {
            int pops = StackEffects.Pops(entry.Key, method);
            foreach (var producer in entry.Value.Skip(entry.Value.Length - pops).SelectMany(producers => producers))
            {
                if (!consumers.TryGetValue(producer, out var list)) consumers[producer] = list = [];
                if (!list.Contains(entry.Key)) list.Add(entry.Key);
            }
        }
        return true;
    }

    /// <summary>Merges a stack into what is known before an instruction.</summary>
    bool Flow(Instruction instruction, HashSet<Instruction>[] stack, Stack<Instruction> work)
    {
        if (!stacks.TryGetValue(instruction, out var known))
        {
            stacks[instruction] = stack.Select(producers => new HashSet<Instruction>(producers)).ToArray();
            work.Push(instruction);
            return true;
        }
        if (known.Length != stack.Length) return false;
        bool isChanged = false;
        for (int i = 0; i < known.Length; i++)
        {
            int before = known[i].Count;
            known[i].UnionWith(stack[i]);
            isChanged |= known[i].Count != before;
        }
        if (isChanged) work.Push(instruction);
        return true;
    }
}
