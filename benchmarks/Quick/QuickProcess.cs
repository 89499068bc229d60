using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Benchmarks.Quick;

/// <summary>
/// A workload has a process of its own on each runtime, which runs the variants, so that they can take turns; where bytes alone count, all share one. The runtime-async
/// variant cannot be loaded unless the runtime was started with an environment variable.
/// </summary>
static class QuickProcess
{
    public const string RuntimeAsyncVariable = "DOTNET_RuntimeAsync", RuntimeAsyncValue = "1", Command = "quick-workload", BytesCommand = "quick-bytes";

    const string NextRuntime = "11.0.0";

    // Whose pack eng/with-runtime.sh fetches.
    static bool HasNextRuntime => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Runs what is asked for on .NET 10, and on .NET 11 where it is to be had.</summary>
    /// <returns>The exit code of the first process that failed, or 0.</returns>
    public static int Run(QuickOptions options) => options.IsBytes
        ? OnEachRuntime([BytesCommand, .. options.Workloads.Select(w => w.Name)])
        : options.Workloads.Select(w => OnEachRuntime([Command, w.Name, options.Rounds.ToString(CultureInfo.InvariantCulture)])).FirstOrDefault(code => code != 0);

    static int OnEachRuntime(string[] arguments)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this process is not known.");
        string assembly = typeof(QuickProcess).Assembly.Location;
        int code = Run(Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, assembly, .. arguments] : [program, .. arguments]);
        return code != 0 || !HasNextRuntime ? code : Run(["bash", WithRuntime, NextRuntime, "dotnet", assembly, .. arguments]);
    }

    static string WithRuntime =>
        typeof(QuickProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == nameof(WithRuntime)).Value!;

    static int Run(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false };
        start.Environment[RuntimeAsyncVariable] = RuntimeAsyncValue;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start.");
        process.WaitForExit();
        return process.ExitCode;
    }
}
