using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// Changes a body in place. What branches, exception regions and symbols refer to stays the same object: an instruction that
/// makes way for others becomes the first of them, or a nop before them where something leads to that. What is inserted is in the body only after <see cref="Apply"/>; until then the
/// instructions are linked as they were.
/// </summary>
sealed class BodyEditor(MethodBody body)
{
    readonly Dictionary<string, Dictionary<TypeReference, VariableDefinition>> temporaries = [];
    readonly Dictionary<Instruction, List<Instruction>> inserted = [];

    internal MethodBody Body => body;

    /// <summary>Puts code where the body begins, outside of a protected block that begins there: what the block's handler asks for is to be there.</summary>
    internal void InsertAtStart(Emitter code)
    {
        var first = body.Instructions[0];
        if (body.ExceptionHandlers.Any(handler => handler.TryStart == first)) body.Instructions.Insert(0, first = Instruction.Create(OpCodes.Nop));
        InsertBefore(first, code);
    }

    /// <summary>Puts code before an instruction, so that all that leads to the instruction leads to the code.</summary>
    /// <param name="instruction">The instruction.</param>
    /// <param name="code">The code.</param>
    /// <param name="isReferred">Whether anything but a branch of this code refers to one of its nops; null where they all stay.</param>
    internal void InsertBefore(Instruction instruction, Emitter code, Predicate<Instruction>? isReferred = null)
    {
        code.Add(instruction.Copy());
        if (isReferred is not null) code.RemoveLabels(isReferred);
        Replace(instruction, code);
    }

    /// <summary>Puts code in the place of an instruction.</summary>
    internal void Replace(Instruction instruction, Emitter code)
    {
        var instructions = code.Instructions;
        if (!inserted.TryGetValue(instruction, out var after)) inserted[instruction] = after = [];
        if (instructions.Count == 0 || IsLabel(instructions[0], instructions))
        {
            Erase(instruction);
            after.InsertRange(0, instructions);
            return;
        }
        // What led to the instruction leads to the first of the code.
        (instruction.OpCode, instruction.Operand) = (instructions[0].OpCode, instructions[0].Operand);
        after.InsertRange(0, instructions.Skip(1));
    }

    /// <summary>Whether something may lead to an instruction: to a nop, from anywhere.</summary>
    static bool IsLabel(Instruction instruction, IReadOnlyList<Instruction> code) =>
        instruction.OpCode.Code == Code.Nop || code.Any(other => other.Operand == instruction || (other.Operand is Instruction[] targets && targets.Contains(instruction)));

    /// <summary>Makes an instruction do nothing.</summary>
    internal static void Erase(Instruction instruction)
    {
        instruction.OpCode = OpCodes.Nop;
        instruction.Operand = null;
    }

    /// <summary>A local variable for values that do not outlive one await site.</summary>
    internal VariableDefinition Temporary(TypeReference type, string use)
    {
        if (!temporaries.TryGetValue(use, out var ofUse)) temporaries[use] = ofUse = new(TypeIdentity.Exact);
        if (!ofUse.TryGetValue(type, out var variable))
        {
            ofUse[type] = variable = new(type);
            body.Variables.Add(variable);
        }
        return variable;
    }

    /// <summary>Brings what was inserted into the body, at once: one by one it would take the square of the method's size.</summary>
    internal void Apply()
    {
        var all = new List<Instruction>(body.Instructions.Count + inserted.Values.Sum(code => code.Count));
        foreach (var instruction in body.Instructions)
        {
            all.Add(instruction);
            if (inserted.TryGetValue(instruction, out var after)) all.AddRange(after);
        }
        inserted.Clear();
        body.Instructions.Clear();
        body.Instructions.Capacity = all.Count;
        foreach (var instruction in all) instruction.Previous = instruction.Next = null;
        foreach (var instruction in all) body.Instructions.Add(instruction);
    }
}
