using Unboxed.CompilerServices;

namespace Unboxed.Tests.Support;

static class Pools
{
    /// <summary>Takes from a pool what this thread would be given next, until it has none.</summary>
    internal static List<Pooled> Drain(Pool pool)
    {
        var items = new List<Pooled>();
        while (pool.Rent() is { } item) items.Add(item);
        return items;
    }

    /// <summary>Takes all chains that this thread would be given.</summary>
    internal static List<Chain> DrainChains() => [.. ChainSizes.Pools.SelectMany(Drain).Cast<Chain>()];

    /// <summary>Takes everything out of the pools of chains and finds no reference in it.</summary>
    /// <returns>How many there were.</returns>
    internal static int AssertChainsAreEmpty()
    {
        var chains = DrainChains();
        Assert.All(chains, chain => Assert.True(chain.IsEmpty));
        return chains.Count;
    }
}
