#if POOLING
using System.Runtime.CompilerServices;
#endif
using Benchmarks.Contracts;
using Benchmarks.Source;

namespace Benchmarks.Receivers;

/// <summary>The receiver of the ordinary calls; its assembly is never woven.</summary>
public sealed class Receiver(Pump pump) : ISource
{
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { int x = await pump.Next(); return x + 1; }
}
