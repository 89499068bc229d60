using Microsoft.CodeAnalysis;

namespace Unboxed.Analyzers;

/// <summary>Which methods of interfaces can have a companion: calls of them can be scratch calls.</summary>
static class CompanionMethods
{
    /// <summary>Whether the method is dispatched at run time, its shape allows a companion, and no attribute asks for ordinary calls.</summary>
    internal static bool CanHaveCompanion(IMethodSymbol method) =>
        method is { IsStatic: false, RefKind: RefKind.None } && (method.IsAbstract || method.IsVirtual) && method.ExplicitInterfaceImplementations.IsEmpty
        && IsTaskLike(method.ReturnType) && method.Parameters.All(parameter => parameter.RefKind == RefKind.None && parameter.Type.TypeKind is not (TypeKind.Pointer or TypeKind.FunctionPointer))
        && !IsBoxed(method);

    internal static bool IsTaskLike(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask", Arity: 0 or 1, ContainingType: null, ContainingNamespace: { Name: "Tasks", ContainingNamespace: { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } } } named
        && !named.ContainingAssembly.Identity.PublicKeyToken.IsEmpty;

    static bool IsBoxed(IMethodSymbol method)
    {
        foreach (var scope in ControlAttributes.Scopes(method))
        {
            if (scope.Has(ControlAttributes.Boxed)) return true;
            if (scope.Has(ControlAttributes.ScratchSpace)) return false;
        }
        return false;
    }
}
