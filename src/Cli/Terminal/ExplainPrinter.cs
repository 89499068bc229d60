using Spectre.Console;
using Unboxed.Cli.Reports;
using Unboxed.Weaver.Plan;

namespace Unboxed.Cli.Terminal;

/// <summary>Prints everything that a report says of a method.</summary>
sealed class ExplainPrinter(IAnsiConsole console, SourceLines source)
{
    const string Detail = "              ";

    internal void Print(MethodStory story)
    {
        Write(new Line().Add(story.Name, Printer.Bold));
        if (story.Places.Count > 0) Heading("its awaits and async calls");
        foreach (var place in story.Places) Print(place, story.Findings);
        foreach (var future in story.Futures) Print(future);
        if (story.Called is { } called) Print(called);
        foreach (var root in story.Roots) new RootPrinter(console).Print(root);
        Print(story.Adapters, story.Name);
        PrintCallers(story.Callers);
        if (story is { Places: [], Futures: [], Called: null, Roots: [], Adapters: [], Callers: [] }) Write(new Line().Add("  an implementer of a method that is called; it awaits nothing"));
    }

    void Print(Place place, IReadOnlyList<Finding> findings)
    {
        string where = Amounts.Where(place.File, place.Line);
        Write(new Line().Add($"    {Printer.Word(place.Decision),-8}", Printer.StyleOf(place.Decision)).Add($"  {place.Callee}")
            .Add($"  {where}{(place is { Line: > 0, Column: > 0 } ? $":{place.Column}" : "")}", Printer.Dim));
        if (source.Find(place.File, place.Line) is { Length: > 0 } text) Write(new Line().Add("              | ", Printer.Dim).Add(text));
        if (place.Reason.Length > 0) Write(new Line().Add($"{Detail}{(place.IsAwait ? "why: " : "not awaited here: ")}{place.Reason}{(place.Id is null ? "" : $" ({place.Id})")}"));
        if (place is { Decision: Decision.Scratch, Bytes: > 0 }) Write(new Line().Add($"{Detail}the callee needs {Amounts.Of(place)}"));
        var told = findings.Where(finding => finding.Line == place.Line && finding.File == place.File && (place.Id is null || finding.Id == place.Id)).ToList();
        if (told.Count == 0 && place.Help is { } advice) Write(new Line().Add($"{Detail}help: {advice}"));
        foreach (var finding in told)
        {
            Write(new Line().Add($"{Detail}{finding.Severity} {finding.Id}: {finding.Message}"));
            if (finding.Help is { } help) Write(new Line().Add($"{Detail}help: {help}"));
            if (finding.Link is { } link) Write(new Line().Add($"{Detail}see {link}", Printer.Dim));
        }
    }

    void Print(Future future)
    {
        Heading("its future");
        Write(new Line().Add(future.Scratch ? $"    needs {Amounts.Of(future)} without its callees" : $"    has no scratch body: {future.Reason}"));
        if (future.ContextsChangedBy is { } changes) Write(new Line().Add($"    always gives its caller's contexts back: {MethodName.Parse(changes).Short} may change them"));
        if (future.Entry) Write(new Line().Add("    other woven assemblies call it by its entry, where they call it without dispatch"));
        foreach (var suspension in future.Suspensions)
        {
            Write(new Line().Add($"    while it awaits {MethodName.Parse(suspension.Callee).Short}{(suspension.Line > 0 ? $", line {suspension.Line}" : "")}: {Amounts.Of(suspension)}"));
            foreach (var field in suspension.Fields.OrderBy(field => field.Place == "word").ThenBy(field => field.Index))
                Write(new Line().Add($"      {Of(field),-16}", Printer.Dim).Add($"{field.Name}{(field.Type is null ? "" : $": {MethodName.WithoutNamespaces(field.Type)}")}").Add(field.Kind == field.Name ? "" : $"  {field.Kind}", Printer.Dim));
        }
    }

    /// <summary>What the JIT decides has a slot set aside, and takes words where it holds no reference.</summary>
    static string Of(FrameField field) => field.Place == "runtime" ? $"slot {field.Index} or words" : $"{field.Place} {field.Index}";

    void Print(CalledMethod called)
    {
        Heading("a scratch call of it");
        Write(new Line().Add($"    {called.Kind} call, needs {Amounts.Of(called)}{(called.Budget > 0 ? $"; the budget is {called.Budget} bytes" : "")}{(called.Reserve > 0 ? $", {called.Reserve} of it in reserve" : "")}"));
        if (called.Open) Write(new Line().Add("    classes that the analysis cannot see may implement it"));
        foreach (var implementer in called.Implementers)
        {
            string own = implementer.OwnBytes > 0 ? $" (its own future {implementer.OwnBytes})" : "";
            Write(new Line().Add(implementer.Largest ? "    > " : "      ", Printer.Bold).Add($"{implementer.Name}").Add($"  {implementer.Kind}, {implementer.Bytes} bytes{own}{(implementer.Largest ? ", the largest" : "")}", Printer.Dim));
        }
        if (called.Recursion is { } recursion) Write(new Line().Add($"    {(recursion.Nested ? "nesting of objects" : "recursion")}, unrolled {Amounts.Count(recursion.Levels, "level")} deep: {string.Join(" > ", recursion.Cycle.Select(name => MethodName.Parse(name).Short))}{(recursion.Length > recursion.Cycle.Count ? $" > … ({recursion.Length} methods)" : "")}"));
    }

    /// <summary>An adapter that the method makes with all its calls, and of others what they do for calls of the method.</summary>
    void Print(IReadOnlyList<Adapter> adapters, string name)
    {
        if (adapters.Count > 0) Heading("adapters, for callers that are not woven");
        foreach (var adapter in adapters)
        {
            Write(new Line().Add($"    {adapter.Strategy,-10}", Printer.Bold).Add($"  {adapter.Interface}: {adapter.Room}").Add($"  {(adapter.Maker is null ? "[assembly: Adapts]" : Amounts.Where(adapter.File, adapter.Line))}", Printer.Dim));
            foreach (var call in adapter.Calls.Where(call => adapter.Maker == name || call.Name == name))
                Write(new Line().Add($"{Detail}{MethodName.Parse(call.Name).Short}: {(call.Reason is null ? $"in the adapter, {Amounts.Of(call)}" : $"an ordinary call, since {call.Reason}")}"));
        }
    }

    void PrintCallers(IReadOnlyList<Place> callers)
    {
        if (callers.Count == 0) return;
        Heading("called by");
        foreach (var place in callers)
            Write(new Line().Add("    ").Add($"{Printer.Word(place.Decision),-8}", Printer.StyleOf(place.Decision)).Add($"  {place.Caller}").Add($"  {Amounts.Where(place.File, place.Line)}", Printer.Dim));
    }

    void Heading(string text) => Write(new Line().Add("  " + text, Printer.Bold));

    void Write(Line line) => line.WriteTo(console);
}
