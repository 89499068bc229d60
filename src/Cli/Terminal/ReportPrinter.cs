using Spectre.Console;
using Unboxed.Cli.Reports;
using Unboxed.Weaver.Plan;

namespace Unboxed.Cli.Terminal;

/// <summary>Prints a report as a tree: by type, by method, a line for each place, with the chain that each root expects.</summary>
sealed class ReportPrinter(IAnsiConsole console, Report report, IReadOnlyList<Place> places)
{
    /// <param name="only">The decisions to show; empty for all, and for the roots as well.</param>
    internal void Print(IReadOnlyCollection<Decision> only)
    {
        var shown = places.Where(place => only.Count == 0 || only.Contains(place.Decision)).ToList();
        var roots = only.Count == 0 ? report.Roots.ToLookup(root => root.Name) : Array.Empty<Root>().ToLookup(root => root.Name);
        var adapters = only.Count == 0 ? report.Adapters.Where(adapter => adapter.Maker is not null).ToLookup(adapter => adapter.Maker!) : Array.Empty<Adapter>().ToLookup(adapter => adapter.Maker!);
        var methods = shown.Select(place => place.Caller).Concat(adapters.Select(group => group.Key)).Concat(roots.Select(group => group.Key)).Distinct().OrderBy(name => name, StringComparer.Ordinal).ToLookup(name => MethodName.Parse(name).Type);
        var byCaller = shown.ToLookup(place => place.Caller);
        foreach (var type in methods.OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var tree = new Tree(new Line().Add(type.Key.Length == 0 ? "(no type)" : type.Key, Printer.Bold).Rendered) { Guide = TreeGuide.Line };
            foreach (string method in type) AddMethod(tree, method, [.. byCaller[method]], [.. roots[method]], [.. adapters[method]]);
            console.Write(tree);
        }
        if (shown.Count == 0 && only.Count > 0) new Line().Add($"No await site: {string.Join(", ", only.Select(Printer.Word))}.").WriteTo(console);
        new SummaryPrinter(console, report, places).Print();
    }

    static void AddMethod(Tree tree, string method, IReadOnlyList<Place> places, IReadOnlyList<Root> roots, IReadOnlyList<Adapter> adapters)
    {
        var head = new Line().Add(MethodName.Parse(method).Signature);
        if (places.Select(place => place.File).FirstOrDefault(file => file is not null) is { } file) head.Add("  " + file, Printer.Dim);
        var node = tree.AddNode(head.Rendered);
        foreach (var place in places) node.AddNode(Describe(place).Rendered);
        foreach (var adapter in adapters)
            node.AddNode(new Line().Add($"{(adapter.Line > 0 ? adapter.Line : "?"),4} ", Printer.Dim).Add("adapter  ").Add($"{adapter.Strategy} {adapter.Interface}").Add($"  {adapter.Room}", Printer.Dim).Rendered);
        foreach (var root in roots.Where(root => root.Bytes > 0 || root.Growth.Count > 0)) node.AddNode(Describe(root).Rendered);
        foreach (var growth in roots.SelectMany(root => root.Growth).GroupBy(Amounts.Cause))
            node.AddNode(new Line().Add("     ").Add("growth  ", growth.First().IsNesting ? Printer.Dim : Printer.StyleOf(Decision.Boxed)).Add($" {growth.Key}: {Amounts.Some([.. growth.Select(row => row.Callee).Distinct()])}").Rendered);
    }

    static Line Describe(Place place)
    {
        var line = new Line().Add($"{(place.Line > 0 ? place.Line : "?"),4} ", Printer.Dim).Add($"{Printer.Word(place.Decision),-8} ", Printer.StyleOf(place.Decision)).Add(MethodName.Parse(place.Callee).Short);
        if (place.Bytes > 0 && place.Decision == Decision.Scratch) line.Add($"  {place.Bytes} bytes", Printer.Dim);
        if (place.Decision != Decision.Scratch) line.Add($": {place.Reason}");
        return place.Id is null ? line : line.Add($" {place.Id}", Printer.Dim);
    }

    static Line Describe(Root root) => new Line().Add("     root     ", Printer.Dim).Add($"expects {Amounts.Of(root)}", Printer.Dim);
}
