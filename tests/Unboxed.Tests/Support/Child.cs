using System.Diagnostics;

namespace Unboxed.Tests.Support;

/// <summary>Code that ends its process, or needs one of its own: this program runs once more, with the name of the code.</summary>
static class Child
{
    internal const string Argument = "child";

    /// <returns>The exit code, and all that has been printed.</returns>
    internal static async Task<(int Code, string Output)> RunAsync(string name, params (string Variable, string Value)[] environment)
    {
        string path = Environment.ProcessPath!;
        bool isHost = Path.GetFileNameWithoutExtension(path) == "dotnet";
        var start = new ProcessStartInfo(path) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (isHost) start.ArgumentList.Add(typeof(Child).Assembly.Location);
        start.ArgumentList.Add(Argument);
        start.ArgumentList.Add(name);
        foreach (var (variable, value) in environment) start.Environment[variable] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        output += await error;
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    /// <summary>The process ends with this exception, which nobody can catch.</summary>
    internal static async Task AssertEndsWithAsync(string name, string message)
    {
        var (code, output) = await RunAsync(name);
        Assert.NotEqual(0, code);
        Assert.Contains("Unhandled exception", output, StringComparison.Ordinal);
        Assert.Contains(message, output, StringComparison.Ordinal);
        Assert.DoesNotContain(ProcessCode.Survived, output, StringComparison.Ordinal);
    }
}
