using System.Diagnostics;
using System.Text;

namespace Unboxed.Testing;

/// <summary>How a process ended, and what it wrote.</summary>
sealed record ChildProcess(int ExitCode, string Output, string Error)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="TimeoutException">It does not end; the message has what it wrote.</exception>
    internal static ChildProcess Run(string program, IEnumerable<string> arguments, params IEnumerable<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        using var process = Process.Start(start)!;
        var (output, error) = (new StringBuilder(), new StringBuilder());
        process.OutputDataReceived += (_, e) => Add(output, e.Data);
        process.ErrorDataReceived += (_, e) => Add(error, e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', start.ArgumentList)} does not end:\n{output}{error}");
        }
        // Until all output has been read.
        process.WaitForExit();
        return new(process.ExitCode, output.ToString(), error.ToString());

        static void Add(StringBuilder text, string? line)
        {
            lock (text)
                if (line is not null) text.AppendLine(line);
        }
    }
}
