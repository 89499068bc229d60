using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Diagnostics.Runtime;

namespace Unboxed.Cli.Dump.Targets;

/// <summary>Attaches to a process, which stands still meanwhile.</summary>
static class LiveProcess
{
    internal static DataTarget Attach(int process)
    {
        string name = process.ToString(CultureInfo.InvariantCulture);
        if (process == Environment.ProcessId) throw new BadInputException(name, "it is this program itself", "Give the number of another process");
        if (!Exists(process)) throw new BadInputException(name, "there is no process of that number, and no file of that name", "Give the number of a running process, or the path of a dump");
        try
        {
            return DataTarget.AttachToProcess(process, suspend: true);
        }
        // What the system says to a debugger that may not attach comes in several forms.
        catch (Exception refusal) when (refusal is ClrDiagnosticsException or InvalidOperationException or ArgumentException or IOException or UnauthorizedAccessException or Win32Exception or PlatformNotSupportedException)
        {
            throw new BadInputException(name, $"it cannot be attached to ({FileProblem.Text(refusal)})",
                "Run as the same user or as root, allow ptrace (kernel.yama.ptrace_scope, CAP_SYS_PTRACE in a container), detach other debuggers, or give a dump of it");
        }
    }

    static bool Exists(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
        // Windows says so of the system's own processes, which are there.
        catch (Win32Exception)
        {
            return true;
        }
    }
}
