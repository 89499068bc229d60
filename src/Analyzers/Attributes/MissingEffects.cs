using Microsoft.CodeAnalysis;

namespace Unboxed.Analyzers.Attributes;

/// <summary>An attribute, or a value that it gives, that has no effect.</summary>
/// <param name="Attribute">The attribute, as it is written.</param>
/// <param name="Why">A sentence, without its stop.</param>
/// <param name="Help">A clause in the imperative.</param>
readonly record struct MissingEffect(string Attribute, string Why, string Help);

/// <summary>Finds what attributes of a marked assembly do not do, because of what they stand on.</summary>
static class MissingEffects
{
    const string TakeAway = "take it away";

    internal static MissingEffect NotMarked(AttributeData attribute) =>
        new(Name(attribute), "The assembly has no [assembly: Unboxed.ScratchSpace], and is left as it is", "add [assembly: Unboxed.ScratchSpace], or take the attribute away");

    internal static IEnumerable<MissingEffect> Of(AttributeData attribute, ISymbol symbol) =>
        attribute.Is(ControlAttributes.ScratchSpace) ? OfScratchSpace(attribute, symbol)
        : attribute.Is(ControlAttributes.Boxed) && symbol is IMethodSymbol method && !HasTask(method) ? [new(Name(attribute), $"'{Name(symbol)}' returns no Task and no ValueTask, and its calls have nothing that could be kept in scratch space", TakeAway)]
        : [];

    static IEnumerable<MissingEffect> OfScratchSpace(AttributeData attribute, ISymbol symbol)
    {
        if (attribute.NamedArguments.IsEmpty && !UndoesBoxed(symbol)) yield return new(Name(attribute), "There is no [Boxed] around it that it could undo, and it gives no value", TakeAway);
        foreach (var argument in attribute.NamedArguments)
        {
            string name = $"ScratchSpace({argument.Key} = …)";
            switch (argument.Key)
            {
                case "Coercions" when symbol is not INamedTypeSymbol { TypeKind: TypeKind.Interface }:
                    yield return new(name, $"'{Name(symbol)}' is no interface, and Coercions is for assemblies and interfaces", "put it on the assembly or on the interface that is meant");
                    break;
                case "MaxScratchBytes" when symbol is IMethodSymbol { IsAsync: false } method && !HasTask(method):
                    yield return new(name, $"'{Name(symbol)}' is not async, and returns no Task and no ValueTask", TakeAway);
                    break;
                case "Allocator" or "SideStack" when symbol is IMethodSymbol { IsAsync: false }:
                    yield return new(name, $"'{Name(symbol)}' is not async, and only an async method is the root of a chain", TakeAway);
                    break;
                case "Reserve" when symbol is IMethodSymbol method && !CanBeImplemented(method):
                    yield return new(name, $"No class of another assembly can implement or override '{Name(symbol)}', and Reserve is room for those", TakeAway);
                    break;
            }
        }
    }

    static bool UndoesBoxed(ISymbol symbol) => ControlAttributes.Scopes(symbol).Skip(1).Any(scope => scope.Has(ControlAttributes.Boxed));

    static bool HasTask(IMethodSymbol method) => CompanionMethods.IsTaskLike(method.ReturnType);

    static bool CanBeImplemented(IMethodSymbol method) => HasTask(method) && !method.IsStatic && (method.IsAbstract || method.IsVirtual || method.IsOverride) && !method.IsSealed;

    static string Name(ISymbol symbol) => symbol.ToDisplayString(Names.Member);

    static string Name(AttributeData attribute) => attribute.AttributeClass!.Name.Replace("Attribute", "");
}
