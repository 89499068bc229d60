using System.Diagnostics;
using System.Text;

namespace Unboxed.Fuzzing.Tests;

/// <summary>What a process has left.</summary>
sealed record ChildProcess(int ExitCode, IReadOnlyList<string> Lines)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public string Text => string.Join('\n', Lines);

    /// <summary>Runs an assembly that lies beside the tests.</summary>
    public static ChildProcess Run(string assembly, params string[] arguments)
    {
        // Not `Environment.ProcessPath`: the tests may run in a host of another kind.
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        using var process = Process.Start(start)!;
        var lines = new List<string>();
        process.OutputDataReceived += (_, e) => Add(e.Data);
        process.ErrorDataReceived += (_, e) => Add(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            throw new TimeoutException($"{assembly} {string.Join(' ', arguments)} does not end:\n{string.Join('\n', lines)}");
        }
        // Until all output has been read.
        process.WaitForExit();
        return new(process.ExitCode, lines);

        void Add(string? line)
        {
            lock (lines)
                if (line is not null) lines.Add(line);
        }
    }
}
