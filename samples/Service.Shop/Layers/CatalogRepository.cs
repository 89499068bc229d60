using Microsoft.EntityFrameworkCore;
using Shop.Data;

namespace Shop.Layers;

/// <summary>The products in the database.</summary>
sealed class CatalogRepository(IDbContextFactory<ShopContext> contexts) : ICatalog
{
    static readonly Func<ShopContext, int, CancellationToken, Task<Product?>> find =
        EF.CompileAsyncQuery((ShopContext context, int id, CancellationToken cancellation) =>
            context.Products.Where(row => row.Id == id).Select(row => new Product(row.Id, row.Name, row.Cents)).FirstOrDefault());

    public async ValueTask<Product?> FindAsync(int id, CancellationToken cancellation)
    {
        await using var context = contexts.CreateDbContext();
        return await find(context, id, cancellation);
    }
}
