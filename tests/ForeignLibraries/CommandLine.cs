using System.Diagnostics;
using System.Reflection;

namespace Unboxed.ForeignLibraries;

/// <summary>Runs <c>unboxed weave --app</c> as a user does: as a process of its own.</summary>
static class CommandLine
{
    static readonly string Program = Named("CommandLine");

    /// <summary>Weaves what this program ships, as that of an application of a user's.</summary>
    /// <param name="output">The folder that it is woven into.</param>
    /// <param name="only">The assemblies that are woven; none for all but its own.</param>
    internal static ProcessResult WeaveApplication(string output, IEnumerable<string> only) =>
        Run("dotnet", [Program, "weave", "--app", Path.Combine(AppContext.BaseDirectory, Name + ".deps.json"), "-o", output, "--exclude", Name, .. only.SelectMany(name => (string[])["--include", name])]);

    /// <summary>Runs this program, from its own folder or the copy of it with woven libraries, which it loads from there.</summary>
    internal static ProcessResult This(string folder, params IEnumerable<string> arguments) => Run("dotnet", [Path.Combine(folder, Name + ".dll"), .. arguments]);

    /// <summary>The name of this program.</summary>
    internal static string Name { get; } = typeof(CommandLine).Assembly.GetName().Name!;

    /// <summary>Runs a program to its end.</summary>
    internal static ProcessResult Run(string program, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.Result);
    }

    static string Named(string key) =>
        typeof(CommandLine).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}

/// <summary>How a process ended, and what it wrote.</summary>
sealed record ProcessResult(int ExitCode, string Output, string Error);
