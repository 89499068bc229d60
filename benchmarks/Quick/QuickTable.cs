using System.Globalization;

namespace Benchmarks.Quick;

/// <summary>Prints the rows <c>quick</c> and <c>ratio</c>, and keeps the figures for rows that summarize others.</summary>
sealed class QuickTable(TextWriter output)
{
    readonly Dictionary<string, Dictionary<string, Figure>> figures = [];

    public void Print(string workload, Dictionary<string, Figure> byVariant)
    {
        figures.Add(workload, byVariant);
        foreach (var (variant, figure) in byVariant)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"quick {workload} {variant} {figure.Nanoseconds:F1} {Bytes(figure.Bytes)}"));
        double unboxed = byVariant[Workloads.Variants.Unboxed].Nanoseconds;
        foreach (var (variant, figure) in byVariant)
            if (variant != Workloads.Variants.Unboxed)
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio {workload} unboxed/{variant} {unboxed / figure.Nanoseconds:F3}"));
    }

    /// <summary>The mean of two workloads: as many operations of the one as of the other.</summary>
    public void PrintMean(string workload, string first, string second)
        => Print(workload, figures[first].ToDictionary(f => f.Key, f => Figure.Mean(f.Value, figures[second][f.Key])));

    // "0" is nothing at all, "0.0" a rounded figure, which may come from either side.
    static string Bytes(double bytes) => bytes == 0 ? "0" : (Math.Round(bytes, 1) + 0.0).ToString("F1", CultureInfo.InvariantCulture);
}
