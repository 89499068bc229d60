using System.CommandLine;
using System.Text;

namespace Unboxed.Cli.Applications;

/// <summary>Tells what has been done to an application, as loudly as the user wants.</summary>
static class ApplicationPrinter
{
    /// <summary>As builds have it.</summary>
    internal static Option<Verbosity> VerbosityOption()
    {
        var option = new Option<Verbosity>("--verbosity", "-v")
        {
            Description = "quiet (defects alone), minimal (a summary), normal (and what stays as it is, with the reason), detailed (and each assembly); or the first letter.",
            DefaultValueFactory = _ => Verbosity.Normal,
            CustomParser = result => Parse(result.Tokens[0].Value) is { } level ? level : Fail(result),
        };
        option.CompletionSources.Add([.. Enum.GetNames<Verbosity>().Select(name => name.ToLowerInvariant())]);
        return option;
    }

    static Verbosity Fail(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError($"'{result.Tokens[0].Value}' is no verbosity: give quiet, minimal, normal or detailed.");
        return default;
    }

    static Verbosity? Parse(string text) => Enum.GetValues<Verbosity>().Cast<Verbosity?>().FirstOrDefault(level => Same($"{level}", text) || Same($"{level}"[..1], text));

    static bool Same(string name, string text) => name.Equals(text, StringComparison.OrdinalIgnoreCase);

    internal static IEnumerable<string> Lines(ApplicationResult result, Verbosity verbosity)
    {
        foreach (var (assembly, outcome) in result.Assemblies)
        {
            if (Line(assembly, outcome) is var (line, from) && verbosity >= from) yield return line;
        }
        if (verbosity >= Verbosity.Normal)
        {
            foreach (string note in result.Notes) yield return "note: " + note;
        }
        if (verbosity >= Verbosity.Minimal) yield return Summary(result);
    }

    static (string Line, Verbosity From) Line(ShippedAssembly assembly, WeaveOutcome outcome) => outcome.Kind switch
    {
        WeaveOutcomeKind.Woven => ($"{assembly.Name}: {outcome.Text}", Verbosity.Detailed),
        WeaveOutcomeKind.Nothing => ($"{assembly.Name}: {outcome.Text}", Verbosity.Detailed),
        WeaveOutcomeKind.Left => ($"{assembly.Name} stays as it is: {outcome.Text.TrimEnd('.')}.", Verbosity.Normal),
        _ => ($"warning: {assembly.Name} stays as it is, because of a defect of unboxed: {outcome.Text.TrimEnd('.')}. Report it at {Guard.IssueTracker}.", Verbosity.Quiet),
    };

    internal static string Summary(ApplicationResult result)
    {
        var text = new StringBuilder();
        text.Append(Count(result.Count(WeaveOutcomeKind.Woven))).Append(" woven");
        int nothing = result.Count(WeaveOutcomeKind.Nothing), left = result.Count(WeaveOutcomeKind.Left) + result.Count(WeaveOutcomeKind.Defect);
        if (nothing > 0) text.Append(", ").Append(nothing).Append(" with nothing to weave");
        if (left > 0) text.Append(", ").Append(left).Append(left == 1 ? " stays as it is" : " stay as they are");
        return text.ToString();
    }

    static string Count(int assemblies) => assemblies == 1 ? "1 assembly" : $"{assemblies} assemblies";
}

/// <summary>How much is told.</summary>
enum Verbosity
{
    /// <summary>Defects alone.</summary>
    Quiet,

    /// <summary>And a summary.</summary>
    Minimal,

    /// <summary>And what stays as it is.</summary>
    Normal,

    /// <summary>And each assembly.</summary>
    Detailed,
}
