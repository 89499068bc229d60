namespace Benchmarks.Quick;

/// <summary>The cost of one operation.</summary>
readonly record struct Figure(double Nanoseconds, double Bytes)
{
    public static Figure Mean(Figure a, Figure b) => new((a.Nanoseconds + b.Nanoseconds) / 2, (a.Bytes + b.Bytes) / 2);

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
