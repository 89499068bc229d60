using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.Dispatch;

namespace Unboxed.Weaver.Analysis.AwaitSites;

/// <summary>The framework's ConfigureAwait, and static methods of the same assembly that do nothing but to call it: <c>t => t.ConfigureAwait(false)</c>.</summary>
static class ConfigureAwaitCalls
{
    /// <summary>The bit of ConfigureAwaitOptions that a plain await has; the others ask for more than a context.</summary>
    const int ContinueOnCapturedContext = 1;

    internal static bool IsConfigureAwait(MethodReference method) =>
        method.Name == "ConfigureAwait" && method.Parameters is [{ ParameterType: { MetadataType: MetadataType.Boolean } or { Name: "ConfigureAwaitOptions" } }]
        && DispatchedMethods.IsTaskLike(method.DeclaringType);

    /// <summary>Whether the argument is a bool, and not options.</summary>
    internal static bool TakesBoolean(MethodReference configureAwait) => configureAwait.Parameters[0].ParameterType.MetadataType == MetadataType.Boolean;

    /// <summary>Whether the await continues on the captured context, by the constant argument; null where the options ask for more.</summary>
    internal static bool? Continues(MethodReference configureAwait, int argument) =>
        TakesBoolean(configureAwait) ? argument != 0
        : (argument & ~ContinueOnCapturedContext) == 0 ? argument == ContinueOnCapturedContext : null;

    /// <summary>What a helper passes to ConfigureAwait, as <see cref="Continues"/>; null where the method is no such helper.</summary>
    /// <param name="method">The method that is called.</param>
    /// <param name="caller">Its caller: what other assemblies have in their methods may change between build and run.</param>
    internal static bool? OfHelper(MethodReference method, MethodDefinition caller)
    {
        if (method.HasThis || method.Parameters.Count != 1 || method.TryResolveMethod() is not { HasBody: true } helper || helper.Module != caller.Module) return null;
        var code = helper.Body.Instructions.Where(instruction => instruction.OpCode.Code != Code.Nop).ToList();
        if (code is not ([_, _, _, { OpCode.Code: Code.Ret }] or [_, _, _, _, _, _, { OpCode.Code: Code.Ret }]) || !Returns(code, helper.Body)) return null;
        var (task, constant, call) = (code[0], code[1], code[2]);
        if (constant.Constant() is not { } argument) return null;
        bool isTask = task.LoadedArgument(helper) == 0 || (task.OpCode.Code is Code.Ldarga or Code.Ldarga_S && ((ParameterDefinition)task.Operand).Index == 0);
        return isTask && call.CalledMethod() is { } configure && IsConfigureAwait(configure) ? Continues(configure, argument) : null;
    }

    /// <summary>Whether nothing but the return follows the third instruction, through a variable in debug code.</summary>
    static bool Returns(List<Instruction> code, MethodBody body) => code.Count == 4
        || (code[4].OpCode.Code is Code.Br or Code.Br_S && code[4].Operand == code[5]
            && code[3].StoredVariable(body) is { } variable && code[5].LoadedVariable(body) == variable);
}
