using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace Unboxed.Weaver.Tests.Coercions;

/// <summary>Runs an analyzer as a build does.</summary>
static class AnalyzerRun
{
    /// <summary>What it tells, in the order of the source.</summary>
    /// <param name="analyzer">The analyzer.</param>
    /// <param name="compilation">The compilation.</param>
    /// <param name="properties">The properties that the build lets it see.</param>
    /// <param name="configuration">The text of FodyWeavers.xml; null where there is none.</param>
    internal static async Task<IReadOnlyList<Diagnostic>> Of(DiagnosticAnalyzer analyzer, CSharpCompilation compilation, Dictionary<string, string>? properties = null, string? configuration = null)
    {
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        ImmutableArray<AdditionalText> files = configuration is null ? [] : [new Configuration(configuration)];
        var options = new AnalyzerOptions(files, new Properties(properties ?? []));
        var found = await compilation.WithAnalyzers([analyzer], new CompilationWithAnalyzersOptions(options, Failed, concurrentAnalysis: true, logAnalyzerExecutionTime: false))
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return [.. found.OrderBy(diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    static void Failed(Exception exception, DiagnosticAnalyzer analyzer, Diagnostic diagnostic) => Assert.Fail(exception.ToString());

    internal static string Message(this Diagnostic diagnostic) => diagnostic.GetMessage(CultureInfo.InvariantCulture);

    internal static (int Line, int Column) Start(this Location location)
    {
        var start = location.GetLineSpan().StartLinePosition;
        return (start.Line + 1, start.Character + 1);
    }

    sealed class Configuration(string text) : AdditionalText
    {
        public override string Path => "/project/FodyWeavers.xml";

        public override Microsoft.CodeAnalysis.Text.SourceText GetText(CancellationToken cancellationToken = default) => Microsoft.CodeAnalysis.Text.SourceText.From(text);
    }

    sealed class Properties(Dictionary<string, string> values) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(values);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) => values.TryGetValue(key.Replace("build_property.", "", StringComparison.Ordinal), out value);
        }
    }
}
