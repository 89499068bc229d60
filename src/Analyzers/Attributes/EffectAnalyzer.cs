using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Unboxed.Analyzers.Attributes;

/// <summary>UNB3005: attributes that have no effect where they stand.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EffectAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => ImmutableArray.Create(Rules.NoEffect);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(Start);
    }

    static void Start(CompilationStartAnalysisContext context)
    {
        var options = BuildOptions.Read(context.Options, context.CancellationToken);
        if (!options.IsActive) return;
        bool isMarked = context.Compilation.Assembly.Has(ControlAttributes.ScratchSpace);
        context.RegisterSymbolAction(symbol => Report(symbol.Symbol, isMarked, options, symbol.ReportDiagnostic), SymbolKind.NamedType, SymbolKind.Method);
        if (!isMarked) context.RegisterCompilationEndAction(end => Report(end.Compilation.Assembly, isMarked, options, end.ReportDiagnostic));
    }

    static void Report(ISymbol symbol, bool isMarked, BuildOptions options, Action<Diagnostic> report)
    {
        foreach (var attribute in symbol.GetAttributes().Where(attribute => ControlAttributes.All.Any(name => attribute.Is(name))))
        {
            if (attribute.ApplicationSyntaxReference?.GetSyntax() is not { } syntax) continue;
            foreach (var effect in isMarked ? MissingEffects.Of(attribute, symbol) : [MissingEffects.NotMarked(attribute)])
                report(Diagnostic.Create(Rules.NoEffect, syntax.GetLocation(), effect.Attribute, effect.Why, effect.Help, options.Pages));
        }
    }
}
