using System.Collections.Concurrent;

namespace Shop.Layers;

/// <summary>
/// Holds the products that were asked for last, in two generations: when the young one is full, it becomes the old one, and what nobody has asked for since then is forgotten. Two who miss the same
/// product at once both load it.
/// </summary>
sealed class CachedCatalog(ICatalog inner) : ICatalog
{
    const int Generation = 512;

    volatile ConcurrentDictionary<int, Product> young = new(), old = new();
    int count;

    public async ValueTask<Product?> FindAsync(int id, CancellationToken cancellation)
    {
        if (young.TryGetValue(id, out var held)) return held;
        var product = old.TryGetValue(id, out held) ? held : await inner.FindAsync(id, cancellation);
        if (product is not null) Hold(product);
        return product;
    }

    void Hold(Product product)
    {
        // One of those who fill it makes the new generation; a product that another adds to the one that is being replaced is there still, as an old one.
        if (!young.TryAdd(product.Id, product) || Interlocked.Increment(ref count) != Generation) return;
        old = young;
        young = new();
        Volatile.Write(ref count, 0);
    }
}
