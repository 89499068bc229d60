using System.Runtime.InteropServices;

namespace ByHand.Measuring;

/// <summary>The processor time of the current thread: other work on the machine does not count.</summary>
static class Clock
{
    const int ThreadProcessorTime = 3;

    struct Time
    {
        internal long Seconds, Nanoseconds;
    }

    [DllImport("libc", SetLastError = true)]
    static extern int clock_gettime(int clock, out Time time);

    internal static double Nanoseconds => clock_gettime(ThreadProcessorTime, out var time) == 0 ? time.Seconds * 1e9 + time.Nanoseconds : throw new InvalidOperationException("No processor time of threads.");
}
