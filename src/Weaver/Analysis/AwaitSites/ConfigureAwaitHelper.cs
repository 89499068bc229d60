using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.Dispatch;

namespace Unboxed.Weaver.Analysis.AwaitSites;

/// <summary>A method that takes a task and gives what ConfigureAwait gives: <c>t => t.ConfigureAwait(false)</c>.</summary>
/// <param name="Method">The method, as it is called.</param>
/// <param name="Future">The index of the argument that is the task.</param>
/// <param name="Continuation">What it does where it does nothing but to call ConfigureAwait; null where it may do more.</param>
/// <param name="Obstacle">What is wrong with it else, as a relative clause.</param>
sealed record ConfigureAwaitHelper(MethodReference Method, int Future, Continuation? Continuation, string Obstacle)
{
    /// <summary>The type of the task, as the caller sees it: <c>static ConfiguredValueTaskAwaitable&lt;T&gt; AnyContext&lt;T&gt;(in this ValueTask&lt;T&gt; task)</c> takes a reference to one.</summary>
    internal TypeReference FutureType
    {
        get
        {
            var declared = Method.Parameters[Future - (Method.HasThis ? 1 : 0)].ParameterType;
            if (declared is IModifierType modified) declared = modified.ElementType;
            if (declared is ByReferenceType reference) declared = reference.ElementType;
            return TypeSubstitution.Apply(declared, TypeSubstitution.By(Method.DeclaringType, (Method as GenericInstanceMethod)?.GenericArguments));
        }
    }

    /// <summary>Reads a method.</summary>
    /// <param name="method">The method that is called.</param>
    /// <param name="caller">Its caller: what other assemblies have in their methods may change between build and run.</param>
    /// <returns>Null where the method is nothing of the kind.</returns>
    internal static ConfigureAwaitHelper? Of(MethodReference method, MethodDefinition caller)
    {
        if (method.ReturnType.GetElementType() is not { Namespace: "System.Runtime.CompilerServices", Name: "ConfiguredTaskAwaitable" or "ConfiguredTaskAwaitable`1" or "ConfiguredValueTaskAwaitable" or "ConfiguredValueTaskAwaitable`1" }) return null;
        int future = method.Parameters.ToList().FindIndex(parameter => IsFuture(parameter.ParameterType));
        if (future < 0) return null;
        int operand = future + (method.HasThis ? 1 : 0);
        var (continuation, obstacle) = Read(method, caller);
        return new(method, operand, continuation, obstacle);
    }

    static bool IsFuture(TypeReference type) =>
        type is IModifierType modified ? IsFuture(modified.ElementType) : type is ByReferenceType reference ? IsFuture(reference.ElementType) : DispatchedMethods.IsTaskLike(type);

    static (Continuation? Continuation, string Obstacle) Read(MethodReference method, MethodDefinition caller)
    {
        const string DoesMore = "which does more than to call ConfigureAwait";
        if (method.TryResolveMethod() is not { } helper || helper.Module != caller.Module) return (null, "which is in another assembly");
        if (!helper.IsStatic || helper.Parameters.Count != 1 || !helper.HasBody || helper.IsSynchronized || helper.Body.HasExceptionHandlers) return (null, DoesMore);
        var code = helper.Body.Instructions.Where(instruction => instruction.OpCode.Code != Code.Nop).ToList();
        int call = code.FindIndex(instruction => instruction.CalledMethod() is { } called && ConfigureAwaitCalls.IsConfigureAwait(called));
        if (call < 2 || !Returns(code, call + 1, helper.Body) || !LoadsFuture(code[0], helper)) return (null, DoesMore);
        var configure = code[call].CalledMethod()!;
        var argument = code.GetRange(1, call - 1);
        if (TypeInitializers.IsRunByCalls(helper.DeclaringType)) return (null, "whose class has a static constructor");
        if (argument is [{ } single] && single.Constant() is { } constant)
            return ConfigureAwaitCalls.Continues(configure, constant) is { } continues ? (Continuation.Of(continues), "") : (null, "which asks for more than a context");
        if (!ConfigureAwaitCalls.TakesBoolean(configure) || !IsRead(argument, helper.Module)) return (null, DoesMore);
        return argument.All(read => StaticReads.IsOpenTo(read, caller.DeclaringType)) ? (new(null, argument, []) { IsOfHelper = true }, "") : (null, "which reads what only its own class can see");
    }

    static bool LoadsFuture(Instruction load, MethodDefinition helper) =>
        load.LoadedArgument(helper) == 0 || (load.OpCode.Code is Code.Ldarga or Code.Ldarga_S && ((ParameterDefinition)load.Operand).Index == 0);

    /// <summary>Whether the instructions compute one value of constants and static fields, without effects.</summary>
    static bool IsRead(List<Instruction> code, ModuleDefinition module)
    {
        int depth = 0;
        foreach (var instruction in code)
        {
            int? operands = instruction.Constant() is not null || StaticReads.Is(instruction, module) ? 0 : PureInstructions.Operands(instruction.OpCode.Code);
            if (operands is not { } count || count > depth) return false;
            depth += 1 - count;
        }
        return depth == 1;
    }

    /// <summary>Whether nothing but the return is there, through a variable in debug code.</summary>
    static bool Returns(List<Instruction> code, int at, MethodBody body) => code.Skip(at).ToList() switch
    {
        [{ OpCode.Code: Code.Ret }] => true,
        [{ } store, { OpCode.Code: Code.Br or Code.Br_S } branch, { } load, { OpCode.Code: Code.Ret }] =>
            branch.Operand == load && store.StoredVariable(body) is { } variable && load.LoadedVariable(body) == variable,
        _ => false,
    };
}
