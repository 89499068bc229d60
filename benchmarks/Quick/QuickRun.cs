using System.Runtime;
using Benchmarks.Workloads;

namespace Benchmarks.Quick;

/// <summary>One workload with all variants, in this process.</summary>
/// <remarks>
/// Everything is warmed up first, in short runs with pauses, because the compiler of the upper tier works in the background
/// and only while nothing new is being called. Then the variants take turns, round after round: what else the machine does
/// falls on all of them alike, and the median of the ratios within the rounds counts.
/// </remarks>
static class QuickRun
{
    public const int DefaultRounds = 21;
    const int WarmUpsAtLeast = 10, WarmUpsAtMost = 14;

    // What is still compiled then is rare paths: races, growing tables.
    const int SettledMethods = 4;
    static readonly TimeSpan WarmUpTime = TimeSpan.FromMilliseconds(8), WarmUpPause = TimeSpan.FromMilliseconds(120);
    static readonly TimeSpan RoundTime = TimeSpan.FromMilliseconds(4);

    public static IReadOnlyList<IWorkload> All { get; } = [.. Workload.All, .. StrategyWorkload.All, .. MemoryWorkload.All];

    /// <summary>One row for each figure.</summary>
    public static void Run(IWorkload workload, int rounds, TextWriter output)
    {
        var table = new QuickTable(workload.Name, output);
        if (workload is not ITimedWorkload timed)
        {
            var memory = (MemoryWorkload)workload;
            table.Print(Variants.Names.ToDictionary(v => v, v => memory.Measure(Variants.Create(v))));
            return;
        }
        if (timed.Clock == Clock.Worker) RestrictToOneWorker();
        Measurement[] all = [.. timed.Variants.Select(v => new Measurement(timed, v))];
        WarmUp(all);
        foreach (var measurement in all) measurement.Calibrate(RoundTime);
        TakeTurns(all, rounds);
        table.Print(all.ToDictionary(m => m.Variant, m => m.Result()), timed.Ratios);
    }

    // With one thread, what is queued to complete an await is completed after the await has been registered, and all work has one clock.
    static void RestrictToOneWorker()
    {
        if (!ThreadPool.SetMinThreads(1, 1) || !ThreadPool.SetMaxThreads(1, 1)) throw new InvalidOperationException("The thread pool cannot be restricted to one thread.");
    }

    static void WarmUp(Measurement[] all)
    {
        long compiled = 0, before;
        int passes = 0;
        do
        {
            before = compiled;
            foreach (var measurement in all) measurement.WarmUp(WarmUpTime);
            Thread.Sleep(WarmUpPause);
            compiled = JitInfo.GetCompiledMethodCount();
        }
        while (++passes < WarmUpsAtLeast || (compiled - before > SettledMethods && passes < WarmUpsAtMost));
    }

    // Each round begins with another variant: none always runs after the same one.
    static void TakeTurns(Measurement[] measurements, int rounds)
    {
        for (int round = 0; round < rounds; round++)
            for (int i = 0; i < measurements.Length; i++)
                measurements[(round + i) % measurements.Length].Round();
    }
}
