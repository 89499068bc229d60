using Spectre.Console;
using Unboxed.Cli.Reports;
using Unboxed.Weaver.Plan;

namespace Unboxed.Cli.Terminal;

/// <summary>Prints a line for each assembly of an application, those first in which the most may allocate, and what may, by reason and by whose method is called.</summary>
sealed class AssembliesPrinter(IAnsiConsole console, Report report, IReadOnlyList<Place> places)
{
    internal void Print(IReadOnlyList<ReportedAssembly> assemblies)
    {
        PrintTable([.. assemblies.Where(assembly => assembly.Missing is null)]);
        foreach (var missing in assemblies.Where(assembly => assembly.Missing is not null).ToLookup(assembly => assembly.Missing!))
            new Line().Add($"{string.Join(", ", missing.Select(assembly => assembly.Name).Order(StringComparer.Ordinal))}: {missing.Key}", Printer.Dim).WriteTo(console);
        PrintReasons();
    }

    void PrintTable(IReadOnlyList<ReportedAssembly> assemblies)
    {
        var byAssembly = places.ToLookup(place => place.Assembly);
        var roots = report.Roots.ToLookup(root => root.Assembly);
        var table = new Table { Border = console.Profile.Capabilities.Unicode ? TableBorder.Rounded : TableBorder.Ascii };
        table.AddColumn("assembly");
        foreach (string column in Printer.Decisions.Select(Printer.Word).Concat(["may allocate", "roots", "largest chain"])) table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var assembly in assemblies.OrderByDescending(assembly => byAssembly[assembly.Name].Count(place => place.MayAllocate)).ThenBy(assembly => assembly.Name, StringComparer.Ordinal))
        {
            var own = byAssembly[assembly.Name].ToList();
            int allocating = own.Count(place => place.MayAllocate);
            var ofRoots = roots[assembly.Name].ToList();
            table.AddRow(
            [
                new Line().Add(assembly.Name).Rendered,
                .. Printer.Decisions.Select(decision => new Line().Add($"{own.Count(place => place.Decision == decision)}", Printer.StyleOf(decision)).Rendered),
                new Line().Add($"{allocating}", allocating == 0 ? Printer.StyleOf(Decision.Scratch) : Printer.Alarm).Rendered,
                new Line().Add($"{ofRoots.Count}").Rendered,
                new Line().Add(ofRoots.Count == 0 ? "" : $"{ofRoots.Max(root => root.Bytes)} bytes").Rendered,
            ]);
        }
        console.Write(table);
    }

    /// <summary>In whose code it is, and why; with --only, the places themselves are printed.</summary>
    void PrintReasons()
    {
        foreach (var group in places.Where(place => place.MayAllocate).GroupBy(place => (place.Assembly, place.IsAwait, place.Reason)).OrderByDescending(group => group.Count()).ThenBy(group => group.Key.Assembly, StringComparer.Ordinal).ThenBy(group => group.Key.Reason, StringComparer.Ordinal))
            new Line().Add($"{group.Count(),5} ", Printer.Dim).Add($"{group.Key.Assembly}").Add($": {(group.Key.IsAwait ? "" : "not awaited at once: ")}{group.Key.Reason}").WriteTo(console);
    }
}
