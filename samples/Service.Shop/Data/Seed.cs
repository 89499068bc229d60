namespace Shop.Data;

/// <summary>The database as every run begins with it.</summary>
static class Seed
{
    public const int Products = 2000;

    public static async Task CreateAsync(ShopContext context)
    {
        await context.Database.EnsureDeletedAsync();
        await context.Database.EnsureCreatedAsync();
        context.Products.AddRange(Enumerable.Range(1, Products).Select(id => new ProductRow { Id = id, Name = $"product {id}", Cents = 100 + (id * 37 % 9900) }));
        await context.SaveChangesAsync();
    }
}
