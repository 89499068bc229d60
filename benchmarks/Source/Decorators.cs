#if POOLING
using System.Runtime.CompilerServices;
#endif
using Benchmarks.Contracts;

namespace Benchmarks.Source;

/// <summary>Implemented by the service and by what decorates it: to the analysis, a recursion.</summary>
public interface IService { IntTask Next(); }

public sealed class Service(Pump pump) : IService
{
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { int x = await pump.Next(); return x + 1; }
}

public sealed class Decorator(IService inner) : IService
{
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { int x = await inner.Next(); return x + 1; }
}

public sealed class ServiceRoot(IService service)
{
    public async Task<long> Run(int calls) { long sum = 0; for (int i = 0; i < calls; i++) sum += await service.Next(); return sum; }
}
