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
        var input = new Argument<string?>("input") { Description = "A report (Unboxed.report.json), a woven assembly with its report, an assembly to plan the weaving of, or the folder or .deps.json of a woven application.", Arity = ArgumentArity.ZeroOrOne };
        var only = new Option<Decision[]>("--only")
        {
            Description = "Prints the places of these decisions alone: scratch, escapes, boxed, ordinary; several with commas between them, or with the option given several times.",
            CustomParser = ParseDecisions,
            HelpName = "decision",
        };
        only.CompletionSources.Add([.. Enum.GetValues<Decision>().Select(Printer.Word)]);
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
        var json = JsonOutput.Option();
        var source = InputOptions.Source();
        var references = InputOptions.References();
        var mark = InputOptions.Mark("Does as if an assembly that is not woven carried [assembly: Unboxed.ScratchSpace].");
        var command = new Command("report", "Shows what the weaver has decided about every await.") { input, only, diff, html, sourceLink, json, source, references, mark };
        command.Validators.Add(result =>
        {
            bool isDiff = result.GetResult(diff) is not null;
            if ((result.GetValue(input) is null) != isDiff) result.AddError(isDiff ? "--diff takes both reports: give no other input." : "Give a report or an assembly, or two with --diff.");
            if (isDiff && result.GetResult(only) is not null) result.AddError("--only and --diff do not go together.");
            if (isDiff && result.GetResult(html) is not null) result.AddError("--html and --diff do not go together.");
            if (result.GetResult(html) is not null && result.GetValue(json)) result.AddError("--html and --json do not go together.");
            if (result.GetResult(html) is null && result.GetResult(sourceLink) is not null) result.AddError("--source-link is about the links of a page: give --html as well.");
        });
        command.SetAction(parsed => Guard.Run(parsed, () => Run(
            new(parsed.GetValue(input), parsed.GetValue(diff) ?? [], new(parsed.GetValue(references) ?? [], parsed.GetValue(mark)), parsed.GetValue(only) ?? [],
                parsed.GetValue(html), parsed.GetValue(sourceLink), parsed.GetValue(source), parsed.GetValue(json)),
            parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error)));
        return command;
    }

    static int Run(ReportRequest request, TextWriter output, TextWriter error) =>
        request.Diff is [var before, var after] ? Compare(request, before, after, output, error) : Print(request, output, error);

    static int Print(ReportRequest request, TextWriter output, TextWriter error)
    {
        if (request.Html is { } target) OutputTargets.CheckPage(target, request.Input!);
        var report = Read(request, request.Input!, output, error);
        if (request.Json)
        {
            JsonOutput.Write(output, Only(report, request.Only));
            return ExitCodes.Success;
        }
        var places = Place.Of(report);
        if (request.Html is { } page) WritePage(request, page, report, places);
        if (report.Assemblies is { } assemblies && request.Html is null && request.Only.Count == 0) new AssembliesPrinter(Printer.For(output), report, places).Print(assemblies);
        if ((request.Html is null && report.Assemblies is null) || request.Only.Count > 0) new ReportPrinter(Printer.For(output), report, places).Print(request.Only);
        else new SummaryPrinter(Printer.For(output), report, places).Print();
        return ExitCodes.Success;
    }

    static Report Only(Report report, IReadOnlyList<Decision> decisions) => decisions.Count == 0 ? report : report with
    {
        AwaitSites = [.. report.AwaitSites.Where(site => decisions.Contains(site.Decision))],
        Calls = decisions.Contains(Decision.Escapes) ? report.Calls : [],
    };

    static void WritePage(ReportRequest request, string page, Report report, IReadOnlyList<Place> places)
    {
        var links = new SourceLinks(request.SourceLink, request.Source ?? SourceFolder.Of(request.Input!), page);
        OutputFile.WriteAll([new(page, HtmlPage.Of(PageData.Of(report, places, links)))]);
    }

    static int Compare(ReportRequest request, string before, string after, TextWriter output, TextWriter error)
    {
        var (old, current) = (Read(request, before, output, error), Read(request, after, output, error));
        if (old.Assembly != current.Assembly) NotesOf(request, output, error).WriteLine($"note: these are reports of two assemblies, {old.Assembly} and {current.Assembly}.");
        var diff = ReportDiff.Of(old, current);
        if (request.Json) JsonOutput.Write(output, diff);
        else new DiffPrinter(Printer.For(output), diff).Print();
        return diff.NewCount == 0 ? ExitCodes.Success : ExitCodes.NewAllocations;
    }

    static Report Read(ReportRequest request, string file, TextWriter output, TextWriter error)
    {
        var notes = new List<string>();
        var report = Progress.While($"reading {Path.GetFileName(file)}", () => request.From.Read(file, notes));
        foreach (string note in notes) NotesOf(request, output, error).WriteLine("note: " + note);
        return report;
    }

    static TextWriter NotesOf(ReportRequest request, TextWriter output, TextWriter error) => request.Json ? error : output;

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
