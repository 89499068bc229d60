using Unboxed.Compatibility.Harness;

namespace Unboxed.Compatibility.Shop;

/// <summary>Woven methods that may be overridden, as mocks and class proxies do.</summary>
public class Orders(Trace trace) : IOrders
{
    protected Trace Trace => trace;

    public virtual async ValueTask<int> CountAsync(string customer)
    {
        trace.Log($"count {customer}");
        return customer.Length + await trace.Leaf(100);
    }

    public virtual async Task<string> FindAsync(int id, CancellationToken cancellation = default)
    {
        trace.Log($"find {id}");
        await trace.LeafTask(cancellation);
        if (id < 0) throw new KeyNotFoundException($"There is no order {id}.");
        return $"order {id} of {await PriceAsync(id)}";
    }

    public virtual async ValueTask SaveAsync(string order)
    {
        await trace.Leaf();
        trace.Log($"saved {order}");
    }

    public virtual async Task DeleteAsync(int id)
    {
        await trace.LeafTask();
        trace.Log($"deleted {await FindAsync(id)}");
    }

    protected virtual async Task<decimal> PriceAsync(int id) => 1.5m * await trace.LeafTask(id);
}
