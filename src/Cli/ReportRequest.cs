using Unboxed.Cli.Reports;
using Unboxed.Weaver.Plan;

namespace Unboxed.Cli;

/// <summary>What <c>unboxed report</c> is asked for.</summary>
/// <param name="Input">The report or assembly; null where two are compared.</param>
/// <param name="Diff">The two to compare, the older first; empty where none are.</param>
/// <param name="From">How an assembly is read.</param>
/// <param name="Only">The decisions to print; empty for all.</param>
/// <param name="Html">Where the page goes.</param>
/// <param name="SourceLink">The form of the page's links to source files.</param>
/// <param name="Source">The folder that the files in the report are relative to.</param>
/// <param name="Json">Whether JSON is printed.</param>
sealed record ReportRequest(string? Input, IReadOnlyList<string> Diff, ReportSource From, IReadOnlyList<Decision> Only, string? Html = null, string? SourceLink = null, string? Source = null, bool Json = false);
