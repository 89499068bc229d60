#if POOLING
using System.Runtime.CompilerServices;
#endif
using Benchmarks.Contracts;

namespace Benchmarks.Source;

// IntTask is ValueTask<int> in all variants but one, where it is Task<int>; the projects under Variants say so.
// An interface for each level: no call comes back to an interface that it has come through.
public interface ILevel0 { IntTask Next(); }
public interface ILevel1 { IntTask Next(); }
public interface ILevel2 { IntTask Next(); }
public interface ILevel3 { IntTask Next(); }
public interface ILevel4 { IntTask Next(); }
public interface ILevel5 { IntTask Next(); }
public interface ILevel6 { IntTask Next(); }
public interface ILevel7 { IntTask Next(); }
public interface ILevel8 { IntTask Next(); }
public interface ILevel9 { IntTask Next(); }
public interface ILevel10 { IntTask Next(); }
public interface ILevel11 { IntTask Next(); }
public interface ILevel12 { IntTask Next(); }
public interface ILevel13 { IntTask Next(); }
public interface ILevel14 { IntTask Next(); }
public interface ILevel15 { IntTask Next(); }

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

public sealed class Level4(ILevel3 next) : ILevel4
{
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { int x = await next.Next(); return x + 1; }
}

public sealed class Level5(ILevel4 next) : ILevel5
{
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { int x = await next.Next(); return x + 1; }
}

public sealed class Level6(ILevel5 next) : ILevel6
{
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { int x = await next.Next(); return x + 1; }
}

public sealed class Level7(ILevel6 next) : ILevel7
{
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { int x = await next.Next(); return x + 1; }
}

public sealed class Level8(ILevel7 next) : ILevel8
{
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { int x = await next.Next(); return x + 1; }
}

public sealed class Level9(ILevel8 next) : ILevel9
{
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { int x = await next.Next(); return x + 1; }
}

public sealed class Level10(ILevel9 next) : ILevel10
{
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { int x = await next.Next(); return x + 1; }
}

public sealed class Level11(ILevel10 next) : ILevel11
{
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { int x = await next.Next(); return x + 1; }
}

public sealed class Level12(ILevel11 next) : ILevel12
{
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { int x = await next.Next(); return x + 1; }
}

public sealed class Level13(ILevel12 next) : ILevel13
{
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { int x = await next.Next(); return x + 1; }
}

public sealed class Level14(ILevel13 next) : ILevel14
{
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { int x = await next.Next(); return x + 1; }
}

public sealed class Level15(ILevel14 next) : ILevel15
{
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { int x = await next.Next(); return x + 1; }
}

/// <summary>Levels of one interface, for chains that are deeper than there are others.</summary>
public interface IRepeated { IntTask Next(); }

public sealed class Deepest(ILevel0 next) : IRepeated
{
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { int x = await next.Next(); return x + 1; }
}

public sealed class Repeated(IRepeated next) : IRepeated
{
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { int x = await next.Next(); return x + 1; }
}
