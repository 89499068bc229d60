using System.Runtime;
using Benchmarks.Workloads;

namespace Benchmarks.Quick;

/// <summary>All workloads with all variants in well under a minute, one row per figure.</summary>
/// <remarks>
/// Everything is warmed up first, in short runs with pauses, because the compiler of the upper tier works in the background
/// and only while nothing new is being called. Then the variants of a workload take turns, round after round, and the
/// median of the rounds counts: what else the machine does falls on all of them alike. The rounds are spread over several
/// passes through the workloads, so that a busy second spoils no figure.
/// </remarks>
static class QuickRun
{
    const int WarmUpsAtLeast = 6, WarmUpsAtMost = 14, Passes = 3, RoundsPerPass = 7;

    // What is still compiled then is rare paths: races, growing tables.
    const int SettledMethods = 4;
    static readonly TimeSpan WarmUpTime = TimeSpan.FromMilliseconds(12), WarmUpPause = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan RoundTime = TimeSpan.FromMilliseconds(10);

    public static void Run(TextWriter output)
    {
        var workloads = Workload.All.Select(w => (w.Name, Measurements: Workloads.Variants.Names.Select(v => new Measurement(w, v)).ToArray())).ToArray();
        Measurement[] all = [.. workloads.SelectMany(w => w.Measurements)];
        WarmUp(all);
        foreach (var measurement in all) measurement.Calibrate(RoundTime);
        for (int pass = 0; pass < Passes; pass++)
            foreach (var (_, measurements) in workloads) TakeTurns(measurements);

        var table = new QuickTable(output);
        foreach (var (name, measurements) in workloads)
            table.Print(name, measurements.ToDictionary(m => m.Variant, m => m.Result()));
        table.PrintMean("ordinary", Workload.OrdinarySuspended.Name, Workload.OrdinarySync.Name);
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
    static void TakeTurns(Measurement[] measurements)
    {
        for (int round = 0; round < RoundsPerPass; round++)
            for (int i = 0; i < measurements.Length; i++)
                measurements[(round + i) % measurements.Length].Round();
    }
}
