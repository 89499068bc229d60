using Unboxed.CompilerServices;

namespace Unboxed.Tests.Support;

static class Pools
{
    /// <summary>Takes from the pool what this thread would be given next, until it has none.</summary>
    internal static List<T> Drain<TKey, T>() where TKey : struct where T : Pooled
    {
        var items = new List<T>();
        while (Pool<TKey>.Rent<T>(ThreadContext.Current) is { } item) items.Add(item);
        return items;
    }

    /// <summary>Takes everything out of the pools of scratch space and finds no reference in it.</summary>
    internal static int AssertSpacesAreEmpty()
    {
        var chains = Drain<Chain.Key, Chain>();
        var segments = Drain<Segment.Key, Segment>();
        Assert.All(chains, chain => Assert.True(chain.IsEmpty));
        Assert.All(segments, segment => Assert.True(segment.IsEmpty && segment.Callee is null));
        return chains.Count + segments.Count;
    }
}
