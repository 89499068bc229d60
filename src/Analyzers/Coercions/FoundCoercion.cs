using Microsoft.CodeAnalysis;
using Unboxed.Weaver.Analysis.Coercions;

namespace Unboxed.Analyzers.Coercions;

/// <summary>A place where a class becomes an interface.</summary>
/// <param name="Conversion">The class and the interface.</param>
/// <param name="Kind">How it does.</param>
/// <param name="At">The expression.</param>
/// <param name="IsWrappable">Whether the expression can be wrapped in an adapter where it stands.</param>
/// <param name="Statement">A part of the source that has the place of the code, where that is not the expression.</param>
readonly record struct FoundCoercion(FoundConversion Conversion, CoercionKind Kind, SyntaxNode At, bool IsWrappable, SyntaxNode? Statement = null);
