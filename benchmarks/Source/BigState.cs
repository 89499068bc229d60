#if POOLING
using System.Runtime.CompilerServices;
#endif
using Benchmarks.Contracts;

namespace Benchmarks.Source;

// An interface and a class for each level, as in programs: the JIT has a profile of each call.
public interface IBig0 { IntTask Next(); }
public interface IBig1 { IntTask Next(); }
public interface IBig2 { IntTask Next(); }
public interface IBig3 { IntTask Next(); }

/// <summary>64 bytes.</summary>
public readonly struct Block(long seed)
{
    readonly long first = seed, second = 2 * seed, third = 3 * seed, fourth = 4 * seed, fifth = 5 * seed, sixth = 6 * seed, seventh = 7 * seed, eighth = 8 * seed;

    public long Sum => first + second + third + fourth + fifth + sixth + seventh + eighth;

    /// <summary>The sum of this and of the nine numbers beside it.</summary>
    public static long Expected(long seed) => 36 * seed + 45 * seed;
}

/// <summary>Twelve variables live while it awaits, one of them of 64 bytes; so do those of the others.</summary>
public sealed class Big0(Pump pump) : IBig0
{
    // A field, so that the JIT cannot fold the variables.
    readonly int seed = 1;

#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next()
    {
        int a = seed, b = a + seed, c = b + seed, d = c + seed;
        long e = d + seed, f = e + seed, g = f + seed;
        double h = g + seed, i = h + seed;
        object j = this;
        string k = nameof(Big0);
        var block = new Block(seed);
        int x = await pump.Next();
        // What has been lost on the way would be missing in the sum.
        return j == this && k.Length == nameof(Big0).Length && a + b + c + d + e + f + g + h + i + block.Sum == Block.Expected(seed) ? x + 1 : 0;
    }
}

public sealed class Big1(IBig0 next) : IBig1
{
    // A field, so that the JIT cannot fold the variables.
    readonly int seed = 1;

#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next()
    {
        int a = seed, b = a + seed, c = b + seed, d = c + seed;
        long e = d + seed, f = e + seed, g = f + seed;
        double h = g + seed, i = h + seed;
        object j = this;
        string k = nameof(Big1);
        var block = new Block(seed);
        int x = await next.Next();
        // What has been lost on the way would be missing in the sum.
        return j == this && k.Length == nameof(Big1).Length && a + b + c + d + e + f + g + h + i + block.Sum == Block.Expected(seed) ? x + 1 : 0;
    }
}

public sealed class Big2(IBig1 next) : IBig2
{
    // A field, so that the JIT cannot fold the variables.
    readonly int seed = 1;

#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next()
    {
        int a = seed, b = a + seed, c = b + seed, d = c + seed;
        long e = d + seed, f = e + seed, g = f + seed;
        double h = g + seed, i = h + seed;
        object j = this;
        string k = nameof(Big2);
        var block = new Block(seed);
        int x = await next.Next();
        // What has been lost on the way would be missing in the sum.
        return j == this && k.Length == nameof(Big2).Length && a + b + c + d + e + f + g + h + i + block.Sum == Block.Expected(seed) ? x + 1 : 0;
    }
}

public sealed class Big3(IBig2 next) : IBig3
{
    // A field, so that the JIT cannot fold the variables.
    readonly int seed = 1;

#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next()
    {
        int a = seed, b = a + seed, c = b + seed, d = c + seed;
        long e = d + seed, f = e + seed, g = f + seed;
        double h = g + seed, i = h + seed;
        object j = this;
        string k = nameof(Big3);
        var block = new Block(seed);
        int x = await next.Next();
        // What has been lost on the way would be missing in the sum.
        return j == this && k.Length == nameof(Big3).Length && a + b + c + d + e + f + g + h + i + block.Sum == Block.Expected(seed) ? x + 1 : 0;
    }
}

public sealed class BigRoot(IBig3 next)
{
    public async Task<long> Run(int calls) { long sum = 0; for (int i = 0; i < calls; i++) sum += await next.Next(); return sum; }
}
