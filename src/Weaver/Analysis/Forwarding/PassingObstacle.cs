using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.Dispatch;

namespace Unboxed.Weaver.Analysis.Forwarding;

/// <summary>Why a method that is not async, and returns the task of a call, does not pass that call on.</summary>
static class PassingObstacle
{
    /// <returns>A clause without a subject; null where the method returns no task of a call.</returns>
    internal static string? Of(MethodDefinition method)
    {
        if (!method.HasBody || !DispatchedMethods.IsTaskLike(method.ReturnType)) return null;
        var calls = method.Body.Instructions.Where(instruction => instruction.CalledMethod() is { } called && DispatchedMethods.IsTaskLike(called.ReturnType) && IsOwn(called, method.Module)).ToList();
        if (calls.FirstOrDefault(call => IsReturnedFromBlock(call, method.Body)) is { } guarded) return $"returns the task of '{Name(guarded)}' from within a protected block";
        if (calls.FirstOrDefault(call => PassThroughReader.IsReturned(call, method, inItsType: false)) is not { } returned) return null;
        if (method.IsSynchronized) return "is synchronized";
        if (method.Body.Instructions.Any(PassThroughReader.IsBoundToItsMethod)) return "does what a copy of it would do in another way";
        return PassThroughReader.IsReturned(returned, method) ? null : $"returns the task of '{Name(returned)}' as one of another type";
    }

    /// <summary>Whether the call may be one of an async method: what the framework returns is a leaf.</summary>
    static bool IsOwn(MethodReference called, ModuleDefinition module) => called.TryResolveMethod() is { } method && (method.Module == module || WovenMark.AbiOf(method.Module) is not null);

    /// <summary>Whether the result is kept in a variable that is returned behind the block.</summary>
    static bool IsReturnedFromBlock(Instruction call, MethodBody body)
    {
        if (call.NextReal() is not { } store || store.StoredVariable(body) is not { } kept || store.NextReal() is not { OpCode.Code: Code.Leave or Code.Leave_S } leave) return false;
        var behind = (Instruction)leave.Operand;
        if (behind.OpCode.Code == Code.Nop) behind = behind.NextReal();
        return behind?.LoadedVariable(body) == kept && behind.NextReal()?.OpCode.Code == Code.Ret;
    }

    static string Name(Instruction call) => call.CalledMethod() is { } called ? $"{SourceNames.OfType(called.DeclaringType)}.{called.Name}" : "";
}
