using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;

namespace Unboxed.Weaver.Analysis.StateMachines;

/// <summary>
/// Follows MoveNext from its entry with a known state to where it resumes, by computing with constants: the compiler's choice
/// between comparisons, range checks, jump tables and nested try blocks does not matter.
/// </summary>
sealed class DispatchSimulation
{
    const int MaxSteps = 10000;

    readonly MethodDefinition moveNext;
    readonly FieldDefinition stateField;
    readonly Stack<int?> stack = new();
    readonly Dictionary<VariableDefinition, int?> variables = [];
    int state;

    internal DispatchSimulation(MethodDefinition moveNext, FieldDefinition stateField)
    {
        this.moveNext = moveNext;
        this.stateField = stateField;
    }

    /// <summary>The instructions that were executed before the machine resumes.</summary>
    internal List<Instruction> Trace { get; } = [];

    /// <summary>The local variable that caches the state, if there is one.</summary>
    internal VariableDefinition? StateVariable { get; private set; }

    /// <summary>The first instruction that loads the awaiter's field, with the machine in the given state.</summary>
    /// <param name="resumed">The state.</param>
    /// <param name="awaiterField">The field.</param>
    /// <returns>Null where the code before it is more than a dispatch.</returns>
    internal Instruction? FindResume(int resumed, FieldDefinition awaiterField)
    {
        state = resumed;
        var instruction = moveNext.Body.Instructions[0];
        for (int steps = 0; steps < MaxSteps && instruction is not null; steps++)
        {
            if (instruction.LoadsThis() && instruction.Next is { OpCode.Code: Code.Ldfld } load && ((FieldReference)load.Operand).Resolve() == awaiterField)
                return instruction;
            Trace.Add(instruction);
            if (!Execute(instruction, out var next)) return null;
            instruction = next;
        }
        return null;
    }

    /// <summary>Where a machine that has just been started, in state -1, comes to from its entry by computing with constants alone.</summary>
    /// <param name="isPast">Whether to stop at an instruction.</param>
    /// <returns>Null where it does something else before that, or has something on its stack there.</returns>
    internal Instruction? FindStart(Predicate<Instruction> isPast)
    {
        state = -1;
        var instruction = moveNext.Body.Instructions[0];
        for (int steps = 0; steps < MaxSteps && instruction is not null && !isPast(instruction); steps++)
        {
            if (!Execute(instruction, out var next)) return null;
            instruction = next;
        }
        return stack.Count == 0 ? instruction : null;
    }

    bool Execute(Instruction instruction, out Instruction? next)
    {
        next = instruction.Next;
        if (instruction.Constant() is { } constant)
        {
            stack.Push(constant);
            return true;
        }
        if (instruction.LoadsThis())
        {
            stack.Push(null);
            return true;
        }
        if (instruction.LoadedVariable(moveNext.Body) is { } loaded)
        {
            stack.Push(variables.TryGetValue(loaded, out var value) ? value : null);
            return true;
        }
        if (instruction.StoredVariable(moveNext.Body) is { } stored)
        {
            variables[stored] = stack.Pop();
            if (instruction.Previous is { OpCode.Code: Code.Ldfld } field && ((FieldReference)field.Operand).Resolve() == stateField) StateVariable ??= stored;
            return true;
        }
        switch (instruction.OpCode.Code)
        {
            case Code.Nop:
                return true;
            case Code.Pop:
                stack.Pop();
                return true;
            case Code.Ldfld:
                stack.Pop();
                stack.Push(((FieldReference)instruction.Operand).Resolve() == stateField ? state : null);
                return true;
            case Code.Dup:
                stack.Push(stack.Peek());
                return true;
            case Code.Stfld:
                // Visual Basic sets the state back before it loads the awaiter.
                if (((FieldReference)instruction.Operand).Resolve() != stateField || stack.Pop() is not -1) return false;
                stack.Pop();
                state = -1;
                return true;
            case Code.Add or Code.Sub:
                var right = stack.Pop();
                var left = stack.Pop();
                stack.Push(instruction.OpCode.Code == Code.Add ? left + right : left - right);
                return true;
            case Code.Br or Code.Br_S:
                next = (Instruction)instruction.Operand;
                return true;
            case Code.Switch:
                if (stack.Pop() is not { } index) return false;
                var targets = (Instruction[])instruction.Operand;
                if ((uint)index < (uint)targets.Length) next = targets[index];
                return true;
            case Code.Brtrue or Code.Brtrue_S or Code.Brfalse or Code.Brfalse_S:
                if (stack.Pop() is not { } condition) return false;
                if (condition != 0 == instruction.OpCode.Code is Code.Brtrue or Code.Brtrue_S) next = (Instruction)instruction.Operand;
                return true;
        }
        return instruction.OpCode.FlowControl == FlowControl.Cond_Branch && Compare(instruction, ref next);
    }

    bool Compare(Instruction instruction, ref Instruction? next)
    {
        if (stack.Pop() is not { } right || stack.Pop() is not { } left) return false;
        bool? holds = instruction.OpCode.Code switch
        {
            Code.Beq or Code.Beq_S => left == right,
            Code.Bne_Un or Code.Bne_Un_S => left != right,
            Code.Blt or Code.Blt_S => left < right,
            Code.Ble or Code.Ble_S => left <= right,
            Code.Bgt or Code.Bgt_S => left > right,
            Code.Bge or Code.Bge_S => left >= right,
            Code.Blt_Un or Code.Blt_Un_S => (uint)left < (uint)right,
            Code.Ble_Un or Code.Ble_Un_S => (uint)left <= (uint)right,
            Code.Bgt_Un or Code.Bgt_Un_S => (uint)left > (uint)right,
            Code.Bge_Un or Code.Bge_Un_S => (uint)left >= (uint)right,
            _ => null,
        };
        if (holds == true) next = (Instruction)instruction.Operand;
        return holds is not null;
    }
}
