using Microsoft.CodeAnalysis;

namespace Unboxed.Analyzers.Promises;

/// <summary>What is known of methods that are called, from the source of one assembly and the metadata of others.</summary>
/// <param name="assembly">The assembly.</param>
sealed class Callees(IAssemblySymbol assembly)
{
    readonly bool hasFriends = assembly.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "InternalsVisibleToAttribute");

    /// <summary>Whether classes of other assemblies may implement or override the method, and run in scratch space.</summary>
    internal bool IsOpen(IMethodSymbol method) => CompanionMethods.CanHaveCompanion(method) && IsOfMarked(method) && (method.ContainingType.TypeKind == TypeKind.Interface || !method.ContainingType.IsSealed)
        && (!IsHere(method) || IsVisibleOutside(method.ContainingType));

    /// <summary>Whether a call of the method can surely be a scratch call: of one that is known statically, or that other assemblies implement.</summary>
    internal bool IsEligible(IMethodSymbol method) => IsOpen(method) || (IsDirect(method) && WhyBoxed(method) is null);

    /// <summary>Which attribute asks for ordinary calls of the method, as a sentence without its stop; null where none does.</summary>
    internal string? WhyBoxed(IMethodSymbol method)
    {
        if (!IsDirect(method) && !(IsOfMarked(method) && method.ContainingType.TypeKind == TypeKind.Interface && (method.IsAbstract || method.IsVirtual))) return null;
        foreach (var scope in ControlAttributes.Scopes(method))
        {
            if (scope.Has(ControlAttributes.Boxed)) return $"[Boxed] on {(scope is IAssemblySymbol ? "the assembly" : $"'{scope.ToDisplayString(Names.Member)}'")} asks for the ordinary call";
            if (scope.Has(ControlAttributes.ScratchSpace)) return null;
        }
        return null;
    }

    /// <summary>An async method of this assembly that nothing overrides, and that has no builder of its own.</summary>
    bool IsDirect(IMethodSymbol method) => IsHere(method) && method is { IsAsync: true, IsVirtual: false, IsOverride: false, IsAbstract: false, MethodKind: MethodKind.Ordinary } && CompanionMethods.IsTaskLike(method.ReturnType)
        && !method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "AsyncMethodBuilderAttribute");

    bool IsHere(IMethodSymbol method) => SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, assembly);

    static bool IsOfMarked(IMethodSymbol method) => method.ContainingAssembly is { } owner && owner.Has(ControlAttributes.ScratchSpace);

    bool IsVisibleOutside(INamedTypeSymbol type)
    {
        bool isVisible = type.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal || (type.DeclaredAccessibility == Accessibility.Internal && hasFriends);
        return isVisible && (type.ContainingType is null || IsVisibleOutside(type.ContainingType));
    }
}
