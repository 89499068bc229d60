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

    internal static Outcome Weave(string input, string output, params string[] more) => Run(["weave", input, "-o", output, .. more]);
}

/// <summary>What a run has said.</summary>
sealed record Outcome(int Code, string Output, string Error);
