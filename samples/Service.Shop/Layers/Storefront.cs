namespace Shop.Layers;

/// <summary>The rules of the shop.</summary>
sealed class Storefront(ICatalog catalog, IOrders orders, IAudit audit) : IStorefront
{
    const int LargestAmount = 100;

    public async ValueTask<Product?> FindProductAsync(int id, CancellationToken cancellation) => await catalog.FindAsync(id, cancellation);

    public async ValueTask<IReadOnlyList<OrderLine>> LatestOrdersAsync(int customer, int count, CancellationToken cancellation) =>
        await orders.LatestAsync(customer, count, cancellation);

    public async ValueTask<Placement> PlaceOrderAsync(int customer, OrderRequest request, CancellationToken cancellation)
    {
        if (request.Amount is < 1 or > LargestAmount) return new(null, $"1 to {LargestAmount} can be ordered at once.");
        if (await catalog.FindAsync(request.Product, cancellation) is not { } product) return new(null, $"There is no product {request.Product}.");
        await orders.AddAsync(customer, product, request.Amount, cancellation);
        await audit.RecordAsync(new(customer, product.Id, request.Amount), cancellation);
        return new(new(product.Name, request.Amount, request.Amount * product.Cents), null);
    }
}
