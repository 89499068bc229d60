using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Verification;

/// <summary>Boxing, unboxing, casts and typed references.</summary>
internal static class Objects
{
    public static bool TryApply(Transfer transfer)
    {
        switch (transfer.Instruction.OpCode.Code)
        {
            case Code.Box:
                Box(transfer, Token(transfer));
                return true;
            case Code.Unbox:
                var value = Token(transfer);
                transfer.PopObject("a boxed value");
                if (!transfer.Types.IsValueType(value) && TypeShape.Strip(value) is not GenericParameter)
                    transfer.Fail(FailureKind.OperandType, $"{value} is not a value type");
                transfer.Push(StackType.Pointer(value) with { IsReadOnly = true });
                return true;
            case Code.Unbox_Any:
                var unboxed = Token(transfer);
                transfer.PopObject("a boxed value");
                transfer.Push(unboxed);
                return true;
            case Code.Castclass or Code.Isinst:
                var type = Token(transfer);
                transfer.PopObject("an object");
                transfer.Push(TypeHierarchy.ToBoxed(type));
                return true;
            case Code.Mkrefany:
                Mkrefany(transfer, Token(transfer));
                return true;
            case Code.Refanyval:
                var element = Token(transfer);
                transfer.Pop(transfer.Context.Core.TypedReference, FailureKind.OperandType, "a typed reference");
                transfer.Push(StackType.Pointer(element));
                return true;
            case Code.Refanytype:
                transfer.Pop(transfer.Context.Core.TypedReference, FailureKind.OperandType, "a typed reference");
                transfer.Push(transfer.Context.Core.SystemStruct("RuntimeTypeHandle"));
                return true;
            default:
                return false;
        }
    }

    static TypeReference Token(Transfer transfer)
    {
        var type = (TypeReference)transfer.Instruction.Operand;
        MemberTokens.CheckType(transfer, type);
        return type;
    }

    static void Box(Transfer transfer, TypeReference type)
    {
        var value = transfer.Pop();
        // C# boxes a type parameter twice for x?.M() where it is known to be a reference type: the second changes nothing.
        var isBoxedAlready = value.Kind == StackKind.Reference && Assignability.IsReference(transfer.Types, type)
            && Assignability.References(transfer.Types, value.Type!, type);
        if (!isBoxedAlready && !StackAssignment.Fits(transfer.Types, value, type))
            transfer.Fail(FailureKind.OperandType, $"{value} for a boxed {type}");
        transfer.Push(TypeHierarchy.ToBoxed(type));
    }

    static void Mkrefany(Transfer transfer, TypeReference type)
    {
        var pointer = transfer.Pop();
        if (pointer.Kind != StackKind.Unknown && (pointer.Kind != StackKind.ManagedPointer || !Assignability.Elements(transfer.Types, pointer.Type!, type)))
            transfer.Fail(FailureKind.PointerElementType, $"{pointer} as a pointer to {type}");
        transfer.Push(transfer.Context.Core.TypedReference);
    }
}
