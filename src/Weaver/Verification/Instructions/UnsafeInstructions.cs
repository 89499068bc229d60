using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Verification;

/// <summary>Instructions that are never verifiable; their effect on the stack is followed all the same.</summary>
internal static class UnsafeInstructions
{
    public static bool TryApply(Transfer transfer)
    {
        switch (transfer.Instruction.OpCode.Code)
        {
            case Code.Calli:
                CallIndirect(transfer, (CallSite)transfer.Instruction.Operand);
                break;
            case Code.Localloc:
                transfer.PopNative("a size");
                transfer.Push(StackType.UnmanagedPointer);
                break;
            case Code.Cpblk or Code.Initblk:
                transfer.Pop();
                transfer.Pop();
                transfer.Pop();
                break;
            case Code.Arglist:
                transfer.Push(StackType.Unknown);
                break;
            case Code.Jmp:
                break;
            default:
                return false;
        }
        transfer.Fail(FailureKind.UnverifiableInstruction, $"{transfer.Instruction.OpCode.Name} is not verifiable");
        return true;
    }

    static void CallIndirect(Transfer transfer, CallSite site)
    {
        transfer.Pop();
        for (var i = site.Parameters.Count - 1; i >= 0; i--)
            transfer.Pop(site.Parameters[i].ParameterType, FailureKind.ArgumentType, $"argument {i}");
        if (site.HasThis && !site.ExplicitThis) transfer.Pop();
        transfer.Push(site.ReturnType);
    }
}
