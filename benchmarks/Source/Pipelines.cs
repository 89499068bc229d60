#if POOLING
using System.Runtime.CompilerServices;
#endif
using Benchmarks.Contracts;

namespace Benchmarks.Source;

/// <summary>Middleware: each step is a closure over the delegate of the next.</summary>
public static class Pipelines
{
    public static Func<IntTask> Of(Pump pump, int steps)
    {
        var next = Last(pump);
        for (int i = 1; i < steps; i++) next = Step(next);
        return next;
    }

    static Func<IntTask> Last(Pump pump) =>
#if POOLING
        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
        async IntTask () => { int x = await pump.Next(); return x + 1; };

    static Func<IntTask> Step(Func<IntTask> next) =>
#if POOLING
        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
        async IntTask () => { int x = await next(); return x + 1; };
}

public sealed class PipelineRoot(Func<IntTask> next)
{
    public async Task<long> Run(int calls) { long sum = 0; for (int i = 0; i < calls; i++) sum += await next(); return sum; }
}

/// <summary>Calls the leaf.</summary>
public sealed class LeafRoot(Func<ValueTask<int>> next)
{
    public async Task<long> Run(int calls) { long sum = 0; for (int i = 0; i < calls; i++) sum += await next(); return sum; }
}
