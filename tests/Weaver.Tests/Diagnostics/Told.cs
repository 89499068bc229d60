using Unboxed.Weaver.Diagnostics;
using Unboxed.Weaver.Diagnostics.Reports;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Diagnostics;

/// <summary>What is told about a snippet, in both forms of compilation; nothing is rewritten.</summary>
static class Told
{
    internal const string Mark = "[assembly: Unboxed.ScratchSpace]\n";

    /// <summary>What is told about a marked snippet, as <c>UNB1001 Snippet.cs(3): what and why</c>, the lines counted without the mark.</summary>
    internal static string[] By(string source, WeaverOptions options) => [.. Report(source, options).Diagnostics.Select(Line)];

    /// <summary>The same for the diagnostics with some ids, which are asked for.</summary>
    internal static string[] By(string source, params DiagnosticId[] ids) =>
        [.. Report(source, new() { Levels = ids.ToDictionary(id => id, _ => LintLevel.Warning) }).Diagnostics.Where(diagnostic => ids.Contains(diagnostic.Id)).Select(Line)];

    internal static WeavingReport Report(string source, WeaverOptions options, string? projectDirectory = null)
    {
        var debug = AssemblyWeaver.Weave(Snippet.Debug(Mark + source).Module, options with { DryRun = true }, projectDirectory);
        var release = AssemblyWeaver.Weave(Snippet.Release(Mark + source).Module, options with { DryRun = true }, projectDirectory);
        // Only the statements of debug code are those of the source; what is said of them is the same.
        Assert.Equal(debug.Diagnostics.Select(diagnostic => diagnostic.Text).Order(), release.Diagnostics.Select(diagnostic => diagnostic.Text).Order());
        return release;
    }

    static string Line(Diagnostic diagnostic) => $"{diagnostic.Id.Text()} {diagnostic.Place.File ?? "nowhere"}({diagnostic.Place.Line - 1}): {diagnostic.What} {diagnostic.Why}";
}
