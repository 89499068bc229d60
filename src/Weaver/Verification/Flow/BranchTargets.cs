using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Verification;

/// <summary>Targets are instructions of this body, are in reach, and do not stand behind a prefix.</summary>
internal static class BranchTargets
{
    public static bool Check(MethodContext context)
    {
        var sound = true;
        for (var index = 0; index < context.Instructions.Count; index++)
        {
            var instruction = context.Instructions[index];
            foreach (var target in Of(instruction)) sound &= Check(context, index, target);
            if (instruction.OpCode.OperandType is OperandType.InlineBrTarget or OperandType.ShortInlineBrTarget && instruction.Operand is not Instruction)
                sound = Fail(context, instruction, "the branch has no target");
        }
        return sound;
    }

    public static IReadOnlyList<Instruction> Of(Instruction instruction) => instruction.Operand switch
    {
        Instruction target => [target],
        Instruction[] targets => targets,
        _ => [],
    };

    static bool Check(MethodContext context, int index, Instruction target)
    {
        var instruction = context.Instructions[index];
        var to = context.IndexOf(target);
        if (to < 0) return Fail(context, instruction, "the target is not in this body");
        if (to > 0 && context.Instructions[to - 1].OpCode.OpCodeType == OpCodeType.Prefix)
            return Fail(context, instruction, "the target stands between a prefix and its instruction");
        // Cecil cuts off the distance of a short branch without a word.
        var distance = context.OffsetAt(to) - context.OffsetAt(index + 1);
        if (instruction.OpCode.OperandType == OperandType.ShortInlineBrTarget && distance is < sbyte.MinValue or > sbyte.MaxValue)
            return Fail(context, instruction, $"the target is {distance} bytes away, too far for a short branch");
        return true;
    }

    static bool Fail(MethodContext context, Instruction instruction, string message)
    {
        context.Fail(instruction, FailureKind.BranchTarget, message);
        return false;
    }
}
