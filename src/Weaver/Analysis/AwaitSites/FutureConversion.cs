using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Analysis.AwaitSites;

/// <summary>An instruction that makes one future of another, which an await cannot tell apart from it: AsTask, Preserve, and a ValueTask that is made of a task.</summary>
/// <param name="From">The type of the future, in the type parameters of the code.</param>
/// <param name="To">The type of what is made of it.</param>
/// <param name="Name">What it is called in the source.</param>
sealed record FutureConversion(TypeReference From, TypeReference To, string Name)
{
    /// <returns>Null where the instruction is nothing of the kind.</returns>
    internal static FutureConversion? Of(Instruction instruction)
    {
        if (instruction.Operand is not MethodReference method || method.DeclaringType.FrameworkName(name => name is "System.Threading.Tasks.ValueTask" or "System.Threading.Tasks.ValueTask`1") is null) return null;
        if (instruction.OpCode.Code == Code.Newobj)
            return method.Parameters is [{ ParameterType: var made }] && DispatchedMethods.IsTaskLike(made) ? new(Here(made, method), method.DeclaringType, "a ValueTask") : null;
        return instruction.CalledMethod() is not null && method is { HasThis: true, HasParameters: false, Name: "AsTask" or "Preserve" } ? new(method.DeclaringType, Here(method.ReturnType, method), method.Name) : null;
    }

    static TypeReference Here(TypeReference type, MethodReference method) => TypeSubstitution.Apply(type, TypeSubstitution.By(method.DeclaringType));
}
