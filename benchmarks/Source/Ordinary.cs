#if POOLING
using System.Runtime.CompilerServices;
#endif
using Benchmarks.Contracts;

namespace Benchmarks.Source;

/// <summary>An interface of its own, so that only receivers of another assembly ever pass the root's await site.</summary>
public interface ISource { IntTask Next(); }

/// <summary>Never used: with an implementer in the marked assembly the root's await site is a scratch call, which then finds no companion.</summary>
public sealed class Source(Pump pump) : ISource
{
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { int x = await pump.Next(); return x + 1; }
}

public sealed class OrdinaryRoot(ISource next)
{
    public async Task<long> Run(int calls) { long sum = 0; for (int i = 0; i < calls; i++) sum += await next.Next(); return sum; }
}
