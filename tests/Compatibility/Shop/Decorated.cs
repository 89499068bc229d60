using Unboxed.Compatibility.Harness;

namespace Unboxed.Compatibility.Shop;

/// <summary>A woven decorator: methods that await, one that passes its call on, and one that does so on one of its paths.</summary>
public sealed class Decorated(IOrders inner, Trace trace) : IOrders
{
    public async ValueTask<int> CountAsync(string customer)
    {
        trace.Log($"decorated count of {customer}");
        return 1000 + await inner.CountAsync(customer);
    }

    public Task<string> FindAsync(int id, CancellationToken cancellation = default) => id == 0 ? trace.LeafTask("nothing") : inner.FindAsync(id, cancellation);

    public ValueTask SaveAsync(string order) => inner.SaveAsync(order);

    public async Task DeleteAsync(int id)
    {
        await trace.Leaf();
        await inner.DeleteAsync(id);
        trace.Log($"decorated deletion of {id}");
    }
}
