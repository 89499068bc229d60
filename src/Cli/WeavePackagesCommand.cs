using System.CommandLine;
using System.Runtime.Versioning;
using System.Text;
using Unboxed.Cli.Applications;
using Unboxed.Cli.Input;
using Unboxed.Cli.Output;

namespace Unboxed.Cli;

/// <summary>
/// <c>unboxed weave-packages</c>: what a build runs that weaves its packages (<c>Unboxed.Packages.targets</c>), and nobody types. Files come from a list, each with its place below <c>obj</c>, where they stay, so that
/// a build weaves anew only what has changed.
/// </summary>
static class WeavePackagesCommand
{
    internal static Command Create()
    {
        var list = new Argument<string>("list") { Description = "What is to be woven, and how." };
        var output = new Option<string>("--output", "-o") { Description = "Gets what has been woven, a line for each assembly.", Required = true };
        var references = InputOptions.References();
        var command = new Command("weave-packages", "Weaves the packages of a build.") { list, output, references };
        command.Hidden = true;
        command.SetAction(parsed => Guard.Run(parsed, () =>
        {
            var (project, request) = Read(parsed.GetRequiredValue(list), parsed.GetValue(references) ?? []);
            var result = ApplicationWeaver.Weave(request, (_, _) => { });
            foreach (string line in ApplicationPrinter.Lines(result, Verbosity.Normal)) parsed.InvocationConfiguration.Output.WriteLine($"{project}: {line}");
            Write(parsed.GetRequiredValue(output), Encoding.UTF8.GetBytes(string.Concat(Lines(result).Select(line => line + "\n"))));
            return ExitCodes.Success;
        }));
        return command;
    }

    /// <summary>A file that stays as it is keeps its time, so that nothing is compiled again.</summary>
    static void Write(string file, byte[] content)
    {
        if (!File.Exists(file) || !File.ReadAllBytes(file).AsSpan().SequenceEqual(content)) OutputFile.WriteAll([new(file, content)]);
    }

    /// <summary>The hash makes this file another one where a woven assembly is, so that what has been woven against it is woven again.</summary>
    static IEnumerable<string> Lines(ApplicationResult result) =>
        from row in result.Assemblies
        where row.Outcome.Kind == WeaveOutcomeKind.Woven
        select $"{row.Assembly.Path} {WeaveCache.KeyOf(row.Assembly)}";

    /// <summary>Four lines <c>project=</c>, <c>framework=</c>, <c>include=</c> and <c>exclude=</c>, and then one for each assembly: where it is, <c>|</c>, and where it is written to when it is woven.</summary>
    static (string Project, ApplicationRequest Request) Read(string list, IReadOnlyList<string> references)
    {
        string[] lines = Encoding.UTF8.GetString(InputFile.Read(list, "Build again")).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.Length < 4) throw NoList(list);
        var filter = new AssemblyFilter(Names(list, lines[2], "include"), Names(list, lines[3], "exclude"));
        return (Value(list, lines[0], "project"), new([.. lines.Skip(4).Select(line => Places(list, line))], FrameworkOf(list, Value(list, lines[1], "framework")), references, filter));
    }

    static (string Path, string Target) Places(string list, string line) => line.LastIndexOf('|') is var middle and > 0 ? (line[..middle], line[(middle + 1)..]) : throw NoList(list);

    static string Value(string list, string line, string name) => line.StartsWith(name + "=", StringComparison.Ordinal) ? line[(name.Length + 1)..] : throw NoList(list);

    static string[] Names(string list, string line, string name) => Value(list, line, name).Split(';', StringSplitOptions.RemoveEmptyEntries);

    static FrameworkName FrameworkOf(string list, string text)
    {
        try
        {
            return new(text);
        }
        catch (ArgumentException)
        {
            throw NoList(list);
        }
    }

    static BadInputException NoList(string list) => new(list, "it is not the list of a build's packages", "Delete it, and build again");
}
