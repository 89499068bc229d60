using Unboxed.CompilerServices;

namespace Unboxed.Tests.Support;

static class Pools
{
    /// <summary>Takes from the pool what this thread would be given next, until it has none.</summary>
    internal static List<T> Drain<T>() where T : Pooled
    {
        var items = new List<T>();
        while (Pool<T>.Rent() is { } item) items.Add(item);
        return items;
    }

    /// <summary>Takes everything out of the pools of scratch space and finds no reference in it.</summary>
    internal static int AssertSpacesAreEmpty()
    {
        var chains = Drain<Chain>();
        var segments = Drain<Segment>();
        Assert.All(chains, chain => Assert.True(chain.IsEmpty));
        Assert.All(segments, segment => Assert.True(segment.IsEmpty && segment.Callee is null));
        return chains.Count + segments.Count;
    }
}
