namespace Benchmarks.Workloads;

/// <summary>What is run where no workload is named, and what only where it is asked for.</summary>
public enum WorkloadSet
{
    /// <summary>Run where none is named.</summary>
    Usual,

    /// <summary>Calls of an object by each strategy; run where none is named.</summary>
    Strategies,

    /// <summary>Further shapes of code: iterators, generic stages, much state, calls that escape.</summary>
    Shapes,

    /// <summary>Calls written by hand, beside the variants: what a call can take at least.</summary>
    Floors,

    /// <summary>What takes long, or much memory.</summary>
    Heavy,
}
