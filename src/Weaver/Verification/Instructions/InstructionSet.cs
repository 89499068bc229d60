using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Verification;

/// <summary>Dispatches an instruction to the group that knows its effect on the stack (ECMA-335 III.3 and III.4).</summary>
internal static class InstructionSet
{
    public static void Apply(Transfer transfer)
    {
        var known = Constants.TryApply(transfer)
            || Variables.TryApply(transfer)
            || Arithmetic.TryApply(transfer)
            || Branches.TryApply(transfer)
            || Calls.TryApply(transfer)
            || Fields.TryApply(transfer)
            || Indirections.TryApply(transfer)
            || Arrays.TryApply(transfer)
            || Objects.TryApply(transfer)
            || UnsafeInstructions.TryApply(transfer);
        if (!known) transfer.Fail(FailureKind.InvalidOperand, "unknown instruction");
    }
}
