using Microsoft.EntityFrameworkCore;
using Shop.Data;

namespace Shop.Layers;

/// <summary>The orders in the database. No more are written at once than it bears: the others wait here, and hold no connection.</summary>
sealed class OrderRepository(IDbContextFactory<ShopContext> contexts, IDatabase database) : IOrders, IDisposable
{
    static readonly Func<ShopContext, int, int, IAsyncEnumerable<OrderLine>> latest =
        EF.CompileAsyncQuery((ShopContext context, int customer, int count) =>
            (from order in context.Orders
             join product in context.Products on order.ProductId equals product.Id
             where order.CustomerId == customer
             orderby order.Id descending
             select new OrderLine(product.Name, order.Amount, order.Cents)).Take(count));

    readonly SemaphoreSlim gate = new(database.Writers);

    public async ValueTask<IReadOnlyList<OrderLine>> LatestAsync(int customer, int count, CancellationToken cancellation)
    {
        var lines = new List<OrderLine>(count);
        await using var context = contexts.CreateDbContext();
        // Not await foreach with WithCancellation: the enumerator would be one of the framework's, and calls of it ordinary.
        await using var rows = latest(context, customer, count).GetAsyncEnumerator(cancellation);
        while (await rows.MoveNextAsync()) lines.Add(rows.Current);
        return lines;
    }

    public async ValueTask AddAsync(int customer, Product product, int amount, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            await using var context = contexts.CreateDbContext();
            context.Orders.Add(new() { CustomerId = customer, ProductId = product.Id, Amount = amount, Cents = amount * product.Cents });
            await context.SaveChangesAsync(cancellation);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();
}
