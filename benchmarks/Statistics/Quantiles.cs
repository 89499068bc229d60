namespace Benchmarks.Statistics;

static class Quantiles
{
    public static double Median(this IEnumerable<double> values) => values.Quantile(0.5);

    /// <summary>Between the two values that are nearest, in proportion.</summary>
    public static double Quantile(this IEnumerable<double> values, double fraction)
    {
        double[] sorted = [.. values.Order()];
        double place = fraction * (sorted.Length - 1);
        int below = (int)place, above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }

    /// <summary>As it stands in the rows <c>ratio</c>: median, lower and upper quartile.</summary>
    public static FormattableString Spread(this IReadOnlyList<double> values) => $"{values.Median():F3} {values.Quantile(0.25):F3} {values.Quantile(0.75):F3}";
}
