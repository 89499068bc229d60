using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using Unboxed.Analyzers.Coercions;

namespace Unboxed.Analyzers;

/// <summary>Fixes UNB3020: wraps the object in Boxing.Of, or in one of the adapters that take nothing that is not at hand.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class WrapInAdapter : CodeFixProvider
{
    /// <summary>The adapters, with what they take besides the object.</summary>
    static readonly IReadOnlyList<(string Adapter, string? Argument, string Title)> adapters =
    [
        ("Boxing", null, "Wrap in Boxing.Of: a box where the caller has no room"),
        ("Inlining", null, "Wrap in Inlining.Of: room in the adapter, from the start"),
        ("Caching", null, "Wrap in Caching.Of: room in the adapter, once a call needs it"),
        ("Allocating", "ScratchAllocator.Pooling", "Wrap in Allocating.Of: blocks of an allocator"),
    ];

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create(Rules.ImplicitCoercion.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(
        async (context, document, diagnostics) => await Wrap(document, diagnostics, adapters.First(adapter => adapter.Adapter == context.CodeActionEquivalenceKey), context.CancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var fixable = context.Diagnostics.Where(IsFixable).ToImmutableArray();
        if (fixable.IsEmpty) return Task.CompletedTask;
        foreach (var adapter in adapters)
            context.RegisterCodeFix(CodeAction.Create(adapter.Title, cancellation => Wrap(context.Document, fixable, adapter, cancellation), adapter.Adapter), fixable);
        return Task.CompletedTask;
    }

    static bool IsFixable(Diagnostic diagnostic) => diagnostic.Properties.ContainsKey(CoercionAnalyzer.Interface);

    static async Task<Document> Wrap(Document document, ImmutableArray<Diagnostic> diagnostics, (string Adapter, string? Argument, string Title) adapter, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) ?? throw new InvalidOperationException($"{document.Name} has no syntax.");
        var interfaces = new Dictionary<SyntaxNode, string>();
        foreach (var diagnostic in diagnostics.Where(IsFixable))
        {
            if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is ExpressionSyntax expression) interfaces[expression] = diagnostic.Properties[CoercionAnalyzer.Interface]!;
        }
        return document.WithSyntaxRoot(root.ReplaceNodes(interfaces.Keys, (original, current) => Wrapped(original, (ExpressionSyntax)current, interfaces[original], adapter.Adapter, adapter.Argument)));
    }

    /// <summary>A cast to the interface has said what the type argument says now.</summary>
    static InvocationExpressionSyntax Wrapped(SyntaxNode original, ExpressionSyntax current, string type, string adapter, string? argument)
    {
        var inner = current switch
        {
            CastExpressionSyntax cast => cast.Expression,
            BinaryExpressionSyntax binary when original.IsKind(SyntaxKind.AsExpression) => binary.Left,
            _ => current,
        };
        var of = SyntaxFactory.GenericName(SyntaxFactory.Identifier("Of"), SyntaxFactory.TypeArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.ParseTypeName(type).WithAdditionalAnnotations(Simplifier.Annotation))));
        var arguments = SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(inner.WithoutTrivia()));
        if (argument is not null) arguments = arguments.Add(SyntaxFactory.Argument(SyntaxFactory.ParseExpression("global::Unboxed." + argument).WithAdditionalAnnotations(Simplifier.Annotation)));
        return SyntaxFactory.InvocationExpression(
                SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, SyntaxFactory.ParseExpression("global::Unboxed." + adapter).WithAdditionalAnnotations(Simplifier.Annotation), of),
                SyntaxFactory.ArgumentList(arguments))
            .WithTriviaFrom(current).WithAdditionalAnnotations(Formatter.Annotation);
    }
}
