using Unboxed.Compatibility.Harness;

namespace Unboxed.Compatibility.Shop;

/// <summary>Woven methods that nobody overrides, in an object that is disposed of.</summary>
public sealed class SealedOrders(Trace trace) : IOrders, IAsyncDisposable
{
    public async ValueTask<int> CountAsync(string customer) => customer.Length * await trace.Leaf(10);

    public async Task<string> FindAsync(int id, CancellationToken cancellation = default)
    {
        await trace.LeafTask(cancellation);
        return id < 0 ? throw new KeyNotFoundException($"There is no sealed order {id}.") : $"sealed order {id}";
    }

    public async ValueTask SaveAsync(string order)
    {
        await trace.LeafTask();
        trace.Log($"sealed {order}");
    }

    public async Task DeleteAsync(int id)
    {
        await SaveAsync($"deletion of {id}");
        trace.Log($"deleted {await FindAsync(id)}");
    }

    public async ValueTask DisposeAsync()
    {
        await trace.Leaf();
        trace.Log("disposed of sealed orders");
    }
}
