using Mono.Cecil;
using Unboxed.Weaver.Analysis.Identity;
using Unboxed.Weaver.Analysis.Layout;

namespace Unboxed.Weaver.Analysis.Dispatch;

/// <summary>Which methods of interfaces and classes can have a companion, and what their futures return.</summary>
static class DispatchedMethods
{
    /// <summary>Whether the method is dispatched at run time, and its shape allows a companion.</summary>
    internal static bool CanHaveCompanion(MethodDefinition method) =>
        // An interface's implementation for an interface that it extends has no slot of its own.
        method is { IsVirtual: true, IsStatic: false, IsNewSlot: true, IsFinal: false } && (method.DeclaringType.IsInterface || method.DeclaringType is { IsSealed: false, IsValueType: false })
        && HasScratchShape(method);

    /// <summary>Whether the method returns a task, and has no parameter that no async method could have, nor more than can be passed.</summary>
    internal static bool HasScratchShape(MethodDefinition method) =>
        IsTaskLike(method.ReturnType) && method.Parameters.All(parameter => !IsReferenceOrPointer(parameter.ParameterType))
        && ArgumentSize.Fits(method.Parameters.Select(parameter => parameter.ParameterType));

    /// <summary>The type argument of the returned task; null where it has none.</summary>
    internal static TypeReference? ResultOf(TypeReference taskLike) => taskLike is GenericInstanceType generic ? generic.GenericArguments[0] : null;

    /// <summary>Whether a parameter is one that no async method can have; an <c>in</c> parameter hides it behind a modifier.</summary>
    static bool IsReferenceOrPointer(TypeReference type) => type is IModifierType modified ? IsReferenceOrPointer(modified.ElementType) : type.IsByReference || type.IsPointer || type.IsFunctionPointer;

    /// <summary>Whether the type is one of the framework's tasks.</summary>
    internal static bool IsTaskLike(TypeReference type) => type.FrameworkName(name => name is "System.Threading.Tasks.Task" or "System.Threading.Tasks.Task`1"
        or "System.Threading.Tasks.ValueTask" or "System.Threading.Tasks.ValueTask`1") is not null;
}
