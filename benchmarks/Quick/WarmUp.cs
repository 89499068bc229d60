using System.Runtime;

namespace Benchmarks.Quick;

/// <summary>Short runs with pauses, because the compiler of the upper tier works in the background and only while nothing new is being called.</summary>
static class WarmUp
{
    const int PassesAtLeast = 10, PassesAtMost = 14;

    // What is still compiled then is rare paths: races, growing tables.
    const int SettledMethods = 4;
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(120);

    /// <param name="time">How long each runs before each pause.</param>
    public static void Run(IReadOnlyList<Measurement> all, TimeSpan time)
    {
        long compiled = 0, before;
        int passes = 0;
        do
        {
            before = compiled;
            foreach (var measurement in all) measurement.WarmUp(time);
            Thread.Sleep(Pause);
            compiled = JitInfo.GetCompiledMethodCount();
        }
        while (++passes < PassesAtLeast || (compiled - before > SettledMethods && passes < PassesAtMost));
    }

    /// <summary>With one thread, what is queued to complete an await is completed after the await has been registered, and all work has one clock.</summary>
    public static void RestrictToOneWorker()
    {
        if (!ThreadPool.SetMinThreads(1, 1) || !ThreadPool.SetMaxThreads(1, 1)) throw new InvalidOperationException("The thread pool cannot be restricted to one thread.");
    }
}
