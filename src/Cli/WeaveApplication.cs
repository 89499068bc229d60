using System.CommandLine;
using Unboxed.Cli.Applications;
using Unboxed.Cli.Terminal;

namespace Unboxed.Cli;

/// <summary><c>unboxed weave --app</c>: a published application, with all that it ships.</summary>
static class WeaveApplication
{
    internal static Option<string> App() => new("--app")
    {
        Description = "In the place of an input: the folder of a published application, or its .deps.json. All assemblies that it ships are woven, into a copy of the folder; those that cannot be stay as they are.",
    };

    internal static Option<string[]> Include() => new("--include") { Description = "With --app: the simple name of an assembly that is woven, with * for any letters; may be given several times. Without it, all are." };

    internal static Option<string[]> Exclude() => new("--exclude") { Description = "With --app: the same, of assemblies that stay as they are, whatever is included." };

    /// <param name="app">The application.</param>
    /// <param name="folder">Where it is written.</param>
    /// <param name="references">Folders with assemblies that it does not ship.</param>
    /// <param name="filter">What is woven.</param>
    /// <param name="verbosity">How much is told.</param>
    /// <param name="isJson">Whether it is told to a program.</param>
    /// <param name="output">Where it is told.</param>
    internal static int Run(string app, string folder, IReadOnlyList<string> references, AssemblyFilter filter, Verbosity verbosity, bool isJson, TextWriter output)
    {
        FilePath.CheckText(app, "--app");
        FilePath.CheckText(folder, "--output");
        var application = ApplicationFolder.Open(app);
        (int done, int all) = (0, 0);
        var result = Progress.While(
            () => all == 0 ? $"reading {app}" : $"weaving {app}: {done} of {all} assemblies",
            () => application.WeaveInto(folder, references, filter, (now, of) => (done, all) = (Math.Max(done, now), of)));
        if (isJson)
        {
            JsonOutput.Write(output, result.ToOutput(file => file));
            return ExitCodes.Success;
        }
        foreach (string line in ApplicationPrinter.Lines(result, verbosity)) output.WriteLine(line);
        return ExitCodes.Success;
    }
}
