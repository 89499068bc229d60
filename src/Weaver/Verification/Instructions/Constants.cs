using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Verification;

/// <summary>Constants, tokens, and what only moves entries of the stack.</summary>
internal static class Constants
{
    public static bool TryApply(Transfer transfer)
    {
        switch (transfer.Instruction.OpCode.Code)
        {
            case Code.Nop or Code.Break:
                return true;
            case Code.Ldnull:
                transfer.Push(StackType.Null);
                return true;
            case >= Code.Ldc_I4_M1 and <= Code.Ldc_I4:
                transfer.Push(StackType.Int32);
                return true;
            case Code.Ldc_I8:
                transfer.Push(StackType.Int64);
                return true;
            case Code.Ldc_R4 or Code.Ldc_R8:
                transfer.Push(StackType.Float);
                return true;
            case Code.Ldstr:
                transfer.Push(transfer.Context.Core.String);
                return true;
            case Code.Ldtoken:
                Ldtoken(transfer);
                return true;
            case Code.Sizeof:
                MemberTokens.CheckType(transfer, (TypeReference)transfer.Instruction.Operand);
                transfer.Push(StackType.Int32);
                return true;
            case Code.Dup:
                var top = transfer.Pop();
                transfer.Push(top);
                transfer.Push(top);
                return true;
            case Code.Pop:
                transfer.Pop();
                return true;
            default:
                return false;
        }
    }

    // Open generic types and methods are allowed here: this is how C# writes typeof(List<>).
    static void Ldtoken(Transfer transfer)
    {
        var handle = transfer.Instruction.Operand switch
        {
            TypeReference => "RuntimeTypeHandle",
            MethodReference => "RuntimeMethodHandle",
            _ => "RuntimeFieldHandle",
        };
        if (transfer.Instruction.Operand is TypeSpecification specification) MemberTokens.CheckType(transfer, specification);
        if (transfer.Instruction.Operand is GenericInstanceMethod method) MemberTokens.CheckMethod(transfer, method);
        transfer.Push(transfer.Context.Core.SystemStruct(handle));
    }
}
