using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Analysis.Forwarding;

/// <summary>Finds the methods that only pass a call on.</summary>
static class ForwarderReader
{
    /// <summary>Reads a method.</summary>
    /// <returns>Null if it does anything else.</returns>
    internal static Forwarder? Read(MethodDefinition method)
    {
        if (!DispatchedMethods.HasScratchShape(method) || !method.HasBody || method.Body.HasExceptionHandlers || method.IsRuntimeAsync()) return null;
        var loads = new List<Instruction>();
        foreach (var instruction in method.Body.Instructions)
        {
            if (instruction.OpCode.Code == Code.Nop) continue;
            if (IsLoad(instruction, method))
            {
                loads.Add(instruction);
                continue;
            }
            return instruction.CalledMethod() is { } callee && ReturnsAtOnce(instruction, method) && TakesAll(loads, instruction, method) && Fits(callee, method)
                ? new(method, loads, instruction)
                : null;
        }
        return null;
    }

    /// <summary>
    /// Whether the instruction has no effect and cannot fail. A field of anything but the object itself could: that object may be null, and the
    /// exception would have to name this method.
    /// </summary>
    static bool IsLoad(Instruction instruction, MethodDefinition method) => instruction.OpCode.Code switch
    {
        Code.Ldarg or Code.Ldarg_S or Code.Ldarg_0 or Code.Ldarg_1 or Code.Ldarg_2 or Code.Ldarg_3 => true,
        Code.Ldc_I8 or Code.Ldc_R4 or Code.Ldc_R8 or Code.Ldstr or Code.Ldnull => true,
        Code.Ldfld => method.HasThis && instruction.PreviousReal() is { } owner && owner.LoadsThis(),
        // The default value of a struct.
        Code.Ldloca or Code.Ldloca_S => instruction.NextReal()?.OpCode.Code == Code.Initobj,
        Code.Initobj => instruction.PreviousReal()?.AddressedVariable() is not null,
        Code.Call => instruction.Operand is MethodReference { Name: "get_None" } none && none.DeclaringType.IsFrameworkType("System.Threading.CancellationToken"),
        _ => instruction.Constant() is not null || instruction.LoadedVariable(method.Body) is not null,
    };

    /// <summary>Whether nothing but the return of its result follows the call, through a variable in debug code.</summary>
    static bool ReturnsAtOnce(Instruction call, MethodDefinition method)
    {
        var next = call.NextReal();
        if (next?.StoredVariable(method.Body) is { } variable)
        {
            next = next.NextReal();
            if (next?.OpCode.Code is Code.Br or Code.Br_S) next = (Instruction)next.Operand;
            if (next?.OpCode.Code == Code.Nop) next = next.NextReal();
            if (next?.LoadedVariable(method.Body) != variable) return false;
            next = next.NextReal();
        }
        return next is { OpCode.Code: Code.Ret, Next: null };
    }

    /// <summary>Whether the call takes from the stack just what has been loaded.</summary>
    static bool TakesAll(List<Instruction> loads, Instruction call, MethodDefinition method) =>
        loads.Sum(load => StackEffects.Pushes(load) - StackEffects.Pops(load, method)) == StackEffects.Pops(call, method);

    static bool Fits(MethodReference callee, MethodDefinition method) =>
        !callee.DeclaringType.IsValueType
        && TypeIdentity.Exact.Equals(TypeSubstitution.Apply(callee.ReturnType, TypeSubstitution.By(callee.DeclaringType, (callee as GenericInstanceMethod)?.GenericArguments)), method.ReturnType);
}
