using System.Collections.Immutable;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.ForeignLibraries.Coverage;

/// <summary>
/// For each instruction, which instructions may have made its operands, on all paths: a forward data flow over the stack and
/// the local variables. It shares nothing with the weaver's own analysis, whose answers it is there to question.
/// </summary>
sealed class ValueOrigins
{
    readonly MethodBody body;
    readonly Dictionary<Instruction, State> before = [];
    readonly Dictionary<ExceptionHandler, ImmutableDictionary<int, ImmutableHashSet<Instruction>>> seenByHandlers = [];

    // In the order of the code, where most of what leads to an instruction stands before it: few are executed again.
    readonly PriorityQueue<Instruction, int> work = new();
    readonly HashSet<Instruction> waiting = [];

    sealed record State(ImmutableList<ImmutableHashSet<Instruction>> Stack, ImmutableDictionary<int, ImmutableHashSet<Instruction>> Variables);

    internal ValueOrigins(MethodBody body)
    {
        this.body = body;
        Reach(body.Instructions[0], new([], ImmutableDictionary<int, ImmutableHashSet<Instruction>>.Empty));
        Run();
    }

    /// <summary>What may have made an operand; operand 0 is the one pushed first.</summary>
    internal IEnumerable<Instruction> Operand(Instruction user, int operand)
    {
        if (!before.TryGetValue(user, out var state)) return [];
        int index = state.Stack.Count - StackEffect.Pops(user, body.Method) + operand;
        return index < 0 || index >= state.Stack.Count ? [] : state.Stack[index];
    }

    /// <summary>What may have been stored last in a variable when an instruction that loads it, or its address, is executed.</summary>
    internal IEnumerable<Instruction> Variable(Instruction load) =>
        Index(load) is { } index && before.TryGetValue(load, out var state) && state.Variables.TryGetValue(index, out var stores) ? stores : [];

    void Run()
    {
        while (work.TryDequeue(out var instruction, out _))
        {
            waiting.Remove(instruction);
            var state = before[instruction];
            foreach (var handler in body.ExceptionHandlers.Where(handler => instruction.Offset >= handler.TryStart.Offset && instruction.Offset < handler.TryEnd.Offset))
            {
                // Between stores all have the same variables.
                if (ReferenceEquals(seenByHandlers.GetValueOrDefault(handler), state.Variables)) continue;
                seenByHandlers[handler] = state.Variables;
                ImmutableList<ImmutableHashSet<Instruction>> caught = handler.HandlerType is ExceptionHandlerType.Catch or ExceptionHandlerType.Filter ? [[]] : [];
                Reach(handler.HandlerStart, state with { Stack = caught });
                if (handler.FilterStart is { } filter) Reach(filter, state with { Stack = caught });
            }
            var after = Execute(instruction, state);
            if (instruction.Operand is Instruction target) Reach(target, after);
            if (instruction.Operand is Instruction[] targets) foreach (var each in targets) Reach(each, after);
            if (instruction.OpCode.FlowControl is not (FlowControl.Branch or FlowControl.Return or FlowControl.Throw) && instruction.Next is { } next) Reach(next, after);
        }
    }

    State Execute(Instruction instruction, State state)
    {
        if (instruction.OpCode.Code is Code.Leave or Code.Leave_S) return state with { Stack = [] };
        int pops = Math.Min(StackEffect.Pops(instruction, body.Method), state.Stack.Count);
        if (instruction.OpCode.StackBehaviourPop == StackBehaviour.Pop1 && instruction.OpCode.Name.StartsWith("stloc", StringComparison.Ordinal) && Index(instruction) is { } index)
            state = state with { Variables = state.Variables.SetItem(index, state.Stack.Count > 0 ? state.Stack[^1] : []) };
        var stack = state.Stack.RemoveRange(state.Stack.Count - pops, pops);
        for (int i = StackEffect.Pushes(instruction); i > 0; i--) stack = stack.Add([instruction]);
        return state with { Stack = stack };
    }

    void Reach(Instruction instruction, State state)
    {
        var merged = before.TryGetValue(instruction, out var known) ? Merge(known, state) : state;
        if (merged is null) return;
        before[instruction] = merged;
        if (waiting.Add(instruction)) work.Enqueue(instruction, instruction.Offset);
    }

    /// <summary>Null where the one adds nothing to the other.</summary>
    static State? Merge(State known, State more)
    {
        bool isLarger = false;
        var stack = known.Stack;
        for (int i = 0; i < Math.Min(stack.Count, more.Stack.Count); i++)
        {
            if (!Adds(more.Stack[i], stack[i])) continue;
            stack = stack.SetItem(i, stack[i].Union(more.Stack[i]));
            isLarger = true;
        }
        var variables = known.Variables;
        foreach (var (index, stores) in ReferenceEquals(more.Variables, variables) ? [] : more.Variables)
        {
            var had = variables.GetValueOrDefault(index, []);
            if (!Adds(stores, had)) continue;
            variables = variables.SetItem(index, had.Union(stores));
            isLarger = true;
        }
        return isLarger ? new(stack, variables) : null;
    }

    static bool Adds(ImmutableHashSet<Instruction> more, ImmutableHashSet<Instruction> known) => !ReferenceEquals(more, known) && !more.IsSubsetOf(known);

    static int? Index(Instruction instruction) => instruction.OpCode.Code switch
    {
        Code.Ldloc_0 or Code.Stloc_0 => 0,
        Code.Ldloc_1 or Code.Stloc_1 => 1,
        Code.Ldloc_2 or Code.Stloc_2 => 2,
        Code.Ldloc_3 or Code.Stloc_3 => 3,
        _ => (instruction.Operand as VariableDefinition)?.Index,
    };
}

/// <summary>How many values an instruction takes from the stack and puts there.</summary>
static class StackEffect
{
    internal static int Pops(Instruction instruction, MethodDefinition method) => instruction.OpCode.StackBehaviourPop switch
    {
        StackBehaviour.Pop0 => 0,
        StackBehaviour.Popi or StackBehaviour.Popref or StackBehaviour.Pop1 => 1,
        StackBehaviour.Pop1_pop1 or StackBehaviour.Popi_pop1 or StackBehaviour.Popi_popi or StackBehaviour.Popi_popi8 or StackBehaviour.Popi_popr4
            or StackBehaviour.Popi_popr8 or StackBehaviour.Popref_pop1 or StackBehaviour.Popref_popi => 2,
        StackBehaviour.Popi_popi_popi or StackBehaviour.Popref_popi_popi or StackBehaviour.Popref_popi_popi8 or StackBehaviour.Popref_popi_popr4
            or StackBehaviour.Popref_popi_popr8 or StackBehaviour.Popref_popi_popref => 3,
        StackBehaviour.PopAll => 0,
        _ => instruction.Operand is IMethodSignature called
            ? called.Parameters.Count + (called.HasThis && !called.ExplicitThis && instruction.OpCode.Code != Code.Newobj ? 1 : 0) + (instruction.OpCode.Code == Code.Calli ? 1 : 0)
            : method.ReturnType.MetadataType == MetadataType.Void ? 0 : 1,
    };

    internal static int Pushes(Instruction instruction) => instruction.OpCode.StackBehaviourPush switch
    {
        StackBehaviour.Push0 => 0,
        StackBehaviour.Push1_push1 => 2,
        StackBehaviour.Varpush => instruction.Operand is IMethodSignature { ReturnType: var type } && !IsVoid(type) ? 1 : 0,
        _ => 1,
    };

    static bool IsVoid(TypeReference type) => type is IModifierType modified ? IsVoid(modified.ElementType) : type.MetadataType == MetadataType.Void;
}
