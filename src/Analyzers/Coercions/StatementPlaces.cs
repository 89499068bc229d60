using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Unboxed.Analyzers.Coercions;

/// <summary>Where the symbols of a build say that the code of an expression stands: the place that the weaver names. The compiler's rules for it are those of breakpoints.</summary>
static class StatementPlaces
{
    internal static Location Of(SyntaxNode expression)
    {
        int start = expression.SpanStart;
        for (var node = expression; node is not null; node = node.Parent)
        {
            if (StartIn(node.Parent, node) is not { } found) continue;
            start = found;
            break;
        }
        return Location.Create(expression.SyntaxTree, TextSpan.FromBounds(start, Math.Max(start, expression.Span.End)));
    }

    /// <summary>Where the code of a part of a node stands; null where the node has no place of its own for it.</summary>
    static int? StartIn(SyntaxNode? node, SyntaxNode part) => node switch
    {
        LambdaExpressionSyntax lambda when lambda.Body == part => part.SpanStart,
        ArrowExpressionClauseSyntax or SwitchExpressionArmSyntax => part.SpanStart,
        // The clauses of a query are lambdas.
        SelectClauseSyntax or WhereClauseSyntax or OrderingSyntax => part.SpanStart,
        ConstructorInitializerSyntax initializer => initializer.ThisOrBaseKeyword.SpanStart,
        PrimaryConstructorBaseTypeSyntax => node.SpanStart,
        CatchFilterClauseSyntax or WhenClauseSyntax => node.SpanStart,
        PropertyDeclarationSyntax when part is EqualsValueClauseSyntax value => value.Value.SpanStart,
        VariableDeclaratorSyntax declarator => OfDeclarator(declarator),
        ForStatementSyntax => part.SpanStart,
        DoStatementSyntax loop => loop.WhileKeyword.SpanStart,
        ForEachStatementSyntax loop when part == loop.Type => part.SpanStart,
        CommonForEachStatementSyntax => part.SpanStart,
        StatementSyntax => node.SpanStart,
        _ => null,
    };

    /// <summary>The first of a declaration stands where that begins.</summary>
    static int OfDeclarator(VariableDeclaratorSyntax declarator) =>
        declarator.Parent is not VariableDeclarationSyntax declaration || declaration.Variables[0] != declarator ? declarator.SpanStart
        : declaration.Parent switch
        {
            BaseFieldDeclarationSyntax field => field.Modifiers.Count > 0 ? field.Modifiers[0].SpanStart : declaration.SpanStart,
            LocalDeclarationStatementSyntax local => local.SpanStart,
            _ => declaration.SpanStart,
        };
}
