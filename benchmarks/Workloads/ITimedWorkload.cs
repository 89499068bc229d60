namespace Benchmarks.Workloads;

/// <summary>What takes time: variants of it take turns.</summary>
public interface ITimedWorkload : IWorkload
{
    /// <summary>What the time is measured by.</summary>
    Clock Clock { get; }

    /// <summary>The number of operations is always a multiple of this.</summary>
    int Multiple { get; }

    /// <summary>The names of the variants.</summary>
    IReadOnlyList<string> Variants { get; }

    /// <summary>The names of those whose bytes are asserted, and of those that they are compared with.</summary>
    IReadOnlyList<string> BytesVariants { get; }

    /// <summary>The pairs of variants of which ratios are printed.</summary>
    IEnumerable<(string Variant, string Other)> Ratios { get; }

    /// <summary>Makes the chains of a variant; the delegate then runs so many operations and checks their results.</summary>
    Action<int> Prepare(string variant);
}
