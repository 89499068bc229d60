namespace Benchmarks.Workloads;

/// <summary>Something that has a process of its own.</summary>
public interface IWorkload
{
    /// <summary>As it is printed.</summary>
    string Name { get; }

    /// <summary>When it is run.</summary>
    WorkloadSet Set { get; }
}
