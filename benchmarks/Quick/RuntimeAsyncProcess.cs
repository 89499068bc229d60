using System.Diagnostics;

namespace Benchmarks.Quick;

/// <summary>
/// The runtime-async variant cannot be loaded unless the runtime was started with an environment variable. One process
/// with that variable runs all variants, so that they can take turns.
/// </summary>
static class RuntimeAsyncProcess
{
    public const string Variable = "DOTNET_RuntimeAsync", Value = "1";

    public static bool IsCurrent => Environment.GetEnvironmentVariable(Variable) == Value;

    /// <summary>Starts this program once more, and waits for it.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(params ReadOnlySpan<string> arguments)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this process is not known.");
        var start = new ProcessStartInfo(program) { UseShellExecute = false };
        start.Environment[Variable] = Value;
        if (Path.GetFileNameWithoutExtension(program) == "dotnet") start.ArgumentList.Add(typeof(RuntimeAsyncProcess).Assembly.Location);
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        process.WaitForExit();
        return process.ExitCode;
    }
}
