using System.Globalization;

namespace Benchmarks.Processes;

/// <summary>What a process has used since its start.</summary>
/// <param name="Bytes">Allocated, by all threads.</param>
/// <param name="Processor">Time of it.</param>
/// <param name="Collections">Of generation 0.</param>
readonly record struct Usage(long Bytes, TimeSpan Processor, int Collections)
{
    public static Usage Now() => new(GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime, GC.CollectionCount(0));

    public static Usage operator -(Usage later, Usage earlier) => new(later.Bytes - earlier.Bytes, later.Processor - earlier.Processor, later.Collections - earlier.Collections);

    public static Usage Parse(string line)
    {
        long[] parts = [.. line.Split(' ').Select(part => long.Parse(part, CultureInfo.InvariantCulture))];
        return new(parts[0], new(parts[1]), (int)parts[2]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Bytes} {Processor.Ticks} {Collections}");
}
