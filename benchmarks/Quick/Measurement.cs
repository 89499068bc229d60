using System.Diagnostics;
using Benchmarks.Workloads;

namespace Benchmarks.Quick;

/// <summary>One workload with one variant.</summary>
sealed class Measurement(Workload workload, string variant)
{
    // Short, so that a warm-up makes the many calls that tiered compilation counts.
    const int WarmUpOperations = 256;

    // A multiple of the number of pending chains.
    const int CountedOperations = 16384;
    const int Counts = 5;

    readonly Action<int> run = workload.Prepare(Workloads.Variants.Create(variant));
    readonly List<double> nanoseconds = [];
    int operations = WarmUpOperations;

    public string Variant => variant;

    public void WarmUp(TimeSpan time)
    {
        long start = Stopwatch.GetTimestamp();
        do run(WarmUpOperations);
        while (Stopwatch.GetElapsedTime(start) < time);
    }

    /// <summary>Finds how many operations fill the time.</summary>
    public void Calibrate(TimeSpan time)
    {
        TimeSpan taken;
        while ((taken = Time()) < time / 4) operations *= 2;
        operations = Math.Max(WarmUpOperations, (int)(operations * (time / taken)));
        operations -= operations % WarmUpOperations;
    }

    public void Round() => nanoseconds.Add(Time().TotalNanoseconds / operations);

    /// <summary>To be called after the last round.</summary>
    public Figure Result() => new(Figure.Median(nanoseconds), Figure.Median(Enumerable.Range(0, Counts).Select(_ => Bytes())));

    TimeSpan Time()
    {
        long start = Stopwatch.GetTimestamp();
        run(operations);
        return Stopwatch.GetElapsedTime(start);
    }

    // What one operation more costs: whatever a run allocates once, the root's box among it, cancels out.
    double Bytes() => (Allocated(2 * CountedOperations) - Allocated(CountedOperations)) / (double)CountedOperations;

    long Allocated(int count)
    {
        long before = Allocated();
        run(count);
        return Allocated() - before;
    }

    long Allocated() => workload.UsesOtherThreads ? GC.GetTotalAllocatedBytes(precise: true) : GC.GetAllocatedBytesForCurrentThread();
}
