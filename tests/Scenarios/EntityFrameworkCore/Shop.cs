using Microsoft.EntityFrameworkCore;

namespace Unboxed.Scenarios.EntityFrameworkCore;

public sealed class Customer
{
    public int Id { get; set; }
    public required string Name { get; set; }
    public int Version { get; set; }
    public List<Order> Orders { get; } = [];
}

public sealed class Order
{
    public int Id { get; set; }
    public int CustomerId { get; set; }
    public Customer? Customer { get; set; }
    public required string Product { get; set; }
    public int Amount { get; set; }
}

sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    internal DbSet<Customer> Customers => Set<Customer>();

    internal DbSet<Order> Orders => Set<Order>();

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.Entity<Customer>().HasIndex(customer => customer.Name).IsUnique();
        model.Entity<Customer>().Property(customer => customer.Version).IsConcurrencyToken();
        model.Entity<Order>().HasOne(order => order.Customer).WithMany(customer => customer.Orders).HasForeignKey(order => order.CustomerId);
    }
}
