using Microsoft.CodeAnalysis;

namespace Unboxed.Analyzers.Coercions;

/// <summary>A place where a class becomes an interface.</summary>
/// <param name="Conversion">The class and the interface.</param>
/// <param name="Kind">How it does.</param>
/// <param name="At">The expression.</param>
/// <param name="IsWrappable">Whether the expression can be wrapped in an adapter where it stands.</param>
/// <param name="Statement">A part of the source that has the place of the code, where that is not the expression.</param>
readonly record struct FoundCoercion(FoundConversion Conversion, CoercionKind Kind, SyntaxNode At, bool IsWrappable, SyntaxNode? Statement = null);

/// <summary>How a class becomes an interface, as the weaver tells it apart.</summary>
enum CoercionKind
{
    /// <summary>A reference to an object is used as one to the interface.</summary>
    Value,

    /// <summary>What has objects of the class, or takes them, is used as what has, or takes, the interface.</summary>
    Elements,

    /// <summary>A method group.</summary>
    Method,

    /// <summary>The class is the argument of a type parameter that is constrained to the interface.</summary>
    TypeArgument,

    /// <summary>Both are named in the registration of a service.</summary>
    Registration,
}
