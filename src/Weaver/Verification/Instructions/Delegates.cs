using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>Construction of delegates: the target must suit both the object and Invoke (ECMA-335 III.4.21).</summary>
internal static class Delegates
{
    public static bool IsDelegate(TypeHierarchy types, TypeReference type) =>
        types.Resolve(type)?.BaseType?.FullName == "System.MulticastDelegate";

    /// <summary>Pops the method and the object that it is bound to.</summary>
    public static void PopConstruction(Transfer transfer, TypeReference type)
    {
        var function = transfer.Pop();
        var bound = transfer.PopObject("the object of a delegate");
        if (function.Kind == StackKind.Unknown) return;
        if (function.Target is not { } target)
        {
            transfer.Fail(FailureKind.DelegateTarget, $"{function} is not the result of ldftn");
            return;
        }
        if (target.HasThis && bound.Kind == StackKind.Reference && !Assignability.References(transfer.Types, bound.Type!, target.DeclaringType))
            transfer.Fail(FailureKind.DelegateTarget, $"{bound} as the receiver of {target}");
        CheckSignature(transfer, type, target, isClosed: !target.HasThis && bound.Kind != StackKind.Null);
    }

    static void CheckSignature(Transfer transfer, TypeReference type, MethodReference target, bool isClosed)
    {
        if (transfer.Types.Resolve(type)?.Methods.FirstOrDefault(method => method.Name == "Invoke") is not { } invoke) return;
        // A static method may take the bound object as its first parameter.
        var skipped = target.Parameters.Count - invoke.Parameters.Count;
        if (skipped is not (0 or 1) || (skipped == 1 && !isClosed))
        {
            transfer.Fail(FailureKind.DelegateTarget, $"{target} takes {target.Parameters.Count} arguments, {type} gives {invoke.Parameters.Count}");
            return;
        }
        for (var i = 0; i < invoke.Parameters.Count; i++)
        {
            var given = TypeShape.Substitute(invoke.Parameters[i].ParameterType, type);
            var taken = TypeShape.Substitute(target.Parameters[i + skipped].ParameterType, target.DeclaringType, target);
            if (!StackAssignment.Fits(transfer.Types, transfer.Types.ToStack(given), taken))
                transfer.Fail(FailureKind.DelegateTarget, $"argument {i} of {type} is {given}, {target} takes {taken}");
        }
    }
}
