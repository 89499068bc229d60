using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Unboxed.Weaver.Analysis.Coercions;

namespace Unboxed.Analyzers.Coercions;

/// <summary>Finds where classes become interfaces by the type arguments of a call, by a method group, and by the types that a registration of a service names.</summary>
sealed class CallFinder(Conversions conversions)
{
    const string Services = "Microsoft.Extensions.DependencyInjection";

    /// <summary>Whether a method is one that makes adapters.</summary>
    internal static bool IsOurs(IMethodSymbol method) => method.ContainingAssembly?.Name is "Unboxed" or OwnServices;

    const string OwnServices = "Unboxed.Extensions.DependencyInjection";

    internal IEnumerable<FoundCoercion> Find(IOperation operation) => operation switch
    {
        IInvocationOperation call => Find(call.TargetMethod, call.Arguments, call.Syntax),
        IObjectCreationOperation { Constructor: { } constructor } creation => Find(constructor, creation.Arguments, creation.Syntax),
        IMethodReferenceOperation reference => Find(reference.Method, ImmutableArray<IArgumentOperation>.Empty, reference.Syntax),
        _ => [],
    };

    IEnumerable<FoundCoercion> Find(IMethodSymbol method, ImmutableArray<IArgumentOperation> arguments, SyntaxNode syntax)
    {
        if (IsOurs(method)) return [];
        var definition = method.ReducedFrom ?? method;
        var ofMethod = OfArguments(definition.OriginalDefinition.TypeParameters, method.TypeArguments.Length == definition.TypeParameters.Length ? method.TypeArguments : definition.TypeArguments, method)
            .Select(found => At(found.Conversion, found.Index, method, arguments, syntax));
        if (method.ContainingType is { IsGenericType: true } type && (method.MethodKind == MethodKind.Constructor || method.IsStatic))
            ofMethod = ofMethod.Concat(OfArguments(type.OriginalDefinition.TypeParameters, type.TypeArguments, method).Select(found => new FoundCoercion(found.Conversion, CoercionKind.TypeArgument, TypeArguments(syntax, type.Arity).ElementAtOrDefault(found.Index) ?? syntax, false)));
        return ofMethod.Concat(OfRegistration(method, arguments));
    }

    IEnumerable<(FoundConversion Conversion, int Index)> OfArguments(ImmutableArray<ITypeParameterSymbol> parameters, ImmutableArray<ITypeSymbol> arguments, IMethodSymbol method) =>
        from index in Enumerable.Range(0, Math.Min(parameters.Length, arguments.Length))
        from constraint in parameters[index].ConstraintTypes
        from conversion in conversions.Between(arguments[index], Substitute(constraint, method))
        select (conversion, index);

    /// <summary>A constraint in the types of the call.</summary>
    static ITypeSymbol Substitute(ITypeSymbol type, IMethodSymbol method) => type switch
    {
        ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Method } parameter when parameter.Ordinal < method.TypeArguments.Length => method.TypeArguments[parameter.Ordinal],
        ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Type } parameter when method.ContainingType is { } owner && parameter.Ordinal < owner.TypeArguments.Length => owner.TypeArguments[parameter.Ordinal],
        INamedTypeSymbol { IsGenericType: true } named when named.TypeArguments.Any(argument => !SymbolEqualityComparer.Default.Equals(argument, Substitute(argument, method))) =>
            named.OriginalDefinition.Construct([.. named.TypeArguments.Select(argument => Substitute(argument, method))]),
        _ => type,
    };

    /// <summary>A type argument that is written stands where it is; one that is inferred, at the argument that it is inferred from, which can be wrapped.</summary>
    static FoundCoercion At(FoundConversion conversion, int index, IMethodSymbol method, ImmutableArray<IArgumentOperation> arguments, SyntaxNode syntax)
    {
        if (TypeArguments(syntax, method.Arity).ElementAtOrDefault(index) is { } written) return new(conversion, CoercionKind.TypeArgument, written, false);
        var parameters = (method.ReducedFrom ?? method).OriginalDefinition.Parameters;
        var source = arguments.FirstOrDefault(argument => argument.Parameter is { } parameter && parameter.Ordinal < parameters.Length
            && parameters[parameter.Ordinal].Type is ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Method } type && type.Ordinal == index);
        return new(conversion, CoercionKind.TypeArgument, source?.Value.Syntax ?? syntax, source is not null);
    }

    static IEnumerable<SyntaxNode> TypeArguments(SyntaxNode syntax, int arity)
    {
        var name = syntax switch
        {
            InvocationExpressionSyntax call => call.Expression,
            BaseObjectCreationExpressionSyntax creation => (creation as ObjectCreationExpressionSyntax)?.Type,
            _ => syntax,
        };
        var generic = name?.DescendantNodesAndSelf(node => node is not TypeArgumentListSyntax and not ArgumentListSyntax).OfType<GenericNameSyntax>().LastOrDefault(candidate => candidate.Arity == arity);
        return generic?.TypeArgumentList.Arguments ?? Enumerable.Empty<SyntaxNode>();
    }

    internal IEnumerable<FoundCoercion> FindInDelegate(IDelegateCreationOperation creation, IMethodReferenceOperation reference)
    {
        if ((creation.Type as INamedTypeSymbol)?.DelegateInvokeMethod is not { } invoke) return [];
        var parameters = reference.Method.Parameters.Length == invoke.Parameters.Length
            ? invoke.Parameters.SelectMany((parameter, index) => conversions.Between(parameter.Type, reference.Method.Parameters[index].Type))
            : [];
        return conversions.Between(reference.Method.ReturnType, invoke.ReturnType).Concat(parameters).Select(found => new FoundCoercion(found, CoercionKind.Method, reference.Syntax, false));
    }

    /// <summary>The types that the registration of a service names: what it is asked for as comes first.</summary>
    IEnumerable<FoundCoercion> OfRegistration(IMethodSymbol method, ImmutableArray<IArgumentOperation> arguments)
    {
        if (method.ContainingNamespace?.ToDisplayString() is not { } place || !place.StartsWith(Services, StringComparison.Ordinal)) return [];
        var named = arguments.OrderBy(argument => argument.Parameter?.Ordinal).Select(argument => argument.Value).OfType<ITypeOfOperation>().ToList();
        return named.Count == 2
            ? conversions.Between(Bound(named[1].TypeOperand), Bound(named[0].TypeOperand)).Select(found => new FoundCoercion(found, CoercionKind.Registration, named[1].Syntax, false))
            : [];
    }

    /// <summary>Of a generic type without arguments the definition: it has base classes and interfaces.</summary>
    static ITypeSymbol Bound(ITypeSymbol type) => type is INamedTypeSymbol { IsUnboundGenericType: true } ? type.OriginalDefinition : type;
}
