using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Unboxed.Weaver.Analysis.Coercions;

namespace Unboxed.Analyzers.Coercions;

/// <summary>Finds where classes become interfaces.</summary>
sealed class CoercionFinder(Conversions conversions)
{
    readonly CallFinder calls = new(conversions);

    internal IEnumerable<FoundCoercion> Find(IOperation operation) => operation switch
    {
        IConversionOperation conversion => Find(conversion),
        IDelegateCreationOperation { Target: IMethodReferenceOperation method } creation => CallFinder.IsOurs(method.Method) ? [] : calls.FindInDelegate(creation, method),
        ICoalesceOperation { ValueConversion: { Exists: true, IsIdentity: false } } coalesce => Values(coalesce.Value.Type, coalesce.Type, coalesce.Value.Syntax),
        IDeclarationPatternOperation { DeclaredSymbol: not null } pattern => Values(pattern.InputType, pattern.NarrowedType, pattern.Syntax, isWrappable: false),
        IRecursivePatternOperation { DeclaredSymbol: not null } pattern => Values(pattern.InputType, pattern.NarrowedType, pattern.Syntax, isWrappable: false),
        IDeconstructionAssignmentOperation assignment => Find(assignment),
        IForEachLoopOperation loop => Find(loop),
        IInvocationOperation or IObjectCreationOperation or IMethodReferenceOperation => calls.Find(operation),
        _ => [],
    };

    /// <summary>The elements that a collection expression takes from another collection.</summary>
    internal IEnumerable<FoundCoercion> FindSpread(SyntaxNode node, SemanticModel model)
    {
        var spread = (SpreadElementSyntax)node;
        if (spread.Parent is not CollectionExpressionSyntax collection) return [];
        return Values(ElementsOf(model.GetTypeInfo(spread.Expression).Type), ElementsOf(model.GetTypeInfo(collection).ConvertedType), spread.Expression, isWrappable: false);
    }

    IEnumerable<FoundCoercion> Find(IConversionOperation conversion)
    {
        var own = conversion.GetConversion();
        if (own is not ({ IsReference: true } or { IsBoxing: true } or { IsNullable: true } or { IsTupleConversion: true }) || own.IsExplicit || IsInTree(conversion)) return [];
        // Several conversions of one value are one: what is between them leaves no trace.
        var value = conversion.Operand;
        while (value is IConversionOperation inner && inner.GetConversion() is { IsImplicit: true } and ({ IsReference: true } or { IsBoxing: true })) value = inner.Operand;
        if (!Goes(conversion)) return [];
        if (own.IsTupleConversion) return Tuples(value.Type, conversion.Type, conversion.Operand.Syntax);
        return conversion.Syntax is CastExpressionSyntax or BinaryExpressionSyntax ? Values(value.Type, conversion.Type, conversion.Syntax) : Values(value.Type, conversion.Type, conversion.Operand.Syntax);
    }

    /// <summary>Whether what is converted goes anywhere as what it has become.</summary>
    static bool Goes(IConversionOperation conversion) => conversion.Parent switch
    {
        IConversionOperation { OperatorMethod: null } outer => outer.GetConversion().IsIdentity,
        ISimpleAssignmentOperation { Target: IDiscardOperation } => false,
        _ => !IsOfOurs(conversion),
    };

    /// <summary>Whether a value is, on one of several ways perhaps, an argument of what makes an adapter: who asks for one has said what is to be said, and Boxing.Of says it too.</summary>
    static bool IsOfOurs(IOperation value)
    {
        var at = value.Parent;
        while (at is IConversionOperation { IsImplicit: true } or IConditionalOperation or ICoalesceOperation or ISwitchExpressionArmOperation or ISwitchExpressionOperation) at = at.Parent;
        return at is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { } method } } && CallFinder.IsOurs(method);
    }

    /// <summary>What stands in an expression tree is not run as it stands.</summary>
    static bool IsInTree(IOperation operation)
    {
        for (var at = operation.Parent; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation { Parent: IConversionOperation { Type.Name: "Expression" } or IDelegateCreationOperation { Type.Name: "Expression" } }) return true;
        }
        return false;
    }

    IEnumerable<FoundCoercion> Find(IForEachLoopOperation loop)
    {
        if (loop.Syntax is not ForEachStatementSyntax syntax || loop.SemanticModel is not { } model) return [];
        return Values(model.GetForEachStatementInfo(syntax).ElementType, (loop.LoopControlVariable as IVariableDeclaratorOperation)?.Symbol.Type, syntax.Type, isWrappable: false);
    }

    IEnumerable<FoundCoercion> Find(IDeconstructionAssignmentOperation assignment)
    {
        var targets = (assignment.Target as ITupleOperation ?? (assignment.Target as IDeclarationExpressionOperation)?.Expression as ITupleOperation)?.Elements;
        if (targets is not { } places || WithoutConversion(assignment.Value) is not ITupleOperation values || values.Elements.Length != places.Length) return [];
        // What the source converts itself is an operation of its own.
        return values.Elements.Zip(places, (value, place) => (value, place)).SelectMany(pair => Values(pair.value.Type, pair.place.Type, pair.value.Syntax));
    }

    static IOperation WithoutConversion(IOperation operation) => operation is IConversionOperation conversion ? conversion.Operand : operation;

    /// <summary>The elements of a tuple are converted one by one. Those of one that is written as a tuple have conversions of their own.</summary>
    IEnumerable<FoundCoercion> Tuples(ITypeSymbol? from, ITypeSymbol? to, SyntaxNode at) =>
        from is INamedTypeSymbol { IsTupleType: true } tuple && to is INamedTypeSymbol { IsTupleType: true } other && tuple.TupleElements.Length == other.TupleElements.Length
            ? tuple.TupleElements.Zip(other.TupleElements, (mine, theirs) => (mine, theirs)).SelectMany(pair => Values(pair.mine.Type, pair.theirs.Type, at, isWrappable: false))
            : [];

    IEnumerable<FoundCoercion> Values(ITypeSymbol? from, ITypeSymbol? to, SyntaxNode at, bool isWrappable = true) =>
        conversions.Between(from, to).Select(found => new FoundCoercion(found, found.IsOfElements ? CoercionKind.Elements : CoercionKind.Value, at, isWrappable && !found.IsOfElements));

    static ITypeSymbol? ElementsOf(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => array.ElementType,
        INamedTypeSymbol { Name: "Span" or "ReadOnlySpan", TypeArguments: [{ } element] } => element,
        _ => type?.AllInterfaces.Append(type).OfType<INamedTypeSymbol>().FirstOrDefault(named => named.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)?.TypeArguments[0],
    };
}
