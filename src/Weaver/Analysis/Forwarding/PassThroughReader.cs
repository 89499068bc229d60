using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.AwaitSites;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Analysis.Identity;

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
        if (calls.Count == 0) return null;
        return new(method, calls) { BaseCalls = [.. method.Body.Instructions.Where(call => IsBaseCall(call, simulation, method))], IsOfItsClass = IsOfItsClass(method) };
    }

    static bool IsOfItsClass(MethodDefinition method) =>
        method.HasThis && method.DeclaringType is { IsValueType: false, IsBeforeFieldInit: false } type && type.Methods.Any(initializer => initializer is { Name: ".cctor", IsStatic: true })
        && method.Body.Instructions.Any(instruction => AsksForInitializer(instruction) && ((MemberReference)instruction.Operand).DeclaringType.GetElementType() == type);

    /// <summary>Whether an instruction has a type initialized, outside of the type. In it, the JIT asks for nothing where it inlines what is called.</summary>
    static bool AsksForInitializer(Instruction instruction) =>
        instruction.OpCode.Code is Code.Ldsfld or Code.Ldsflda or Code.Stsfld or Code.Newobj || instruction.Operand is MethodReference { HasThis: false };

    static bool MayPassOn(Instruction instruction, MethodDefinition method) =>
        instruction.CalledMethod() is { CallingConvention: not MethodCallingConvention.VarArg } callee && !callee.DeclaringType.IsValueType && instruction.Prefix() is null
        && DispatchedMethods.IsTaskLike(callee.ReturnType) && TypeIdentity.Exact.Equals(DispatchedMethods.ResultOf(TypeOf(callee)), DispatchedMethods.ResultOf(method.ReturnType));

    /// <summary>Whether a call returns what its method does.</summary>
    internal static bool HasSameType(Instruction call, MethodDefinition method) =>
        call.CalledMethod() is { } callee && TypeIdentity.Exact.Equals(TypeOf(callee), method.ReturnType);

    static TypeReference TypeOf(MethodReference callee) => TypeSubstitution.Apply(callee.ReturnType, TypeSubstitution.By(callee.DeclaringType, (callee as GenericInstanceMethod)?.GenericArguments));

    /// <summary>Whether an instruction would do something else in a copy of its method.</summary>
    internal static bool IsBoundToItsMethod(Instruction instruction) =>
        instruction.OpCode.Code is Code.Calli or Code.Jmp or Code.Localloc or Code.Arglist or Code.Tail
        || (instruction.Operand is MethodReference called && (called.CallingConvention == MethodCallingConvention.VarArg || AskForTheMethod.Contains(called.Name)));

    /// <summary>Whether nothing but the operands of the call is on the stack, and no handler is left behind.</summary>
    static bool IsAlone(Instruction call, StackSimulation simulation, MethodDefinition method) =>
        simulation.IsReached(call) && simulation.Depth(call) == StackEffects.Pops(call, method)
        && !method.Body.ExceptionHandlers.Any(handler => call.IsWithin(handler.TryStart, handler.TryEnd) || call.IsWithin(handler.HandlerStart, handler.HandlerEnd)
            || call.IsWithin(handler.FilterStart, handler.HandlerStart));

    /// <summary>A protected method is called on objects of the calling class or a derived one (ECMA-335 partition I, 8.5.3.2): of which, only the object itself shows.</summary>
    static bool HasPlainReceiver(Instruction call, StackSimulation simulation) =>
        call.CalledMethod() is not { HasThis: true } callee || callee.TryResolveMethod() is not { } method || !method.IsProtected() || simulation.Producer(call, 0)?.LoadsThis() == true;

    /// <summary>On a struct such a call is one on its box, and those of methods that nobody can override are as good as any: others may make both.</summary>
    static bool IsBaseCall(Instruction call, StackSimulation simulation, MethodDefinition method) =>
        method is { HasThis: true, DeclaringType.IsValueType: false } && call is { OpCode.Code: Code.Call, Operand: MethodReference { HasThis: true } called }
        && called.TryResolveMethod() is { IsVirtual: true, IsFinal: false, DeclaringType: { IsSealed: false, IsInterface: false } }
        && simulation.IsReached(call) && simulation.Producer(call, 0)?.LoadsThis() == true;

    /// <summary>Whether nothing but the return of its result follows the call, through branches and variables, as what the method returns: a task may become a ValueTask, and the reverse.</summary>
    internal static bool IsReturned(Instruction call, MethodDefinition method, bool inItsType = true)
    {
        VariableDefinition? kept = null;
        var type = TypeOf(call.CalledMethod()!);
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
                    return kept is null && (!inItsType || TypeIdentity.Exact.Equals(type, method.ReturnType));
            }
            // Debug code branches on constants.
            if (instruction.Constant() is { } constant && instruction.NextReal() is { OpCode.Code: Code.Brtrue or Code.Brtrue_S } branch)
            {
                instruction = constant != 0 ? (Instruction)branch.Operand : branch.Next;
                continue;
            }
            if (kept is null && instruction.StoredVariable(method.Body) is { } stored) kept = stored;
            else if (kept is not null && (instruction.LoadedVariable(method.Body) ?? instruction.AddressedVariable()) == kept) kept = null;
            else if (kept is null && FutureConversion.Of(instruction) is { } conversion && TypeIdentity.Exact.Equals(conversion.From, type)) type = conversion.To;
            else return false;
            instruction = instruction.Next;
        }
        return false;
    }
}
