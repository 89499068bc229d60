using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.Dispatch;

namespace Unboxed.Weaver.Analysis.Forwarding;

/// <summary>Finds the methods that pass a call on, on some path, and may do anything else.</summary>
static class PassThroughReader
{
    /// <summary>What a copy of the body would tell about itself.</summary>
    static readonly HashSet<string> AskForTheMethod = ["GetCurrentMethod", "GetCallingAssembly"];

    /// <summary>Reads a method.</summary>
    /// <returns>Null if it passes no call on, or its body is such that a copy of it would not do the same.</returns>
    internal static PassThrough? Read(MethodDefinition method)
    {
        if (!DispatchedMethods.HasScratchShape(method) || !method.HasBody || method.IsSynchronized || method.IsRuntimeAsync()) return null;
        if (!method.Body.Instructions.Any(instruction => MayPassOn(instruction, method)) || method.Body.Instructions.Any(IsBoundToItsMethod)) return null;
        if (StackSimulation.Run(method) is not { } simulation) return null;
        var calls = method.Body.Instructions.Where(instruction => MayPassOn(instruction, method) && IsAlone(instruction, simulation, method) && HasPlainReceiver(instruction, simulation) && IsReturned(instruction, method)).ToList();
        return calls.Count == 0 ? null : new(method, calls) { OnThis = [.. calls.Where(call => IsOnThis(call, simulation, method))] };
    }

    static bool MayPassOn(Instruction instruction, MethodDefinition method) =>
        instruction.CalledMethod() is { CallingConvention: not MethodCallingConvention.VarArg } callee && !callee.DeclaringType.IsValueType && instruction.Previous?.OpCode.OpCodeType != OpCodeType.Prefix
        && DispatchedMethods.IsTaskLike(callee.ReturnType)
        && TypeSubstitution.Apply(callee.ReturnType, TypeSubstitution.By(callee.DeclaringType, (callee as GenericInstanceMethod)?.GenericArguments)).FullName == method.ReturnType.FullName;

    static bool IsBoundToItsMethod(Instruction instruction) =>
        instruction.OpCode.Code is Code.Calli or Code.Jmp or Code.Localloc or Code.Arglist
        || (instruction.Operand is MethodReference called && (called.CallingConvention == MethodCallingConvention.VarArg || AskForTheMethod.Contains(called.Name)));

    /// <summary>Whether nothing but the operands of the call is on the stack, and no handler is left behind.</summary>
    static bool IsAlone(Instruction call, StackSimulation simulation, MethodDefinition method) =>
        simulation.IsReached(call) && simulation.Depth(call) == StackEffects.Pops(call, method)
        && !method.Body.ExceptionHandlers.Any(handler => call.IsWithin(handler.TryStart, handler.TryEnd) || call.IsWithin(handler.HandlerStart, handler.HandlerEnd)
            || call.IsWithin(handler.FilterStart, handler.HandlerStart));

    /// <summary>A protected method is called on objects of the calling class or a derived one (ECMA-335 partition I, 8.5.3.2): of which, only the object itself shows.</summary>
    static bool HasPlainReceiver(Instruction call, StackSimulation simulation) =>
        call.CalledMethod() is not { HasThis: true } callee || callee.TryResolveMethod() is not { } method || !method.IsProtected() || simulation.Producer(call, 0)?.LoadsThis() == true;

    /// <summary>Whether the receiver of a call without dispatch is <c>this</c>, which nothing changes.</summary>
    static bool IsOnThis(Instruction call, StackSimulation simulation, MethodDefinition method) =>
        call.OpCode.Code == Code.Call && method.HasThis && call.CalledMethod() is { HasThis: true } && simulation.Producer(call, 0)?.LoadsThis() == true
        && !method.Body.Instructions.Any(instruction => instruction.OpCode.Code is Code.Starg or Code.Starg_S && instruction.Operand is ParameterDefinition { Index: < 0 });

    /// <summary>Whether nothing but the return of its result follows the call, through branches and, in debug code, a variable.</summary>
    static bool IsReturned(Instruction call, MethodDefinition method)
    {
        VariableDefinition? kept = null;
        var seen = new HashSet<Instruction>();
        var instruction = call.Next;
        while (instruction is not null && seen.Add(instruction))
        {
            switch (instruction.OpCode.Code)
            {
                case Code.Nop:
                    instruction = instruction.Next;
                    continue;
                case Code.Br or Code.Br_S:
                    instruction = (Instruction)instruction.Operand;
                    continue;
                case Code.Ret:
                    return kept is null;
            }
            // Debug code branches on constants.
            if (instruction.Constant() is { } constant && instruction.NextReal() is { OpCode.Code: Code.Brtrue or Code.Brtrue_S } branch)
            {
                instruction = constant != 0 ? (Instruction)branch.Operand : branch.Next;
                continue;
            }
            if (kept is null && instruction.StoredVariable(method.Body) is { } stored) kept = stored;
            else if (kept is not null && instruction.LoadedVariable(method.Body) == kept) kept = null;
            else return false;
            instruction = instruction.Next;
        }
        return false;
    }
}
