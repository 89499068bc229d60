using Microsoft.EntityFrameworkCore;
using Unboxed.Compatibility.Harness;

namespace Unboxed.Compatibility.Data;

public interface IBooks
{
    Task<Book?> FindAsync(string title, CancellationToken cancellation = default);

    ValueTask<int> CountAsync(int year);

    IAsyncEnumerable<Book> SinceAsync(int year);

    Task AddAsync(params IEnumerable<Book> books);
}

public sealed class BookRepository(Library library) : IBooks
{
    public async Task<Book?> FindAsync(string title, CancellationToken cancellation = default) => await library.Books.SingleOrDefaultAsync(book => book.Title == title, cancellation);

    public async ValueTask<int> CountAsync(int year) => await library.Books.CountAsync(book => book.Year == year);

    public async IAsyncEnumerable<Book> SinceAsync(int year)
    {
        await foreach (var book in library.Books.Where(book => book.Year >= year).OrderBy(book => book.Title).AsAsyncEnumerable()) yield return book;
    }

    public async Task AddAsync(params IEnumerable<Book> books)
    {
        await library.Books.AddRangeAsync(books);
        await library.SaveChangesAsync();
    }
}

/// <summary>A layer above that remembers what has been found.</summary>
public sealed class CachedBooks(IBooks inner, Trace trace) : IBooks
{
    readonly Dictionary<string, Book> cache = [];

    public async Task<Book?> FindAsync(string title, CancellationToken cancellation = default)
    {
        if (cache.TryGetValue(title, out var known))
        {
            trace.Log($"{title} is known");
            return known;
        }
        var found = await inner.FindAsync(title, cancellation);
        if (found is not null) cache.Add(title, found);
        return found;
    }

    public ValueTask<int> CountAsync(int year) => inner.CountAsync(year);

    public IAsyncEnumerable<Book> SinceAsync(int year) => inner.SinceAsync(year);

    public async Task AddAsync(params IEnumerable<Book> books)
    {
        await trace.Leaf();
        await inner.AddAsync(books);
    }
}
