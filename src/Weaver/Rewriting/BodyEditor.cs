using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// Changes a body in place. What branches, exception regions and symbols refer to stays the same object: an instruction that
/// makes way for others becomes a nop before them.
/// </summary>
sealed class BodyEditor(MethodBody body)
{
    readonly Dictionary<(string Type, string Use), VariableDefinition> temporaries = [];

    internal MethodBody Body => body;

    /// <summary>Puts code before an instruction, so that all that leads to the instruction leads to the code.</summary>
    internal void InsertBefore(Instruction instruction, Emitter code)
    {
        var moved = Instruction.Create(OpCodes.Nop);
        moved.OpCode = instruction.OpCode;
        moved.Operand = instruction.Operand;
        code.Add(moved);
        Replace(instruction, code);
    }

    /// <summary>Puts code in the place of an instruction.</summary>
    internal void Replace(Instruction instruction, Emitter code)
    {
        Erase(instruction);
        int index = body.Instructions.IndexOf(instruction);
        foreach (var added in code.Instructions) body.Instructions.Insert(++index, added);
    }

    /// <summary>Makes an instruction do nothing.</summary>
    internal static void Erase(Instruction instruction)
    {
        instruction.OpCode = OpCodes.Nop;
        instruction.Operand = null;
    }

    /// <summary>A local variable for values that do not outlive one await site.</summary>
    internal VariableDefinition Temporary(TypeReference type, string use)
    {
        if (!temporaries.TryGetValue((type.FullName, use), out var variable))
        {
            temporaries[(type.FullName, use)] = variable = new(type);
            body.Variables.Add(variable);
        }
        return variable;
    }
}
