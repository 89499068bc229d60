using Spectre.Console;
using Unboxed.Cli.Reports;
using Unboxed.Weaver.Plan;

namespace Unboxed.Cli.Terminal;

/// <summary>Prints what has changed between two reports, new allocations last, where one sees them.</summary>
sealed class DiffPrinter(IAnsiConsole console, ReportDiff diff)
{
    internal void Print()
    {
        foreach (var chain in diff.Chains) new Line().Add($"chain of {MethodName.Parse(chain.Root).Short}: {chain.Before} bytes before, {chain.After} now", Printer.Dim).WriteTo(console);
        foreach (var gone in diff.Gone) Describe("- ", gone.Before!, gone.After is { } after ? $", now {Printer.Word(after.Decision)}" : ", no longer there", Printer.StyleOf(Decision.Scratch)).WriteTo(console);
        foreach (var added in diff.NewAllocations) Describe("+ ", added.After!, added.Before is { } before ? $", was {Printer.Word(before.Decision)}" : ", was not there", Printer.Alarm).WriteTo(console);
        foreach (var added in diff.NewGrowth)
            new Line().Add("+ growth", Printer.Alarm).Add($" a call of {MethodName.Parse(added.Growth.Callee).Short} may make chains grow ({Amounts.Cause(added.Growth)}): {Amounts.Some([.. added.Roots.Select(root => root.Name)])}").WriteTo(console);
        PrintCount();
    }

    void PrintCount()
    {
        string gone = diff.Gone.Count == 0 ? "" : $", {diff.Gone.Count} gone";
        var line = diff.NewCount == 0
            ? new Line().Add("no new allocation", Printer.StyleOf(Decision.Scratch))
            : new Line().Add(Amounts.Count(diff.NewCount, "new allocation"), Printer.Alarm);
        line.Add(gone).WriteTo(console);
    }

    static Line Describe(string sign, Place place, string change, Style style)
    {
        string where = Amounts.Where(place.File, place.Line);
        return new Line().Add(sign + Printer.Word(place.Decision), style)
            .Add($" {(where.Length == 0 ? "" : where + ": ")}{MethodName.Parse(place.Caller).Short} calls {MethodName.Parse(place.Callee).Short}: {place.Reason}{change}");
    }
}
