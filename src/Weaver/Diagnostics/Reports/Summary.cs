using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Diagnostics.Reports;

/// <summary>What a build and the command line say after a weave, in a line.</summary>
static class Summary
{
    internal static string Of(IReadOnlyList<AwaitSiteRow> rows) => $"Unboxed: {Counts(rows)}";

    /// <summary>How many await sites there are of each decision, in the words of the report.</summary>
    internal static string Counts(IReadOnlyList<AwaitSiteRow> rows)
    {
        string Count(Decision decision) => $"{rows.Count(row => row.Decision == decision)} {JsonReport.Name(decision)}";
        return $"{rows.Count} await {(rows.Count == 1 ? "site" : "sites")}: {Count(Decision.Scratch)}, {Count(Decision.Escapes)}, {Count(Decision.Boxed)}, {Count(Decision.Ordinary)}";
    }
}
