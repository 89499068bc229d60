using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Unboxed.Compatibility.Harness;

namespace Unboxed.Compatibility.Data;

public sealed class Book
{
    public int Id { get; set; }
    public required string Title { get; set; }
    public int Year { get; set; }
}

/// <summary>A woven context: it overrides what the framework calls.</summary>
public sealed class Library(DbContextOptions<Library> options, Trace trace) : DbContext(options)
{
    public DbSet<Book> Books => Set<Book>();

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        await trace.Leaf();
        trace.Log($"saving {ChangeTracker.Entries().Count()} entries");
        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await trace.LeafTask();
        trace.Log("the context is disposed of");
        await base.DisposeAsync();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Book>().HasIndex(book => book.Title).IsUnique();

    /// <summary>A context on a database in memory, which lives as long as its connection.</summary>
    public static async Task<Library> CreateAsync(SqliteConnection connection, Trace trace)
    {
        await connection.OpenAsync();
        var library = new Library(new DbContextOptionsBuilder<Library>().UseSqlite(connection).AddInterceptors(new Waiting(trace)).Options, trace);
        await library.Database.EnsureCreatedAsync();
        return library;
    }
}
