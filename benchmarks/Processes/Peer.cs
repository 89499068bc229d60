using System.Diagnostics;

namespace Benchmarks.Processes;

/// <summary>A program in another process, on a core of its own; it is asked by a line, and answers by one or more. The end of its input ends it, and comes also where this process has died.</summary>
sealed class Peer : IDisposable
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(10);

    readonly Process process;

    /// <summary>Starts this program once more.</summary>
    /// <param name="core">The mask of the core.</param>
    /// <param name="role">The arguments.</param>
    public Peer(nint core, params string[] role) : this(core, Environment.ProcessPath!, role) { }

    /// <summary>Starts a program.</summary>
    /// <param name="core">The mask of the core.</param>
    /// <param name="program">Its file.</param>
    /// <param name="arguments">The arguments.</param>
    public Peer(nint core, string program, string[] arguments)
    {
        Cores.Of(core);
        process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    public string Ask(string question)
    {
        Tell(question);
        return Read();
    }

    public void Tell(string line) => process.StandardInput.WriteLine(line);

    public string Read() => process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The other process, {process.StartInfo.FileName}, has ended.");

    /// <summary>Ends the process: there is nothing more to read for it. One that does not end by itself is killed.</summary>
    public void Dispose()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended before, and not read all that it was told.
        }
        if (!process.WaitForExit(patience))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
        process.Dispose();
    }
}
