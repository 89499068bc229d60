using Benchmarks.Contracts;

namespace Benchmarks.Workloads;

/// <summary>What is held, for every variant in the same way.</summary>
/// <param name="Measure">In bytes.</param>
public sealed record MemoryWorkload(string Name, Func<IVariant, double> Measure) : IWorkload
{
    public WorkloadSet Set => WorkloadSet.Heavy;

    public static IReadOnlyList<MemoryWorkload> All { get; } =
    [
        .. from depth in new[] { 1, 4 } select new MemoryWorkload($"pending-memory-d{depth}", v => Memory.Pending(p => v.Chain(p, depth), Workload.Sum(depth))),
        .. from depth in new[] { 1, 4 } select new MemoryWorkload($"pending-memory-decorated-d{depth}", v => Memory.Pending(p => v.Decorated(p, depth), Workload.Sum(depth))),
        .. from waves in new[] { 1, 5 } select new MemoryWorkload($"retained-{waves}", v => Memory.Retained(p => v.Chain(p, 4), waves, Workload.Sum(4))),
    ];
}
