#if POOLING
using System.Runtime.CompilerServices;
#endif
using Benchmarks.Contracts;

namespace Benchmarks.Source;

/// <summary>An interface of its own, so that no call which is awaited at once shares implementers with those that are not.</summary>
public interface IBranch { IntTask Next(); }

public sealed class Branch(Pump pump) : IBranch
{
#if POOLING
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async IntTask Next() { int x = await pump.Next(); return x + 1; }
}

/// <summary>Begins four calls before it awaits the first: their futures outlive the expressions that made them.</summary>
public sealed class FanOutRoot(IBranch first, IBranch second, IBranch third, IBranch fourth)
{
    public async Task<long> Run(int calls)
    {
        long sum = 0;
        for (int i = 0; i < calls; i++)
        {
            IntTask one = first.Next(), two = second.Next(), three = third.Next(), four = fourth.Next();
            sum += await one + await two + await three + await four;
        }
        return sum;
    }
}
