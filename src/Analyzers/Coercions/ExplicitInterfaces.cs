using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace Unboxed.Analyzers.Coercions;

/// <summary>The interfaces that a class may become only by saying where its futures are kept.</summary>
sealed class ExplicitInterfaces(IAssemblySymbol assembly, BuildOptions options)
{
    const string Asking = "[ScratchSpace(Coercions = Coercions.Explicit)]";

    readonly ConcurrentDictionary<INamedTypeSymbol, string?> known = new(SymbolEqualityComparer.Default);

    /// <summary>What asks for it; null where nothing does.</summary>
    internal string? AskedBy(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Interface } named ? known.GetOrAdd(named.OriginalDefinition, Find) : null;

    string? Find(INamedTypeSymbol type) => IsMarked(type) && ExplicitBy(type) is { } asking && HasCompanion(type) ? asking : null;

    static bool IsMarked(INamedTypeSymbol type) => type.ContainingAssembly is { } owner && owner.Has(ControlAttributes.ScratchSpace);

    /// <summary>What an interface says holds in all assemblies, what an assembly says for its own code.</summary>
    string? ExplicitBy(INamedTypeSymbol type)
    {
        for (var scope = type; scope is not null; scope = scope.ContainingType)
        {
            if (ModeOf(scope) is { } mode) return mode == 1 ? $"{Asking} on '{scope.ToDisplayString(Names.Format)}'" : null;
        }
        if (ModeOf(assembly) is { } ofAssembly) return ofAssembly == 1 ? $"{Asking} on the assembly" : null;
        return options.AreCoercionsExplicit ? "Coercions=\"explicit\" in FodyWeavers.xml" : null;
    }

    static int? ModeOf(ISymbol scope) => scope.Find(ControlAttributes.ScratchSpace)?.Value("Coercions");

    /// <summary>Whether the interface, or one of a marked assembly that it extends, has a method whose calls can be scratch calls.</summary>
    static bool HasCompanion(INamedTypeSymbol type) =>
        type.AllInterfaces.Prepend(type).Where(IsMarked).Any(named => named.OriginalDefinition.GetMembers().OfType<IMethodSymbol>().Any(CompanionMethods.CanHaveCompanion));
}
