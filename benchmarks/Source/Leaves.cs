#if POOLING
using System.Runtime.CompilerServices;
#endif
using Benchmarks.Contracts;

namespace Benchmarks.Source;

/// <summary>A read loop at the bottom of a chain: one call suspends many times.</summary>
public sealed class LoopLeaf(Pump pump) : ILevel0
{
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { int x = 0; for (int i = 0; i < Pump.Loops; i++) x += await pump.Next(); return x + 1; }
}

/// <summary>Awaits a task of a completion source that never runs its continuations inline.</summary>
public sealed class TaskLeaf(Pump pump) : ILevel0
{
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { int x = await pump.NextTask(); return x + 1; }
}

/// <summary>Changes the execution context, and waits in the changed one.</summary>
public sealed class LocalLeaf(Pump pump) : ILevel0
{
    static readonly AsyncLocal<LocalLeaf?> current = new();

#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { current.Value = this; int x = await pump.Next(); return current.Value == this ? x + 1 : 0; }
}

public sealed class FailingLeaf(Pump pump) : ILevel0
{
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { int x = await pump.Next(); return x == 0 ? x : throw new InvalidOperationException(); }
}
