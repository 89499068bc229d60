using Benchmarks.Workloads;

namespace Benchmarks.Quick;

/// <summary>One workload with all variants, in this process.</summary>
/// <remarks>
/// Everything is warmed up first. Then the variants take turns, round after round: what else the machine does
/// falls on all of them alike, and the median of the ratios within the rounds counts.
/// </remarks>
static class QuickRun
{
    public const int DefaultRounds = 21;
    static readonly TimeSpan WarmUpTime = TimeSpan.FromMilliseconds(8), RoundTime = TimeSpan.FromMilliseconds(4);

    public static IReadOnlyList<IWorkload> All { get; } = [.. Workload.All, .. StrategyWorkload.All, .. FloorWorkload.All, .. MemoryWorkload.All];

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
        if (timed.Clock == Clock.Worker) WarmUp.RestrictToOneWorker();
        Measurement[] all = [.. timed.Variants.Select(v => new Measurement(timed, v))];
        WarmUp.Run(all, WarmUpTime);
        foreach (var measurement in all) measurement.Calibrate(RoundTime);
        TakeTurns(all, rounds);
        table.Print(all.ToDictionary(m => m.Variant, m => m.Result()), timed.Ratios);
    }

    // Each round begins with another variant: none always runs after the same one.
    static void TakeTurns(Measurement[] measurements, int rounds)
    {
        for (int round = 0; round < rounds; round++)
            for (int i = 0; i < measurements.Length; i++)
                measurements[(round + i) % measurements.Length].Round();
    }
}
