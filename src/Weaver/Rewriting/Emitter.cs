using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Rewriting;

/// <summary>A run of instructions in the making.</summary>
sealed class Emitter
{
    readonly List<Instruction> instructions = [];

    internal IReadOnlyList<Instruction> Instructions => instructions;

    internal Emitter Emit(OpCode opCode) => Add(Instruction.Create(opCode));

    internal Emitter Call(MethodReference method) => Add(Instruction.Create(OpCodes.Call, method));

    internal Emitter CallVirtual(MethodReference method) => Add(Instruction.Create(OpCodes.Callvirt, method));

    internal Emitter Constant(int value) => Add(Instruction.Create(OpCodes.Ldc_I4, value));

    internal Emitter Answer(Answer answer) => Constant((int)answer);

    internal Emitter Place(Place place) => Constant((int)place).Emit(OpCodes.Conv_I8);

    internal Emitter Load(VariableDefinition variable) => Add(Instruction.Create(OpCodes.Ldloc, variable));

    internal Emitter LoadAddress(VariableDefinition variable) => Add(Instruction.Create(OpCodes.Ldloca, variable));

    /// <summary>Stores the default value.</summary>
    internal Emitter Clear(VariableDefinition variable) => LoadAddress(variable).Type(OpCodes.Initobj, variable.VariableType);

    internal Emitter Store(VariableDefinition variable) => Add(Instruction.Create(OpCodes.Stloc, variable));

    internal Emitter Load(ParameterDefinition parameter) => Add(Instruction.Create(OpCodes.Ldarg, parameter));

    internal Emitter LoadAddress(ParameterDefinition parameter) => Add(Instruction.Create(OpCodes.Ldarga, parameter));

    internal Emitter Store(ParameterDefinition parameter) => Add(Instruction.Create(OpCodes.Starg, parameter));

    internal Emitter Field(OpCode opCode, FieldReference field) => Add(Instruction.Create(opCode, field));

    internal Emitter Type(OpCode opCode, TypeReference type) => Add(Instruction.Create(opCode, type));

    internal Emitter Branch(OpCode opCode, Instruction target) => Add(Instruction.Create(opCode, target));

    internal Emitter Switch(Instruction[] targets) => Add(Instruction.Create(OpCodes.Switch, targets));

    /// <summary>Goes on by an answer in a variable; falls through where it is none of these. The first is the most frequent.</summary>
    internal Emitter SwitchAnswer(VariableDefinition answer, params (Answer Answer, Instruction Target)[] others)
    {
        foreach (var other in others) Load(answer).Answer(other.Answer).Branch(OpCodes.Beq, other.Target);
        return this;
    }

    /// <summary>Takes an answer off the stack: goes on where the call has completed, else it is in the variable.</summary>
    internal Emitter BranchIfCompleted(VariableDefinition answer, Instruction completed) => Store(answer).Load(answer).Answer(Rewriting.Answer.Completed).Branch(OpCodes.Beq, completed);

    /// <summary>Places an instruction that others branch to.</summary>
    internal Emitter Add(Instruction instruction)
    {
        instructions.Add(instruction);
        return this;
    }

    /// <summary>Places the code of another.</summary>
    internal Emitter Add(Emitter other)
    {
        instructions.AddRange(other.instructions);
        return this;
    }

    /// <summary>Takes out the nops to which nothing but a branch within this code leads: it leads to what follows then. The last instruction stays.</summary>
    /// <param name="isReferred">Whether something else refers to one.</param>
    internal void RemoveLabels(Predicate<Instruction> isReferred)
    {
        var replacements = new Dictionary<Instruction, Instruction>();
        for (int i = instructions.Count - 2; i >= 0; i--)
        {
            if (instructions[i].OpCode.Code != Code.Nop || isReferred(instructions[i])) continue;
            replacements[instructions[i]] = instructions[i + 1];
            instructions.RemoveAt(i);
        }
        foreach (var instruction in instructions)
        {
            if (instruction.Operand is Instruction target && replacements.TryGetValue(target, out var replacement)) instruction.Operand = replacement;
        }
    }

    /// <summary>Makes it the code of a method of the weaver's own.</summary>
    internal void AppendTo(MethodBody body)
    {
        RemoveLabels(_ => false);
        body.Instructions.Capacity = body.Instructions.Count + instructions.Count;
        foreach (var instruction in instructions) body.Instructions.Add(instruction);
        ShortForms.Choose(body);
    }
}
