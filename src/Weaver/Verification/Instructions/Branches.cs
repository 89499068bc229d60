using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Verification;

/// <summary>What branches, returns and the ends of handlers take from the stack. Where they may go, Transitions knows.</summary>
internal static class Branches
{
    public static bool TryApply(Transfer transfer)
    {
        switch (transfer.Instruction.OpCode.Code)
        {
            case Code.Br or Code.Br_S or Code.Rethrow:
                return true;
            case Code.Leave or Code.Leave_S or Code.Endfinally:
                transfer.Clear();
                return true;
            case Code.Brtrue or Code.Brtrue_S or Code.Brfalse or Code.Brfalse_S:
                var condition = transfer.Pop();
                if (condition.Kind is StackKind.Value or StackKind.Float) transfer.Fail(FailureKind.OperandType, $"{condition} as a condition");
                return true;
            case >= Code.Beq_S and <= Code.Blt_Un_S:
            case >= Code.Beq and <= Code.Blt_Un:
                Arithmetic.Compare(transfer);
                return true;
            case Code.Switch:
                if (transfer.Pop() is { Kind: not (StackKind.Int32 or StackKind.Unknown) } value)
                    transfer.Fail(FailureKind.OperandType, $"{value} as the value of a switch");
                return true;
            case Code.Throw:
                transfer.PopObject("an exception");
                return true;
            case Code.Endfilter:
                transfer.Pop(transfer.Context.Core.Int32, FailureKind.OperandType, "the decision of a filter");
                CheckEmpty(transfer);
                return true;
            case Code.Ret:
                Return(transfer);
                return true;
            default:
                return false;
        }
    }

    static void Return(Transfer transfer)
    {
        var type = TypeShape.Strip(transfer.Context.Method.ReturnType);
        if (!TypeShape.IsNamed(type, "System.Void"))
        {
            var value = transfer.Pop(type, FailureKind.ReturnType, "the result");
            if (value.Kind == StackKind.ManagedPointer && value.IsLocal)
                transfer.Fail(FailureKind.LocalAddressReturned, $"{value} points into the frame that ends here");
            if (value.IsReadOnly && !ReadOnlyReferences.IsReadOnly(transfer.Context.Method.MethodReturnType, transfer.Context.Method.ReturnType))
                transfer.Fail(FailureKind.ReadOnlyPointer, $"{value} for a result that may be written to");
        }
        if (!transfer.IsBroken) CheckEmpty(transfer);
    }

    static void CheckEmpty(Transfer transfer)
    {
        if (transfer.Stack.Count > 0) transfer.Fail(FailureKind.StackNotEmptyAtExit, $"{transfer.Stack.Count} entries are left");
    }
}
