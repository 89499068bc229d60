using System.Diagnostics;
using System.Reflection;

namespace Unboxed.ForeignLibraries;

/// <summary>Runs <c>unboxed weave</c> as a user does: as a process of its own.</summary>
static class CommandLine
{
    static readonly string Program = Named("CommandLine");

    internal static ProcessResult Weave(Library library, string output, string report) =>
        Run("dotnet", Program, "weave", library.Path, "-o", output, "-r", Library.Folder, "--mark", "--report", report);

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
