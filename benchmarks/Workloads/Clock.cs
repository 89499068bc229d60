using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Benchmarks.Workloads;

/// <summary>What time is measured by; elsewhere than on Linux always <see cref="Wall"/>.</summary>
public enum Clock
{
    /// <summary>The processor time of this thread, which does all the work: what else the machine does is not counted.</summary>
    Thread,

    /// <summary>The processor time of the thread pool's one thread, which does all the work.</summary>
    Worker,

    /// <summary>The time that passes, where several threads work at once.</summary>
    Wall,
}

static class Clocks
{
    // <time.h> of Linux.
    const int ThreadProcessorTime = 3;

    public static TimeSpan Read(this Clock clock) => clock switch
    {
        Clock.Thread when OperatingSystem.IsLinux() => OfThread(),
        Clock.Worker => OfWorker(),
        _ => Stopwatch.GetElapsedTime(0),
    };

    // Asked there: the time of the process lacks what its other threads have used since the last tick.
    static TimeSpan OfWorker()
    {
        var time = new TaskCompletionSource<TimeSpan>();
        ThreadPool.UnsafeQueueUserWorkItem(time => time.SetResult(Clock.Thread.Read()), time, preferLocal: false);
        return time.Task.GetAwaiter().GetResult();
    }

    static TimeSpan OfThread()
    {
        if (GetTime(ThreadProcessorTime, out var time) != 0) throw new InvalidOperationException("The processor time of the thread is not to be had.");
        return TimeSpan.FromSeconds((long)time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick);
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    static extern int GetTime(int clock, out Time time);

    struct Time
    {
        public nint Seconds, Nanoseconds;
    }
}
