using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Unboxed.Analyzers.Coercions;

namespace Unboxed.Analyzers.Promises;

/// <summary>
/// UNB2001 and UNB2003 as far as one compilation knows: what a method with [NeverBoxes] does itself with the futures of its calls, and who else may implement what it calls. What callees do, and how much
/// room they need, the build finds.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PromiseAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => ImmutableArray.Create(Rules.PromiseOfMethod, Rules.PromiseOfUnknown);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterCompilationStartAction(Start);
    }

    static void Start(CompilationStartAnalysisContext context)
    {
        if (!context.Compilation.Assembly.Has(ControlAttributes.ScratchSpace)) return;
        var options = BuildOptions.Read(context.Options, context.CancellationToken);
        if (!options.IsActive) return;
        var callees = new Callees(context.Compilation.Assembly);
        context.RegisterSymbolAction(symbol => Report((IMethodSymbol)symbol.Symbol, callees, options, symbol.ReportDiagnostic), SymbolKind.Method);
        context.RegisterOperationAction(
            operation =>
            {
                if (operation.ContainingSymbol is IMethodSymbol method && method.Has(ControlAttributes.NeverBoxes)) Report(method, (IInvocationOperation)operation.Operation, callees, options, operation.ReportDiagnostic);
            },
            OperationKind.Invocation);
    }

    /// <summary>A promise about all that implement or override the method.</summary>
    static void Report(IMethodSymbol method, Callees callees, BuildOptions options, Action<Diagnostic> report)
    {
        if (method.Has(ControlAttributes.NeverBoxes) && callees.IsOpen(method))
            report(Diagnostic.Create(Rules.PromiseOfUnknown, method.Locations[0], Name(method), Name(method), options.Pages));
    }

    /// <summary>A call in a method that promises.</summary>
    static void Report(IMethodSymbol method, IInvocationOperation call, Callees callees, BuildOptions options, Action<Diagnostic> report)
    {
        var callee = call.TargetMethod.OriginalDefinition;
        if (!CompanionMethods.IsTaskLike(callee.ReturnType)) return;
        if (FutureUse.Of(call) is not { } use) return;
        Location place = call.Syntax.GetLocation(), statement = StatementPlaces.Of(call.Syntax);
        if (!use.IsAwait)
        {
            if (callees.IsEligible(callee)) report(Diagnostic.Create(Rules.PromiseOfMethod, place, [statement], Name(method), Name(callee), "", $"It is {use.Text}", options.Pages));
        }
        else if (callees.WhyBoxed(callee) is { } boxed)
            report(Diagnostic.Create(Rules.PromiseOfMethod, place, [statement], Name(method), Name(callee), " when it suspends at this await", boxed, options.Pages));
        else if (callees.IsOpen(callee))
            report(Diagnostic.Create(Rules.PromiseOfUnknown, place, [statement], Name(method), Name(callee), options.Pages));
    }

    static string Name(IMethodSymbol method) => method.ToDisplayString(Names.Member);
}
