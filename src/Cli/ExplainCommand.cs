using System.CommandLine;
using Unboxed.Cli.Reports;
using Unboxed.Cli.Terminal;

namespace Unboxed.Cli;

/// <summary><c>unboxed explain</c>: everything that a report says of a method.</summary>
static class ExplainCommand
{
    internal static Command Create()
    {
        var input = new Argument<string>("input") { Description = "A report (Unboxed.report.json), a woven assembly with its report, an assembly to plan the weaving of, or the folder or .deps.json of a woven application." };
        var method = new Argument<string>("method") { Description = "The method: Namespace.Type.Method, the end of that, or with its parameters as the report has them. All overloads are shown." };
        var references = InputOptions.References();
        var mark = InputOptions.Mark("Does as if an assembly that is not woven carried [assembly: Unboxed.ScratchSpace].");
        var source = InputOptions.Source();
        var json = JsonOutput.Option();
        var command = new Command("explain", "Explains each await of a method: what was decided, why, and what it needs.") { input, method, references, mark, source, json };
        command.SetAction(parsed => Guard.Run(parsed, () => Run(
            parsed.GetRequiredValue(input), parsed.GetRequiredValue(method), new(parsed.GetValue(references) ?? [], parsed.GetValue(mark)), parsed.GetValue(source),
            parsed.GetValue(json), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error)));
        return command;
    }

    static int Run(string input, string method, ReportSource from, string? source, bool isJson, TextWriter output, TextWriter error)
    {
        var notes = new List<string>();
        var report = Progress.While($"reading {Path.GetFileName(input)}", () => from.Read(input, notes));
        foreach (string note in notes) (isJson ? error : output).WriteLine("note: " + note);
        var names = MethodStory.Names(report);
        var found = MethodQuery.Find(names, method);
        if (found.Count == 0) throw NotFound(input, method, names);

        var places = Place.Of(report);
        var stories = found.Order(StringComparer.Ordinal).Select(name => MethodStory.Of(report, places, name)).ToList();
        if (isJson)
        {
            JsonOutput.Write(output, stories);
            return ExitCodes.Success;
        }
        var printer = new ExplainPrinter(Printer.For(output), new(source ?? SourceFolder.Of(input)));
        foreach (var story in stories) printer.Print(story);
        return ExitCodes.Success;
    }

    static BadInputException NotFound(string input, string method, IReadOnlyCollection<string> names)
    {
        var suggestions = MethodQuery.Suggest(names, method);
        string remedy = suggestions.Count == 0
            ? "Give a method that awaits or is awaited; 'unboxed report' lists them"
            : $"Perhaps it is {string.Join(", or ", suggestions)}";
        return new(input, $"it has no async method, and no awaited one, of the name {method}", remedy);
    }
}
