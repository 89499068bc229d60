using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Unboxed.Compatibility.Harness;

namespace Unboxed.Compatibility.Data;

/// <summary>EF Core on SQLite in memory, below layers of woven interfaces.</summary>
public static class EntityFramework
{
    [Scenario]
    public static async Task Queries_through_repositories(Trace trace)
    {
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await using var library = await Library.CreateAsync(connection, trace);
        IBooks books = new CachedBooks(new BookRepository(library), trace);
        await FillAsync(books);
        trace.Log((await books.FindAsync("Emma"))?.Year);
        trace.Log((await books.FindAsync("Emma"))?.Year);
        trace.Log((await books.FindAsync("Ulysses"))?.Year);
        trace.Log(await books.CountAsync(1815));
        await foreach (var book in books.SinceAsync(1815)) trace.Log($"{book.Title} {book.Year}");
        await foreach (var book in books.SinceAsync(1800))
        {
            trace.Log($"{book.Title} alone");
            break;
        }
        using var canceled = new CancellationTokenSource();
        canceled.Cancel();
        await trace.Fails("canceled", () => books.FindAsync("Persuasion", canceled.Token));
    }

    [Scenario]
    public static async Task Transactions(Trace trace)
    {
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await using var library = await Library.CreateAsync(connection, trace);
        IBooks books = new CachedBooks(new BookRepository(library), trace);
        await FillAsync(books);
        await trace.Fails("twice", () => InTransactionAsync(library, async () =>
        {
            await books.AddAsync(new Book { Title = "Sanditon", Year = 1817 });
            await books.AddAsync(new Book { Title = "Emma", Year = 1900 });
        }));
        library.ChangeTracker.Clear();
        trace.Log($"{await books.CountAsync(1817)} after the failure");
        await InTransactionAsync(library, () => books.AddAsync(new Book { Title = "Sanditon", Year = 1817 }));
        trace.Log($"{await books.CountAsync(1817)} after the commit");
        trace.Log(await library.Books.Where(book => book.Year < 1815).ExecuteUpdateAsync(update => update.SetProperty(book => book.Year, 1)));
        trace.Log(await books.CountAsync(1));
    }

    static Task FillAsync(IBooks books) => books.AddAsync(
        new() { Title = "Emma", Year = 1815 }, new() { Title = "Persuasion", Year = 1817 }, new() { Title = "Pride and Prejudice", Year = 1813 }, new() { Title = "Mansfield Park", Year = 1814 });

    static async Task InTransactionAsync(Library library, Func<Task> action)
    {
        await using var transaction = await library.Database.BeginTransactionAsync();
        await action();
        await transaction.CommitAsync();
    }
}
