using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Verification;

/// <summary>Loads, stores and addresses of fields.</summary>
internal static class Fields
{
    public static bool TryApply(Transfer transfer)
    {
        if (transfer.Instruction.Operand is not FieldReference field) return false;
        var code = transfer.Instruction.OpCode.Code;
        if (code is not (Code.Ldfld or Code.Ldflda or Code.Stfld or Code.Ldsfld or Code.Ldsflda or Code.Stsfld)) return false;
        var isStatic = code is Code.Ldsfld or Code.Ldsflda or Code.Stsfld;
        var definition = MemberTokens.CheckField(transfer, field);
        // ldfld of a static field is allowed, the reverse is not (III.4.10).
        if (definition is not null && isStatic && !definition.IsStatic)
            transfer.Fail(FailureKind.StaticInstanceMismatch, $"{field} is not static");
        var type = TypeShape.Substitute(field.FieldType, field.DeclaringType);
        if (code is Code.Stfld or Code.Stsfld)
        {
            transfer.Pop(type, FailureKind.StoreType, $"the field {field.Name}");
            if (definition is not null && !InitOnlyFields.MayWrite(transfer.Context.Method, definition))
                transfer.Fail(FailureKind.InitOnlyStore, $"{field} is initonly");
        }
        var receiver = isStatic ? null : PopReceiver(transfer, field, mayBeValue: code == Code.Ldfld, mayWrite: code == Code.Stfld);
        AccessRules.CheckField(transfer, field, receiver);
        if (code is Code.Ldfld or Code.Ldsfld) transfer.Push(type);
        if (code is Code.Ldflda or Code.Ldsflda) transfer.Push(Address(transfer, definition, type, receiver));
        return true;
    }

    static StackType Address(Transfer transfer, FieldDefinition? definition, TypeReference type, StackType? receiver)
    {
        if (TypeShape.Strip(type) is ByReferenceType) transfer.Fail(FailureKind.OperandType, "the address of a ref field");
        var isReadOnly = definition is not null && !InitOnlyFields.MayWrite(transfer.Context.Method, definition);
        var isPointer = receiver?.Kind == StackKind.ManagedPointer;
        return StackType.Pointer(type) with
        {
            IsReadOnly = isReadOnly || (isPointer && receiver!.IsReadOnly),
            IsLocal = isPointer && receiver!.IsLocal,
        };
    }

    static StackType PopReceiver(Transfer transfer, FieldReference field, bool mayBeValue, bool mayWrite)
    {
        var receiver = transfer.Pop();
        var type = field.DeclaringType;
        if (TypeShape.IsOpen(type)) return receiver;
        switch (receiver.Kind)
        {
            case StackKind.Unknown:
                break;
            case StackKind.UnmanagedPointer or StackKind.NativeInt:
                transfer.Fail(FailureKind.UnmanagedPointer, $"the field {field} through an unmanaged pointer");
                break;
            case StackKind.ManagedPointer when transfer.Types.IsValueType(type) && Assignability.Elements(transfer.Types, receiver.Type!, type):
                if (mayWrite && receiver.IsReadOnly) transfer.Fail(FailureKind.ReadOnlyPointer, $"a store to {field} through the {receiver}");
                break;
            case StackKind.Value when mayBeValue && transfer.Types.Same(receiver.Type!, type):
                break;
            case StackKind.Null or StackKind.Reference when !transfer.Types.IsValueType(type) && StackAssignment.Fits(transfer.Types, receiver, type):
                break;
            default:
                transfer.Fail(FailureKind.ReceiverType, $"{receiver} as the receiver of {field}");
                break;
        }
        return receiver;
    }
}
