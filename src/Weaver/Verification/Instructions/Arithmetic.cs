using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Verification;

/// <summary>Numbers and comparisons (the tables of ECMA-335 III.1.5).</summary>
internal static class Arithmetic
{
    public static bool TryApply(Transfer transfer)
    {
        switch (transfer.Instruction.OpCode.Code)
        {
            case Code.Add or Code.Sub or Code.Mul or Code.Div or Code.Rem:
                Binary(transfer, allowsFloat: true);
                return true;
            case Code.Div_Un or Code.Rem_Un or Code.And or Code.Or or Code.Xor:
            case >= Code.Add_Ovf and <= Code.Sub_Ovf_Un:
                Binary(transfer, allowsFloat: false);
                return true;
            case Code.Shl or Code.Shr or Code.Shr_Un:
                transfer.PopNative("a shift count");
                transfer.Push(transfer.PopInteger("the shifted value"));
                return true;
            case Code.Not:
                transfer.Push(transfer.PopInteger("an operand"));
                return true;
            case Code.Neg:
                transfer.Push(PopNumber(transfer));
                return true;
            case Code.Ckfinite:
                PopNumber(transfer);
                transfer.Push(StackType.Float);
                return true;
            case Code.Ceq or Code.Cgt or Code.Cgt_Un or Code.Clt or Code.Clt_Un:
                Compare(transfer);
                transfer.Push(StackType.Int32);
                return true;
            default:
                return Convert(transfer);
        }
    }

    static bool Convert(Transfer transfer)
    {
        StackType result;
        switch (transfer.Instruction.OpCode.Code)
        {
            case Code.Conv_I1 or Code.Conv_I2 or Code.Conv_I4 or Code.Conv_U1 or Code.Conv_U2 or Code.Conv_U4:
            case Code.Conv_Ovf_I1 or Code.Conv_Ovf_I2 or Code.Conv_Ovf_I4 or Code.Conv_Ovf_U1 or Code.Conv_Ovf_U2 or Code.Conv_Ovf_U4:
            case Code.Conv_Ovf_I1_Un or Code.Conv_Ovf_I2_Un or Code.Conv_Ovf_I4_Un or Code.Conv_Ovf_U1_Un or Code.Conv_Ovf_U2_Un or Code.Conv_Ovf_U4_Un:
                result = StackType.Int32;
                break;
            case Code.Conv_I8 or Code.Conv_U8 or Code.Conv_Ovf_I8 or Code.Conv_Ovf_U8 or Code.Conv_Ovf_I8_Un or Code.Conv_Ovf_U8_Un:
                result = StackType.Int64;
                break;
            case Code.Conv_I or Code.Conv_U or Code.Conv_Ovf_I or Code.Conv_Ovf_U or Code.Conv_Ovf_I_Un or Code.Conv_Ovf_U_Un:
                result = StackType.NativeInt;
                break;
            case Code.Conv_R4 or Code.Conv_R8 or Code.Conv_R_Un:
                result = StackType.Float;
                break;
            default:
                return false;
        }
        PopNumber(transfer);
        transfer.Push(result);
        return true;
    }

    static StackType PopNumber(Transfer transfer)
    {
        var value = transfer.Pop();
        // Taking the number of an address is what unsafe code does.
        if (value.Kind == StackKind.ManagedPointer)
            transfer.Fail(FailureKind.UnmanagedPointer, "the number of a managed pointer");
        else if (!value.IsInteger && value.Kind != StackKind.Float)
            transfer.Fail(FailureKind.OperandType, $"{value} as a number");
        else
            return value;
        return StackType.Unknown;
    }

    static void Binary(Transfer transfer, bool allowsFloat)
    {
        var right = transfer.Pop();
        var left = transfer.Pop();
        if (left.Kind == StackKind.Unknown || right.Kind == StackKind.Unknown)
            transfer.Push(StackType.Unknown);
        else if (left.Kind == StackKind.ManagedPointer || right.Kind == StackKind.ManagedPointer)
        {
            transfer.Fail(FailureKind.UnmanagedPointer, "arithmetic on a managed pointer");
            transfer.Push(StackType.Unknown);
        }
        else if (Result(left.Kind, right.Kind, allowsFloat) is { } result)
            transfer.Push(new StackType(result));
        else
        {
            transfer.Fail(FailureKind.OperandType, $"{left} and {right} as operands");
            transfer.Push(StackType.Unknown);
        }
    }

    static StackKind? Result(StackKind left, StackKind right, bool allowsFloat)
    {
        if (left == right && (left is StackKind.Int32 or StackKind.Int64 or StackKind.NativeInt || (left == StackKind.Float && allowsFloat))) return left;
        if (!IsNative(left) || !IsNative(right)) return null;
        return left == StackKind.UnmanagedPointer || right == StackKind.UnmanagedPointer ? StackKind.UnmanagedPointer : StackKind.NativeInt;
    }

    static bool IsNative(StackKind kind) => kind is StackKind.Int32 or StackKind.NativeInt or StackKind.UnmanagedPointer;

    /// <summary>Pops both operands of a comparison (III.1.5, table 4).</summary>
    public static void Compare(Transfer transfer)
    {
        var right = transfer.Pop();
        var left = transfer.Pop();
        if (left.Kind == StackKind.Unknown || right.Kind == StackKind.Unknown) return;
        var fits = left.IsObject
            ? right.IsObject && ComparesIdentity(transfer.Instruction.OpCode.Code)
            : left.Kind == right.Kind ? left.Kind != StackKind.Value : IsNative(left.Kind) && IsNative(right.Kind);
        if (!fits) transfer.Fail(FailureKind.OperandType, $"{left} compared with {right}");
    }

    // cgt.un with null is how C# asks for "not null"; clt.un is its mirror image.
    static bool ComparesIdentity(Code code) => code is Code.Ceq or Code.Cgt_Un or Code.Clt_Un or Code.Beq or Code.Beq_S or Code.Bne_Un or Code.Bne_Un_S;
}
