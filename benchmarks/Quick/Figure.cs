namespace Benchmarks.Quick;

/// <summary>Rounds of one variant, and what they allocate.</summary>
/// <param name="Nanoseconds">An operation's, in each round.</param>
/// <param name="Bytes">An operation's.</param>
sealed record Figure(IReadOnlyList<double> Nanoseconds, double Bytes)
{
    public double MedianNanoseconds => Quantile(Nanoseconds, 0.5);

    /// <summary>What this takes of what another variant takes in the same round.</summary>
    public IReadOnlyList<double> RatiosTo(Figure other) => [.. Nanoseconds.Zip(other.Nanoseconds, (mine, others) => mine / others)];

    /// <summary>Between the two values that are nearest, in proportion.</summary>
    public static double Quantile(IEnumerable<double> values, double fraction)
    {
        double[] sorted = [.. values.Order()];
        double place = fraction * (sorted.Length - 1);
        int below = (int)place, above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
