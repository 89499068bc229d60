using System.Globalization;

namespace Benchmarks.Kestrel;

/// <summary>What a process has used since its start.</summary>
readonly record struct Usage(long Bytes, TimeSpan Processor)
{
    public static Usage Now() => new(GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime);

    public static Usage operator -(Usage later, Usage earlier) => new(later.Bytes - earlier.Bytes, later.Processor - earlier.Processor);

    public static Usage Parse(string line)
    {
        var parts = line.Split(' ');
        return new(long.Parse(parts[0], CultureInfo.InvariantCulture), new(long.Parse(parts[1], CultureInfo.InvariantCulture)));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Bytes} {Processor.Ticks}");
}
