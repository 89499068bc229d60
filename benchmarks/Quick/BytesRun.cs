using Benchmarks.Workloads;

namespace Benchmarks.Quick;

/// <summary>
/// What many workloads allocate, in this one process: the pauses of the warm-up are the same for all, and what is compiled for one is compiled for the others. Times are of one short run.
/// </summary>
static class BytesRun
{
    static readonly TimeSpan WarmUpTime = TimeSpan.FromMilliseconds(1), RoundTime = TimeSpan.FromMilliseconds(1);

    /// <summary>One row for each workload and each of its variants whose bytes count.</summary>
    public static void Run(IEnumerable<ITimedWorkload> workloads, TextWriter output)
    {
        WarmUp.RestrictToOneWorker();
        var measurements = workloads.ToDictionary(w => w.Name, w => w.BytesVariants.Select(v => new Measurement(w, v)).ToList());
        WarmUp.Run([.. measurements.Values.SelectMany(of => of)], WarmUpTime);
        foreach (var (name, of) in measurements)
        {
            foreach (var measurement in of)
            {
                measurement.Calibrate(RoundTime);
                measurement.Round();
            }
            new QuickTable(name, output).Print(of.ToDictionary(m => m.Variant, m => m.Result()), ratios: []);
        }
    }
}
