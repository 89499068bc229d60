namespace Benchmarks.Workloads;

/// <summary>Something that has a process of its own.</summary>
public interface IWorkload
{
    /// <summary>As it is printed.</summary>
    string Name { get; }

    /// <summary>Whether it is run only where it is asked for.</summary>
    bool IsHeavy { get; }
}
