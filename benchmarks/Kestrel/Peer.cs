using System.Diagnostics;

namespace Benchmarks.Kestrel;

/// <summary>This program in another process, on a core of its own; it is asked by a line, and answers by one.</summary>
sealed class Peer : IDisposable
{
    readonly Process process;

    /// <param name="core">The mask of the core.</param>
    /// <param name="role">The arguments.</param>
    public Peer(nint core, params string[] role)
    {
        Cores.Of(core);
        process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, role) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    public string Ask(string question)
    {
        process.StandardInput.WriteLine(question);
        return Read();
    }

    public string Read() => process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The other process has ended.");

    /// <summary>Ends the process: there is nothing more to read for it.</summary>
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
