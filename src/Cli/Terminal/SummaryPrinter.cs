using Spectre.Console;
using Unboxed.Cli.Reports;
using Unboxed.Weaver.Plan;

namespace Unboxed.Cli.Terminal;

/// <summary>The end of what <c>unboxed report</c> prints: how many places there are of each decision, and what the roots expect.</summary>
sealed class SummaryPrinter(IAnsiConsole console, Report report, IReadOnlyList<Place> places)
{
    internal void Print()
    {
        foreach (var finding in report.Diagnostics.Where(finding => !Advice.IsAboutAllocation(finding.Id))) Print(finding);
        PrintSites();
        PrintAllocations();
        if (report.Roots.Count > 0) PrintRoots();
    }

    void PrintSites()
    {
        int sites = places.Count(place => place.IsAwait), calls = places.Count - sites;
        var line = new Line().Add(report.Assembly.Length == 0 ? "" : report.Assembly + ": ", Printer.Bold)
            .Add(Amounts.Count(sites, "await site") + (calls == 0 ? "" : ", " + Amounts.Count(calls, "other call")) + ": ");
        for (int i = 0; i < Printer.Decisions.Count; i++)
        {
            int count = places.Count(place => place.Decision == Printer.Decisions[i]);
            if (i > 0) line.Add(", ");
            line.Add($"{count} {Printer.Word(Printer.Decisions[i])}", Printer.StyleOf(Printer.Decisions[i]));
        }
        line.WriteTo(console);
    }

    void PrintAllocations()
    {
        int sites = places.Count(place => place is { MayAllocate: true, IsAwait: true }), calls = places.Count(place => place is { MayAllocate: true, IsAwait: false });
        var growing = report.Roots.SelectMany(root => root.Growth).GroupBy(growth => growth.Callee).ToLookup(group => group.All(growth => growth.IsNesting));
        int growth = growing[false].Count(), nested = growing[true].Count();
        new Line().Add("may allocate: ").Add(
            $"{Amounts.Count(sites, "await site")}, {Amounts.Count(calls, "call")} whose future is not awaited at once, {Amounts.Count(growth, "callee")} that may make a chain grow",
            sites + calls + growth == 0 ? Printer.StyleOf(Decision.Scratch) : Printer.Alarm)
            .Add(nested == 0 ? "" : $"; {Amounts.Count(nested, "callee")} where objects are nested deeper than fits", Printer.Dim).WriteTo(console);
    }

    /// <summary>A promise that is not kept, an attribute that cannot mean what it says: no line of the tree shows those.</summary>
    void Print(Finding finding)
    {
        string where = Amounts.Where(finding.File, finding.Line), help = finding.Help is null ? "" : $" help: {finding.Help}.";
        new Line().Add($"{finding.Severity} {finding.Id}", finding.Severity == "error" ? Printer.Alarm : Printer.StyleOf(Decision.Boxed))
            .Add($" {(where.Length == 0 ? "" : where + ": ")}{finding.Message}{help}").WriteTo(console);
    }

    void PrintRoots()
    {
        var largest = report.Roots.MaxBy(root => root.Bytes)!;
        // An attribute may give a root a larger one.
        string budget = report.MaxScratchBytes >= largest.Bytes ? $" of the budget of {report.MaxScratchBytes}" : "";
        new Line().Add($"{Amounts.Count(report.Roots.Count, "root")}; the largest chain: {MethodName.Parse(largest.Name).Short}, {largest.Bytes} bytes{budget}").WriteTo(console);
    }
}
