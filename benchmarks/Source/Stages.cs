#if POOLING
using System.Runtime.CompilerServices;
#endif
using Benchmarks.Contracts;

namespace Benchmarks.Source;

/// <summary>What passes through stages; each adds one.</summary>
public interface ICounted<T> { T Plus(int more); }

/// <summary>A value of 32 bytes.</summary>
public readonly record struct Parts(long First, long Second, long Third, long Fourth) : ICounted<Parts>
{
    public Parts Plus(int more) => this with { Fourth = Fourth + more };

    public long Sum => First + Second + Third + Fourth;
}

/// <summary>A reference: always the same, so that it does not allocate itself.</summary>
public sealed class Total : ICounted<Total>
{
    public long Sum { get; set; }

    public Total Plus(int more) { Sum += more; return this; }
}

// An alias cannot be generic: the variant of tasks is told apart here.
#if TASK
public interface IStage<T> { Task<T> Next(); }
#else
public interface IStage<T> { ValueTask<T> Next(); }
#endif

public sealed class Stage<T>(IStage<T> inner) : IStage<T> where T : ICounted<T>
{
#if TASK
    public async Task<T> Next()
#else
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async ValueTask<T> Next()
#endif
    { var x = await inner.Next(); return x.Plus(1); }
}

public sealed class PartsStage(Pump pump) : IStage<Parts>
{
#if TASK
    public async Task<Parts> Next()
#else
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async ValueTask<Parts> Next()
#endif
    { int x = await pump.Next(); return new(x, 0, 0, 1); }
}

public sealed class TotalStage(Pump pump) : IStage<Total>
{
    readonly Total total = new();

#if TASK
    public async Task<Total> Next()
#else
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async ValueTask<Total> Next()
#endif
    { total.Sum = await pump.Next(); return total.Plus(1); }
}

/// <summary>Calls once for a value and once for a reference: code of its own, and code that is shared among references.</summary>
public sealed class StagesRoot(IStage<Parts> parts, IStage<Total> totals)
{
    public async Task<long> Run(int calls)
    {
        long sum = 0;
        for (int i = 0; i < calls; i++)
        {
            sum += (await parts.Next()).Sum;
            sum += (await totals.Next()).Sum;
        }
        return sum;
    }
}
