using System.Globalization;
using Benchmarks.Statistics;
using Benchmarks.Workloads;

namespace Benchmarks.Quick;

/// <summary>Prints the rows of one workload; a variant that runs on another runtime than .NET 10 has that in its name.</summary>
sealed class QuickTable(string workload, TextWriter output)
{
    /// <summary>The rows <c>quick</c>, and <c>ratio</c> with median and quartiles.</summary>
    public void Print(Dictionary<string, Figure> figures, IEnumerable<(string Variant, string Other)> ratios)
    {
        foreach (var (variant, figure) in figures) Print("quick", Named(variant), $"{figure.MedianNanoseconds:F1} {Bytes(figure.Bytes)}");
        foreach (var (variant, other) in ratios) Print("ratio", $"{Named(variant)}/{Named(other)}", figures[variant].RatiosTo(figures[other]).Spread());
    }

    /// <summary>The rows <c>held</c>.</summary>
    public void Print(Dictionary<string, double> held)
    {
        foreach (var (variant, bytes) in held) Print("held", Named(variant), $"{bytes:F0}");
    }

    void Print(string kind, string variant, FormattableString figures) => output.WriteLine($"{kind} {workload} {variant} {figures.ToString(CultureInfo.InvariantCulture)}");

    static string Named(string variant) => Environment.Version.Major == 10 ? variant : $"{variant}@{Environment.Version.Major}";

    // "0" is nothing at all, "0.0" a rounded figure, which may come from either side.
    static string Bytes(double bytes) => bytes == 0 ? "0" : (Math.Round(bytes, 1) + 0.0).ToString("F1", CultureInfo.InvariantCulture);
}
