using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Unboxed.Analyzers;

/// <summary>The attributes by which source code controls the weaver.</summary>
static class ControlAttributes
{
    internal const string ScratchSpace = "ScratchSpaceAttribute", Boxed = "BoxedAttribute", NeverBoxes = "NeverBoxesAttribute", Adapts = "AdaptsAttribute";

    internal static readonly ImmutableArray<string> All = ImmutableArray.Create(ScratchSpace, Boxed, NeverBoxes, Adapts);

    internal static bool Has(this ISymbol symbol, string name) => symbol.Find(name) is not null;

    internal static AttributeData? Find(this ISymbol symbol, string name) => symbol.GetAttributes().FirstOrDefault(attribute => attribute.Is(name));

    internal static bool Is(this AttributeData attribute, string name) =>
        attribute.AttributeClass is { ContainingNamespace: { Name: "Unboxed", ContainingNamespace.IsGlobalNamespace: true } } type && type.Name == name;

    /// <summary>A number, or the number of a member of an enum, that the attribute gives; null where it does not.</summary>
    internal static int? Value(this AttributeData attribute, string property) =>
        attribute.NamedArguments.FirstOrDefault(named => named.Key == property).Value.Value as int?;

    /// <summary>The member itself and all around it, the nearest first: where an attribute may stand that holds for it.</summary>
    internal static ImmutableArray<ISymbol> Scopes(ISymbol member)
    {
        var scopes = ImmutableArray.CreateBuilder<ISymbol>();
        scopes.Add(member);
        for (var type = member.ContainingType; type is not null; type = type.ContainingType) scopes.Add(type);
        if (member.ContainingAssembly is { } assembly) scopes.Add(assembly);
        return scopes.ToImmutable();
    }
}
