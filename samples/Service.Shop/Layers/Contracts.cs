namespace Shop.Layers;

/// <summary>What a shop does for its customers.</summary>
public interface IStorefront
{
    /// <summary>A product; null where there is none.</summary>
    ValueTask<Product?> FindProductAsync(int id, CancellationToken cancellation);

    /// <summary>The orders that a customer has placed last, the last one first.</summary>
    ValueTask<IReadOnlyList<OrderLine>> LatestOrdersAsync(int customer, int count, CancellationToken cancellation);

    /// <summary>Places an order, or says why it is refused.</summary>
    ValueTask<Placement> PlaceOrderAsync(int customer, OrderRequest request, CancellationToken cancellation);
}

/// <summary>The products.</summary>
public interface ICatalog
{
    /// <summary>A product; null where there is none.</summary>
    ValueTask<Product?> FindAsync(int id, CancellationToken cancellation);
}

/// <summary>The orders.</summary>
public interface IOrders
{
    /// <summary>The orders of a customer that came last, the last one first.</summary>
    ValueTask<IReadOnlyList<OrderLine>> LatestAsync(int customer, int count, CancellationToken cancellation);

    /// <summary>Keeps an order.</summary>
    ValueTask AddAsync(int customer, Product product, int amount, CancellationToken cancellation);
}

/// <summary>Who did what, for those who ask later.</summary>
public interface IAudit
{
    /// <summary>Takes an entry; waits while there are too many that are not written yet.</summary>
    ValueTask RecordAsync(AuditEntry entry, CancellationToken cancellation);
}

public sealed record Product(int Id, string Name, int Cents);

public sealed record OrderRequest(int Product, int Amount);

public sealed record OrderLine(string Product, int Amount, int Cents);

/// <summary>An order that was placed, or why it was not.</summary>
public readonly record struct Placement(OrderLine? Order, string? Refusal);

public readonly record struct AuditEntry(int Customer, int Product, int Amount);
