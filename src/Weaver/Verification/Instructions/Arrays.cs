using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Verification;

/// <summary>One-dimensional arrays; the others are reached by calls.</summary>
internal static class Arrays
{
    public static bool TryApply(Transfer transfer)
    {
        var code = transfer.Instruction.OpCode.Code;
        switch (code)
        {
            case Code.Newarr:
                transfer.PopNative("the length of an array");
                transfer.Push(new ArrayType(Token(transfer)));
                return true;
            case Code.Ldlen:
                PopArray(transfer);
                transfer.Push(StackType.NativeInt);
                return true;
            case Code.Ldelema:
                LoadAddress(transfer, Token(transfer));
                return true;
            case Code.Ldelem_Ref:
                transfer.PopNative("an index");
                transfer.Push(ReferenceElement(transfer));
                return true;
            case Code.Stelem_Ref:
                var value = transfer.Pop();
                transfer.PopNative("an index");
                if (ReferenceElement(transfer) is { Kind: StackKind.Reference } element && !StackAssignment.Fits(transfer.Types, value, element.Type!))
                    transfer.Fail(FailureKind.StoreType, $"{value} for an element of the type {element.Type}");
                return true;
            case Code.Ldelem_Any:
                Load(transfer, Token(transfer));
                return true;
            case Code.Stelem_Any:
                Store(transfer, Token(transfer));
                return true;
            default:
                if (PrimitiveElement(code, transfer.Context.Core) is not { } primitive) return false;
                if (code is >= Code.Stelem_I and <= Code.Stelem_R8) Store(transfer, primitive);
                else Load(transfer, primitive);
                return true;
        }
    }

    static TypeReference? PrimitiveElement(Code code, CoreTypes core) => code switch
    {
        Code.Ldelem_I1 or Code.Ldelem_U1 or Code.Stelem_I1 => core.SByte,
        Code.Ldelem_I2 or Code.Ldelem_U2 or Code.Stelem_I2 => core.Int16,
        Code.Ldelem_I4 or Code.Ldelem_U4 or Code.Stelem_I4 => core.Int32,
        Code.Ldelem_I8 or Code.Stelem_I8 => core.Int64,
        Code.Ldelem_I or Code.Stelem_I => core.IntPtr,
        Code.Ldelem_R4 or Code.Stelem_R4 => core.Single,
        Code.Ldelem_R8 or Code.Stelem_R8 => core.Double,
        _ => null,
    };

    static TypeReference Token(Transfer transfer)
    {
        var type = (TypeReference)transfer.Instruction.Operand;
        MemberTokens.CheckType(transfer, type);
        return type;
    }

    static void Load(Transfer transfer, TypeReference element)
    {
        transfer.PopNative("an index");
        CheckElement(transfer, PopArray(transfer), element);
        transfer.Push(element);
    }

    static void Store(Transfer transfer, TypeReference element)
    {
        transfer.Pop(element, FailureKind.StoreType, "an element");
        transfer.PopNative("an index");
        CheckElement(transfer, PopArray(transfer), element);
    }

    static void LoadAddress(Transfer transfer, TypeReference element)
    {
        transfer.PopNative("an index");
        var actual = PopArray(transfer);
        // Without the prefix the runtime demands the exact type, since the array may be one of a derived type (III.4.9).
        if (transfer.HasReadOnlyPrefix)
            CheckElement(transfer, actual, element);
        else if (actual is not null && !Assignability.Elements(transfer.Types, actual, element))
            transfer.Fail(FailureKind.ArrayElementType, $"the address of a {element} in an array of {actual}");
        transfer.Push(StackType.Pointer(element) with { IsReadOnly = transfer.HasReadOnlyPrefix });
    }

    static void CheckElement(Transfer transfer, TypeReference? actual, TypeReference element)
    {
        if (actual is not null && !Assignability.ArrayElements(transfer.Types, actual, element))
            transfer.Fail(FailureKind.ArrayElementType, $"a {element} in an array of {actual}");
    }

    static StackType ReferenceElement(Transfer transfer)
    {
        if (PopArray(transfer) is not { } element) return StackType.Unknown;
        var entry = transfer.Types.ToStack(element);
        if (entry.Kind == StackKind.Reference) return entry;
        transfer.Fail(FailureKind.ArrayElementType, $"a reference in an array of {element}");
        return StackType.Unknown;
    }

    /// <summary>Returns the type of the elements; null where it is not known.</summary>
    static TypeReference? PopArray(Transfer transfer)
    {
        var array = transfer.Pop();
        if (array.Kind == StackKind.Reference && TypeShape.Strip(array.Type!) is ArrayType { IsVector: true } vector) return vector.ElementType;
        if (array.Kind is not (StackKind.Null or StackKind.Unknown)) transfer.Fail(FailureKind.OperandType, $"{array} as an array");
        return null;
    }
}
