using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Diagnostics.Reports;

/// <summary>What a build and the command line say after a weave, in a line. It counts what the report's readers show: await sites, and the calls whose future is not awaited where they are made, all of which escape.</summary>
static class Summary
{
    internal static string Of(WeavingReport report) => $"Unboxed: {Counts(report)}";

    internal static string Counts(WeavingReport report)
    {
        string decisions = string.Join(", ", Decisions(report).Select(decision => $"{decision.Value} {decision.Key}"));
        return $"{Amount(report.AwaitSites.Count, "await site")}{(report.Calls.Count == 0 ? "" : $", {Amount(report.Calls.Count, "other call")}")}: {decisions}";
    }

    /// <summary>How many there are of each decision, by the words of the report.</summary>
    internal static IReadOnlyDictionary<string, int> Decisions(WeavingReport report) => new[] { Decision.Scratch, Decision.Escapes, Decision.Boxed, Decision.Ordinary }.ToDictionary(
        JsonReport.Name, decision => report.AwaitSites.Count(site => site.Decision == decision) + (decision == Decision.Escapes ? report.Calls.Count : 0));

    static string Amount(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
