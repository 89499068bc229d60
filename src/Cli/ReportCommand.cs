using System.CommandLine;
using System.CommandLine.Parsing;
using Unboxed.Cli.Html;
using Unboxed.Cli.Output;
using Unboxed.Cli.Reports;
using Unboxed.Cli.Terminal;
using Unboxed.Weaver.Plan;

namespace Unboxed.Cli;

/// <summary><c>unboxed report</c>: prints a report, compares two, or writes one as a page.</summary>
static class ReportCommand
{
    internal static Command Create()
    {
        var input = new Argument<string?>("input") { Description = "A report (Unboxed.report.json), a woven assembly with its report, or an assembly to plan the weaving of.", Arity = ArgumentArity.ZeroOrOne };
        var only = new Option<Decision[]>("--only")
        {
            Description = "Prints the places of these decisions alone: scratch, escapes, boxed, ordinary; several with commas between them, or with the option given several times.",
            CustomParser = ParseDecisions,
            HelpName = "decision",
        };
        var diff = new Option<string[]>("--diff")
        {
            Description = $"Compares two reports or assemblies, the older first, and prints what may allocate and did not. Ends with exit code {ExitCodes.NewAllocations} where there is any.",
            Arity = new(2, 2),
            AllowMultipleArgumentsPerToken = true,
            HelpName = "old> <new",
        };
        var html = new Option<string>("--html") { Description = "Writes the report as a page for a browser, in one file." };
        var sourceLink = new Option<string>("--source-link")
        {
            Description = "The form of the page's links to source files, with {path} or {file}, {line} and {column}: vscode://file/{path}:{line}. Without it, links are relative to the page.",
        };
        var source = InputOptions.Source();
        var references = InputOptions.References();
        var mark = InputOptions.Mark("Does as if an assembly that is not woven carried [assembly: Unboxed.ScratchSpace].");
        var command = new Command("report", "Shows what the weaver has decided about every await.") { input, only, diff, html, sourceLink, source, references, mark };
        command.Validators.Add(result =>
        {
            bool isDiff = result.GetResult(diff) is not null;
            if ((result.GetValue(input) is null) != isDiff) result.AddError(isDiff ? "--diff takes both reports: give no other input." : "Give a report or an assembly, or two with --diff.");
            if (isDiff && result.GetResult(only) is not null) result.AddError("--only and --diff do not go together.");
            if (isDiff && result.GetResult(html) is not null) result.AddError("--html and --diff do not go together.");
            if (result.GetResult(html) is null && result.GetResult(sourceLink) is not null) result.AddError("--source-link is about the links of a page: give --html as well.");
        });
        command.SetAction(parsed => Guard.Run(parsed, () => Run(
            new(parsed.GetValue(input), parsed.GetValue(diff) ?? [], new(parsed.GetValue(references) ?? [], parsed.GetValue(mark)), parsed.GetValue(only) ?? [],
                parsed.GetValue(html), parsed.GetValue(sourceLink), parsed.GetValue(source)),
            parsed.InvocationConfiguration.Output)));
        return command;
    }

    static int Run(ReportRequest request, TextWriter output) => request.Diff is [var before, var after] ? Compare(request.From, before, after, output) : Print(request, output);

    static int Print(ReportRequest request, TextWriter output)
    {
        if (request.Html is { } target) OutputTargets.CheckPage(target, request.Input!);
        var report = Read(request.From, request.Input!, output);
        var places = Place.Of(report);
        if (request.Html is { } page) WritePage(request, page, report, places);
        if (request.Html is null || request.Only.Count > 0) new ReportPrinter(Printer.For(output), report, places).Print(request.Only);
        else new SummaryPrinter(Printer.For(output), report, places).Print();
        return ExitCodes.Success;
    }

    static void WritePage(ReportRequest request, string page, Report report, IReadOnlyList<Place> places)
    {
        var links = new SourceLinks(request.SourceLink, request.Source ?? SourceFolder.Of(request.Input!), page);
        OutputFile.WriteAll([new(page, HtmlPage.Of(PageData.Of(report, places, links)))]);
    }

    static int Compare(ReportSource from, string before, string after, TextWriter output)
    {
        var (old, current) = (Read(from, before, output), Read(from, after, output));
        if (old.Assembly != current.Assembly) output.WriteLine($"note: these are reports of two assemblies, {old.Assembly} and {current.Assembly}.");
        var diff = ReportDiff.Of(old, current);
        new DiffPrinter(Printer.For(output), diff).Print();
        return diff.NewCount == 0 ? ExitCodes.Success : ExitCodes.NewAllocations;
    }

    static Report Read(ReportSource from, string file, TextWriter output)
    {
        var notes = new List<string>();
        var report = from.Read(file, notes);
        foreach (string note in notes) output.WriteLine("note: " + note);
        return report;
    }

    static Decision[]? ParseDecisions(ArgumentResult result)
    {
        var decisions = new List<Decision>();
        foreach (string word in result.Tokens.SelectMany(token => token.Value.Split(',')))
        {
            if (Enum.GetValues<Decision>().Where(decision => Printer.Word(decision) == word).ToList() is [var decision]) decisions.Add(decision);
            else result.AddError($"--only takes scratch, escapes, boxed and ordinary, and not '{word}'.");
        }
        return [.. decisions];
    }
}
