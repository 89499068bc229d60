using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Analysis.ControlFlow;

/// <summary>What single instructions say, whichever of their encodings the compiler chose.</summary>
static class Instructions
{
    /// <summary>The same instruction once more.</summary>
    internal static Instruction Copy(this Instruction instruction)
    {
        var copy = Instruction.Create(OpCodes.Nop);
        (copy.OpCode, copy.Operand) = (instruction.OpCode, instruction.Operand);
        return copy;
    }

    /// <summary>Whether the instruction loads argument 0.</summary>
    internal static bool LoadsThis(this Instruction instruction) =>
        instruction.OpCode.Code == Code.Ldarg_0
        || (instruction.OpCode.Code is Code.Ldarg or Code.Ldarg_S && instruction.Operand is ParameterDefinition { Index: -1 });

    /// <summary>The variable of a ldloc.</summary>
    internal static VariableDefinition? LoadedVariable(this Instruction instruction, MethodBody body) => instruction.OpCode.Code switch
    {
        Code.Ldloc_0 => body.Variables[0],
        Code.Ldloc_1 => body.Variables[1],
        Code.Ldloc_2 => body.Variables[2],
        Code.Ldloc_3 => body.Variables[3],
        Code.Ldloc or Code.Ldloc_S => (VariableDefinition)instruction.Operand,
        _ => null,
    };

    /// <summary>The variable of a stloc.</summary>
    internal static VariableDefinition? StoredVariable(this Instruction instruction, MethodBody body) => instruction.OpCode.Code switch
    {
        Code.Stloc_0 => body.Variables[0],
        Code.Stloc_1 => body.Variables[1],
        Code.Stloc_2 => body.Variables[2],
        Code.Stloc_3 => body.Variables[3],
        Code.Stloc or Code.Stloc_S => (VariableDefinition)instruction.Operand,
        _ => null,
    };

    /// <summary>The variable of a ldloca.</summary>
    internal static VariableDefinition? AddressedVariable(this Instruction instruction) =>
        instruction.OpCode.Code is Code.Ldloca or Code.Ldloca_S ? (VariableDefinition)instruction.Operand : null;

    /// <summary>The index of the argument of a ldarg, counted with <c>this</c>.</summary>
    internal static int? LoadedArgument(this Instruction instruction, MethodDefinition method) => instruction.OpCode.Code switch
    {
        Code.Ldarg_0 => 0,
        Code.Ldarg_1 => 1,
        Code.Ldarg_2 => 2,
        Code.Ldarg_3 => 3,
        Code.Ldarg or Code.Ldarg_S => ((ParameterDefinition)instruction.Operand).Index + (method.HasThis ? 1 : 0),
        _ => null,
    };

    /// <summary>Whether the instruction loads an address at which a default value is stored, and nothing is read before that.</summary>
    internal static bool AddressesDefault(this Instruction instruction) =>
        instruction.OpCode.Code is Code.Ldloca or Code.Ldloca_S or Code.Ldflda
        // The compiler copies the address for a member that is called on the default value.
        && (instruction.NextReal() is { OpCode.Code: Code.Dup } copy ? copy.NextReal() : instruction.NextReal())?.OpCode.Code == Code.Initobj;

    /// <summary>The value of a ldc.i4.</summary>
    internal static int? Constant(this Instruction instruction) => instruction.OpCode.Code switch
    {
        Code.Ldc_I4_M1 => -1,
        Code.Ldc_I4_0 => 0,
        Code.Ldc_I4_1 => 1,
        Code.Ldc_I4_2 => 2,
        Code.Ldc_I4_3 => 3,
        Code.Ldc_I4_4 => 4,
        Code.Ldc_I4_5 => 5,
        Code.Ldc_I4_6 => 6,
        Code.Ldc_I4_7 => 7,
        Code.Ldc_I4_8 => 8,
        Code.Ldc_I4_S => (sbyte)instruction.Operand,
        Code.Ldc_I4 => (int)instruction.Operand,
        _ => null,
    };

    /// <summary>The method of a call or callvirt.</summary>
    internal static MethodReference? CalledMethod(this Instruction instruction) =>
        instruction.OpCode.Code is Code.Call or Code.Callvirt ? (MethodReference)instruction.Operand : null;

    /// <summary>The prefix that stands before an instruction; null where there is none.</summary>
    internal static Instruction? Prefix(this Instruction instruction) => instruction.Previous is { OpCode.OpCodeType: OpCodeType.Prefix } prefix ? prefix : null;

    /// <summary>The next instruction that is no nop.</summary>
    internal static Instruction? NextReal(this Instruction instruction)
    {
        var next = instruction.Next;
        while (next is not null && next.OpCode.Code == Code.Nop) next = next.Next;
        return next;
    }

    /// <summary>The previous instruction that is no nop.</summary>
    internal static Instruction? PreviousReal(this Instruction? instruction)
    {
        var previous = instruction?.Previous;
        while (previous is not null && previous.OpCode.Code == Code.Nop) previous = previous.Previous;
        return previous;
    }

    /// <summary>Where the instruction may branch to, besides falling through.</summary>
    internal static IEnumerable<Instruction> BranchTargets(this Instruction instruction) => instruction.Operand switch
    {
        Instruction target => [target],
        Instruction[] targets => targets,
        _ => [],
    };

    /// <summary>
    /// Whether there are instructions, and what they name is there: variables, tokens, and where branches and handlers lead. In what compilers write it is; a body
    /// that was damaged is refused by the runtime when it is called, and is left as it is here.
    /// </summary>
    internal static bool IsWhole(this MethodBody body) => body.Instructions.Count > 0 && body.Instructions.All(instruction => IsWhole(instruction, body))
        && body.ExceptionHandlers.All(handler => handler is { TryStart: not null, HandlerStart: not null });

    static bool IsWhole(Instruction instruction, MethodBody body) => instruction.OpCode.Code switch
    {
        Code.Ldloc_0 or Code.Stloc_0 => body.Variables.Count > 0,
        Code.Ldloc_1 or Code.Stloc_1 => body.Variables.Count > 1,
        Code.Ldloc_2 or Code.Stloc_2 => body.Variables.Count > 2,
        Code.Ldloc_3 or Code.Stloc_3 => body.Variables.Count > 3,
        _ when instruction.OpCode.OperandType == OperandType.InlineNone => true,
        _ => instruction.Operand is Instruction[] targets ? targets.All(target => target is not null) : instruction.Operand is not null,
    };

    /// <summary>Whether control may go on to the next instruction.</summary>
    internal static bool FallsThrough(this Instruction instruction) => instruction.OpCode.FlowControl switch
    {
        FlowControl.Branch or FlowControl.Return or FlowControl.Throw => false,
        _ => true,
    };

    /// <summary>Whether the instruction lies in the range; a null end is the end of the body.</summary>
    internal static bool IsWithin(this Instruction instruction, Instruction? start, Instruction? end) =>
        start is not null && instruction.Offset >= start.Offset && (end is null || instruction.Offset < end.Offset);

    /// <summary>
    /// Gives the instructions the offsets that they have in this order, where they have others: what another weaver has put into the body is at 0 until the module is written. Regions are found by offsets.
    /// </summary>
    internal static void OrderOffsets(this MethodBody body)
    {
        bool isOrdered = true;
        int offset = 0;
        foreach (var instruction in body.Instructions)
        {
            isOrdered &= instruction.Offset >= offset;
            offset = instruction.Offset + 1;
        }
        if (isOrdered) return;
        offset = 0;
        foreach (var instruction in body.Instructions)
        {
            instruction.Offset = offset;
            offset += instruction.GetSize();
        }
    }
}
