namespace Unboxed.Compatibility.Shop;

/// <summary>What is mocked, proxied, registered and decorated: a method of each kind of result.</summary>
public interface IOrders
{
    ValueTask<int> CountAsync(string customer);

    Task<string> FindAsync(int id, CancellationToken cancellation = default);

    ValueTask SaveAsync(string order);

    Task DeleteAsync(int id);
}
