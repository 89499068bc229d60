#if POOLING
using System.Runtime.CompilerServices;
#endif
using Benchmarks.Contracts;

namespace Benchmarks.Source;

// IntTask is ValueTask<int> in all variants but one, where it is Task<int>; the projects under Variants say so.
public interface ILevel0 { IntTask Next(); }
public interface ILevel1 { IntTask Next(); }
public interface ILevel2 { IntTask Next(); }
public interface ILevel3 { IntTask Next(); }

public sealed class Level0(Pump pump) : ILevel0
{
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { int x = await pump.Next(); return x + 1; }
}

public sealed class Level1(ILevel0 next) : ILevel1
{
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { int x = await next.Next(); return x + 1; }
}

public sealed class Level2(ILevel1 next) : ILevel2
{
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { int x = await next.Next(); return x + 1; }
}

public sealed class Level3(ILevel2 next) : ILevel3
{
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { int x = await next.Next(); return x + 1; }
}
