using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Unboxed.Cli.Tests.Support;

namespace Unboxed.Cli.Tests.Dumps;

/// <summary>tests/DumpTarget in a process of its own, which waits, and a dump of it.</summary>
public sealed class WaitingProcess : IDisposable
{
    readonly Folder folder = new();
    readonly Process process;

    public WaitingProcess()
    {
        process = Start(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", [Named("DumpTarget")]);
        string? said = process.StandardOutput.ReadLine();
        if (said != "pending") throw new InvalidOperationException($"The program said '{said}': {process.StandardError.ReadToEnd()}");
        Core = folder["core"];
        WhyNoDump = Dump("--full", Core);
    }

    internal string Id => process.Id.ToString(CultureInfo.InvariantCulture);

    /// <summary>The path of its dump.</summary>
    internal string Core { get; }

    /// <summary>Why there is none; null where there is.</summary>
    internal string? WhyNoDump { get; }

    /// <summary>What was built beside this project.</summary>
    internal static string Named(string name) =>
        Path.GetFullPath(typeof(WaitingProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == name).Value!);

    static Process Start(string file, IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;

    /// <summary>With the program that comes with the runtime.</summary>
    /// <param name="kind">Its option for what the dump contains.</param>
    /// <param name="file">Where it goes.</param>
    /// <returns>Why there is none; null where there is.</returns>
    internal string? Dump(string kind, string file)
    {
        string program = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), OperatingSystem.IsWindows() ? "createdump.exe" : "createdump");
        if (!File.Exists(program)) return $"there is no {program}";
        using var dump = Start(program, [kind, "-f", file, Id]);
        var errors = dump.StandardError.ReadToEndAsync();
        string said = dump.StandardOutput.ReadToEnd();
        dump.WaitForExit();
        return dump.ExitCode == 0 && File.Exists(file) ? null : $"{program} may not: {said} {errors.Result}";
    }

    public void Dispose()
    {
        // It ends with its input.
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(10))) process.Kill();
        process.Dispose();
        folder.Dispose();
    }
}
