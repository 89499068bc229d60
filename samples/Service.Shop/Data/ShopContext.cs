using Microsoft.EntityFrameworkCore;

namespace Shop.Data;

public sealed class ProductRow
{
    public int Id { get; set; }
    public required string Name { get; set; }
    public int Cents { get; set; }
}

public sealed class OrderRow
{
    public int Id { get; set; }
    public int CustomerId { get; set; }
    public int ProductId { get; set; }
    public int Amount { get; set; }
    public int Cents { get; set; }
}

public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<ProductRow> Products => Set<ProductRow>();

    public DbSet<OrderRow> Orders => Set<OrderRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ProductRow>().Property(product => product.Id).ValueGeneratedNever();
        modelBuilder.Entity<OrderRow>().HasIndex(order => new { order.CustomerId, order.Id });
        modelBuilder.Entity<OrderRow>().HasOne<ProductRow>().WithMany().HasForeignKey(order => order.ProductId);
    }
}
