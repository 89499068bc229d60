using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Verification;

/// <summary>Loads and stores through managed pointers, and what works on whole values through them.</summary>
internal static class Indirections
{
    public static bool TryApply(Transfer transfer)
    {
        var code = transfer.Instruction.OpCode.Code;
        var core = transfer.Context.Core;
        switch (code)
        {
            case Code.Ldind_Ref:
                transfer.Push(PopReferencePointer(transfer, mayWrite: false));
                return true;
            case Code.Stind_Ref:
                var value = transfer.Pop();
                var place = PopReferencePointer(transfer, mayWrite: true);
                if (place.Kind == StackKind.Reference && !StackAssignment.Fits(transfer.Types, value, place.Type!))
                    transfer.Fail(FailureKind.StoreType, $"{value} for a pointer to {place.Type}");
                return true;
            case Code.Ldobj:
                var loaded = Token(transfer);
                PopPointer(transfer, loaded, mayWrite: false);
                transfer.Push(loaded);
                return true;
            case Code.Stobj:
                var stored = Token(transfer);
                transfer.Pop(stored, FailureKind.StoreType, "the target of a pointer");
                PopPointer(transfer, stored, mayWrite: true);
                return true;
            case Code.Initobj:
                PopPointer(transfer, Token(transfer), mayWrite: true);
                return true;
            case Code.Cpobj:
                var copied = Token(transfer);
                PopPointer(transfer, copied, mayWrite: false);
                PopPointer(transfer, copied, mayWrite: true);
                return true;
            default:
                if (ElementOfLoad(code, core) is { } source)
                {
                    PopPointer(transfer, source, mayWrite: false);
                    transfer.Push(source);
                    return true;
                }
                if (ElementOfStore(code, core) is not { } target) return false;
                transfer.Pop(target, FailureKind.StoreType, "the target of a pointer");
                PopPointer(transfer, target, mayWrite: true);
                return true;
        }
    }

    static TypeReference? ElementOfLoad(Code code, CoreTypes core) => code switch
    {
        Code.Ldind_I1 or Code.Ldind_U1 => core.SByte,
        Code.Ldind_I2 or Code.Ldind_U2 => core.Int16,
        Code.Ldind_I4 or Code.Ldind_U4 => core.Int32,
        Code.Ldind_I8 => core.Int64,
        Code.Ldind_I => core.IntPtr,
        Code.Ldind_R4 => core.Single,
        Code.Ldind_R8 => core.Double,
        _ => null,
    };

    static TypeReference? ElementOfStore(Code code, CoreTypes core) => code switch
    {
        Code.Stind_I1 => core.SByte,
        Code.Stind_I2 => core.Int16,
        Code.Stind_I4 => core.Int32,
        Code.Stind_I8 => core.Int64,
        Code.Stind_I => core.IntPtr,
        Code.Stind_R4 => core.Single,
        Code.Stind_R8 => core.Double,
        _ => null,
    };

    static TypeReference Token(Transfer transfer)
    {
        var type = (TypeReference)transfer.Instruction.Operand;
        MemberTokens.CheckType(transfer, type);
        return type;
    }

    static void PopPointer(Transfer transfer, TypeReference element, bool mayWrite)
    {
        var pointer = PopAnyPointer(transfer, mayWrite);
        if (pointer is not null && !Assignability.Elements(transfer.Types, pointer.Type!, element))
            transfer.Fail(FailureKind.PointerElementType, $"{pointer} as a pointer to {element}");
    }

    /// <summary>Returns the reference that the pointer points to.</summary>
    static StackType PopReferencePointer(Transfer transfer, bool mayWrite)
    {
        if (PopAnyPointer(transfer, mayWrite) is not { } pointer) return StackType.Unknown;
        var element = transfer.Types.ToStack(pointer.Type!);
        if (element.Kind == StackKind.Reference) return element;
        transfer.Fail(FailureKind.PointerElementType, $"{pointer} as a pointer to a reference");
        return StackType.Unknown;
    }

    static StackType? PopAnyPointer(Transfer transfer, bool mayWrite)
    {
        var pointer = transfer.Pop();
        switch (pointer.Kind)
        {
            case StackKind.ManagedPointer:
                if (mayWrite && pointer.IsReadOnly) transfer.Fail(FailureKind.ReadOnlyPointer, $"a store through the {pointer}");
                return pointer;
            case StackKind.UnmanagedPointer or StackKind.NativeInt:
                transfer.Fail(FailureKind.UnmanagedPointer, "an access through an unmanaged pointer");
                return null;
            case StackKind.Unknown:
                return null;
            default:
                transfer.Fail(FailureKind.OperandType, $"{pointer} as a pointer");
                return null;
        }
    }
}
