using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Diagnostics.Reports;

/// <summary>The build message after a weave.</summary>
static class Summary
{
    internal static string Of(IReadOnlyList<AwaitSiteRow> rows)
    {
        int Count(Decision decision) => rows.Count(row => row.Decision == decision);
        return $"Unboxed: {rows.Count} await sites: {Count(Decision.Scratch)} scratch, {Count(Decision.Escapes)} escape, {Count(Decision.Boxed)} boxed, {Count(Decision.Ordinary)} ordinary";
    }
}
