using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Unboxed.Weaver.Analysis.Coercions;

namespace Unboxed.Analyzers.Coercions;

/// <summary>UNB3020, as the weaver tells it, at the expression.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CoercionAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The property of a diagnostic that has the interface, where the expression can be wrapped.</summary>
    internal const string Interface = nameof(Interface);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => ImmutableArray.Create(Rules.ImplicitCoercion);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(Start);
    }

    static void Start(CompilationStartAnalysisContext context)
    {
        var assembly = context.Compilation.Assembly;
        if (!assembly.Has(ControlAttributes.ScratchSpace)) return;
        var options = BuildOptions.Read(context.Options, context.CancellationToken);
        if (!options.IsActive) return;
        var finder = new CoercionFinder(new(new ExplicitInterfaces(assembly, options)));
        context.RegisterOperationAction(
            operation => Report(finder.Find(operation.Operation), operation.ReportDiagnostic, options),
            OperationKind.Conversion, OperationKind.DelegateCreation, OperationKind.Coalesce, OperationKind.DeclarationPattern, OperationKind.RecursivePattern, OperationKind.DeconstructionAssignment,
            OperationKind.Loop, OperationKind.Invocation, OperationKind.ObjectCreation, OperationKind.MethodReference);
        context.RegisterSyntaxNodeAction(node => Report(finder.FindSpread(node.Node, node.SemanticModel), node.ReportDiagnostic, options), SyntaxKind.SpreadElement);
    }

    static void Report(IEnumerable<FoundCoercion> found, Action<Diagnostic> report, BuildOptions options)
    {
        foreach (var coercion in found)
        {
            string target = coercion.Conversion.Interface.ToDisplayString(Names.Format);
            var properties = ImmutableDictionary<string, string?>.Empty;
            if (coercion.IsWrappable) properties = properties.Add(Interface, coercion.Conversion.Interface.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat));
            report(Diagnostic.Create(
                Rules.ImplicitCoercion, coercion.At.GetLocation(), [StatementPlaces.Of(coercion.Statement ?? coercion.At)], properties,
                coercion.Conversion.Class.ToDisplayString(Names.Format), target, coercion.Conversion.AskedBy, Help(coercion.Kind, target), options.Pages));
        }
    }

    /// <summary>What the weaver says, too.</summary>
    static string Help(CoercionKind kind, string target) => kind switch
    {
        CoercionKind.Value => $"wrap it in 'Boxing.Of<{target}>(…)', which boxes them then and costs nothing, or in Inlining.Of, Caching.Of or Allocating.Of",
        CoercionKind.Elements => $"make the array, the collection or the delegate one of '{target}', and wrap what goes into it in 'Boxing.Of<{target}>(…)', Inlining.Of, Caching.Of or Allocating.Of",
        CoercionKind.Method => $"write a lambda that wraps the object in 'Boxing.Of<{target}>(…)', Inlining.Of, Caching.Of or Allocating.Of",
        CoercionKind.TypeArgument => $"give '{target}' as the type argument, and an object in 'Boxing.Of<{target}>(…)', Inlining.Of, Caching.Of or Allocating.Of",
        CoercionKind.Registration => $"register a factory that gives 'Boxing.Of<{target}>(…)', Inlining.Of, Caching.Of or Allocating.Of",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
