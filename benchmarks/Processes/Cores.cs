using System.Diagnostics;
using System.Numerics;

namespace Benchmarks.Processes;

/// <summary>
/// The cores on which processes run. One begins where the thread is that starts it, and so do all of its threads; to move a process that runs, on Linux, moves one of its threads alone.
/// Elsewhere than on Linux and Windows processes run anywhere.
/// </summary>
static class Cores
{
    /// <summary>Two of those that this process may use, as masks, or twice the only one.</summary>
    public static (nint First, nint Second) Two()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows()) return default;
        using var process = Process.GetCurrentProcess();
        nint all = process.ProcessorAffinity, first = (nint)1 << BitOperations.TrailingZeroCount(all), others = all & ~first;
        return (first, others == 0 ? first : (nint)1 << BitOperations.TrailingZeroCount(others));
    }

    /// <summary>Where what this, the main thread, starts from now on will run.</summary>
    public static void Of(nint mask)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows()) return;
        using var process = Process.GetCurrentProcess();
        process.ProcessorAffinity = mask;
    }
}
