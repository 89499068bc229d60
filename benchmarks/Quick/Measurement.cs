using System.Diagnostics;
using Benchmarks.Statistics;
using Benchmarks.Workloads;

namespace Benchmarks.Quick;

/// <summary>One workload with one variant.</summary>
sealed class Measurement(ITimedWorkload workload, string variant)
{
    // Short, so that a warm-up makes the many calls that tiered compilation counts.
    const int LeastOperations = 256;

    const int Counts = 3;

    readonly Action<int> run = workload.Prepare(variant);
    readonly int warmUpOperations = (LeastOperations + workload.Multiple - 1) / workload.Multiple * workload.Multiple;
    readonly List<double> nanoseconds = [];
    int operations;

    public string Variant => variant;

    public void WarmUp(TimeSpan time)
    {
        long start = Stopwatch.GetTimestamp();
        do run(warmUpOperations);
        while (Stopwatch.GetElapsedTime(start) < time);
    }

    /// <summary>Finds how many operations fill the time.</summary>
    public void Calibrate(TimeSpan time)
    {
        TimeSpan taken;
        operations = warmUpOperations;
        while ((taken = Time()) < time / 4) operations *= 2;
        operations = Math.Max(warmUpOperations, (int)(operations * (time / taken)) / warmUpOperations * warmUpOperations);
    }

    public void Round() => nanoseconds.Add(Time().TotalNanoseconds / operations);

    /// <summary>To be called after the last round.</summary>
    public Figure Result() => new(nanoseconds, Enumerable.Range(0, Counts).Select(_ => Bytes()).Median());

    TimeSpan Time()
    {
        var start = workload.Clock.Read();
        run(operations);
        return workload.Clock.Read() - start;
    }

    // What one operation more costs: whatever a run allocates once, the root's box among it, cancels out.
    double Bytes() => (Allocated(2 * operations) - Allocated(operations)) / (double)operations;

    long Allocated(int count)
    {
        long before = Allocated();
        run(count);
        return Allocated() - before;
    }

    long Allocated() => workload.Clock == Clock.Thread ? GC.GetAllocatedBytesForCurrentThread() : GC.GetTotalAllocatedBytes(precise: true);
}
