using Benchmarks.Statistics;

namespace Benchmarks.Quick;

/// <summary>Rounds of one variant, and what they allocate.</summary>
/// <param name="Nanoseconds">An operation's, in each round.</param>
/// <param name="Bytes">An operation's.</param>
sealed record Figure(IReadOnlyList<double> Nanoseconds, double Bytes)
{
    public double MedianNanoseconds => Nanoseconds.Median();

    /// <summary>What this takes of what another variant takes in the same round.</summary>
    public IReadOnlyList<double> RatiosTo(Figure other) => [.. Nanoseconds.Zip(other.Nanoseconds, (mine, others) => mine / others)];
}
