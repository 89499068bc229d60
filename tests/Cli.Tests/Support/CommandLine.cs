using System.Diagnostics;

namespace Unboxed.Cli.Tests.Support;

/// <summary>Runs the command line in this process.</summary>
static class CommandLine
{
    internal static Outcome Run(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        int code = Commands.Root().Parse(arguments).Invoke(new() { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>
    /// Runs it in a process of its own. One that has started another process waits for it as its parent, and takes from a debugger, which is to attach to that, what it waits for.
    /// </summary>
    internal static Outcome RunApart(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Commands).Assembly.Location, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.Result);
    }

    internal static Outcome Weave(string input, string output, params string[] more) => Run(["weave", input, "-o", output, .. more]);
}

/// <summary>What a run has said.</summary>
sealed record Outcome(int Code, string Output, string Error);
