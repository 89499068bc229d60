using Microsoft.CodeAnalysis;

namespace Unboxed.Analyzers.Coercions;

/// <summary>Which classes become which interfaces where a value of one type is used as one of another.</summary>
sealed class Conversions(ExplicitInterfaces interfaces)
{
    // Deeper nesting of variant arguments than anybody writes; inheritance that expands must end somewhere.
    const int DeepestNesting = 24;

    internal IEnumerable<FoundConversion> Between(ITypeSymbol? from, ITypeSymbol? to) => from is null || to is null ? [] : Find(from, to, 0);

    IEnumerable<FoundConversion> Find(ITypeSymbol from, ITypeSymbol to, int nesting)
    {
        from = WithoutNullable(from);
        if (nesting > DeepestNesting || SymbolEqualityComparer.Default.Equals(from, to)) return [];
        if (interfaces.AskedBy(to) is { } asking) return Becomes(from, (INamedTypeSymbol)to) ? [new(from, to, asking, nesting > 0)] : [];
        if (from is IArrayTypeSymbol array && ElementsOf(to) is { } elements) return Find(array.ElementType, elements, nesting + 1);
        return to is INamedTypeSymbol { IsGenericType: true } named && named.TypeParameters.Any(parameter => parameter.Variance != VarianceKind.None) && AncestorOf(from, named.OriginalDefinition) is { } ancestor
            ? FindInArguments(ancestor, named, nesting + 1)
            : [];
    }

    IEnumerable<FoundConversion> FindInArguments(INamedTypeSymbol from, INamedTypeSymbol to, int nesting) =>
        to.TypeParameters.SelectMany((parameter, index) => parameter.Variance switch
        {
            VarianceKind.Out => Find(from.TypeArguments[index], to.TypeArguments[index], nesting),
            VarianceKind.In => Find(to.TypeArguments[index], from.TypeArguments[index], nesting),
            _ => [],
        });

    static ITypeSymbol WithoutNullable(ITypeSymbol type) => type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;

    /// <summary>The type of the elements of what an array can be used as.</summary>
    static ITypeSymbol? ElementsOf(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => array.ElementType,
        INamedTypeSymbol { TypeKind: TypeKind.Interface, TypeArguments: [{ } element], ContainingNamespace: { Name: "Generic", ContainingNamespace.Name: "Collections" } } => element,
        _ => null,
    };

    /// <summary>Whether the values are objects of a class that implements the interface: an interface stands for itself, and so does a type parameter of which nothing but interfaces are known.</summary>
    static bool Becomes(ITypeSymbol type, INamedTypeSymbol target) => type switch
    {
        ITypeParameterSymbol parameter => parameter.ConstraintTypes.Any(constraint => Becomes(constraint, target)),
        { TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Array } => AncestorOf(type, target.OriginalDefinition) is not null,
        _ => false,
    };

    static INamedTypeSymbol? AncestorOf(ITypeSymbol type, INamedTypeSymbol definition) => Ancestors(type).FirstOrDefault(ancestor => SymbolEqualityComparer.Default.Equals(ancestor.OriginalDefinition, definition));

    static IEnumerable<INamedTypeSymbol> Ancestors(ITypeSymbol type)
    {
        if (type is ITypeParameterSymbol parameter) return parameter.ConstraintTypes.SelectMany(Ancestors);
        IEnumerable<INamedTypeSymbol> all = type.AllInterfaces;
        for (ITypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            if (at is INamedTypeSymbol named) all = all.Append(named);
        }
        return all;
    }
}

/// <summary>A class that becomes an interface.</summary>
/// <param name="Class">The class.</param>
/// <param name="Interface">The interface.</param>
/// <param name="AskedBy">What asks that it say where its futures are kept.</param>
/// <param name="IsOfElements">Whether neither is the type of the value itself.</param>
readonly record struct FoundConversion(ITypeSymbol Class, ITypeSymbol Interface, string AskedBy, bool IsOfElements);
