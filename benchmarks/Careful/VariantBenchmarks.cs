using BenchmarkDotNet.Attributes;
using Benchmarks.Workloads;

namespace Benchmarks.Careful;

/// <summary>One workload with every variant, relative to the plain <c>ValueTask</c>.</summary>
public abstract class VariantBenchmarks(Workload workload)
{
    // A multiple of the number of pending chains.
    const int Operations = 6400;

    Action<int> task = null!, valueTask = null!, pooling = null!, runtimeAsync = null!, unboxed = null!;

    [GlobalSetup]
    public void Prepare()
    {
        task = workload.Prepare(Variants.Create(Variants.Task));
        valueTask = workload.Prepare(Variants.Create(Variants.ValueTask));
        pooling = workload.Prepare(Variants.Create(Variants.Pooling));
        runtimeAsync = workload.Prepare(Variants.Create(Variants.RuntimeAsync));
        unboxed = workload.Prepare(Variants.Create(Variants.Unboxed));
    }

    [Benchmark(OperationsPerInvoke = Operations)]
    public void Task() => task(Operations);

    [Benchmark(OperationsPerInvoke = Operations, Baseline = true)]
    public void ValueTask() => valueTask(Operations);

    [Benchmark(OperationsPerInvoke = Operations)]
    public void Pooling() => pooling(Operations);

    [Benchmark(OperationsPerInvoke = Operations)]
    public void RuntimeAsync() => runtimeAsync(Operations);

    [Benchmark(OperationsPerInvoke = Operations)]
    public void Unboxed() => unboxed(Operations);
}
