using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Unboxed.Scenarios.Support;

namespace Unboxed.Scenarios.EntityFrameworkCore;

/// <summary>Queries, inserts, updates and transactions on a SQLite file.</summary>
sealed class ShopScenario(Transcript transcript)
{
    readonly Suspending suspending = new(transcript);
    string file = "";
    bool isSuspending;

    /// <param name="isSuspending">Whether interceptors suspend every command. SQLite itself suspends nowhere.</param>
    internal async Task Run(bool isSuspending)
    {
        this.isSuspending = isSuspending;
        using var folder = new TemporaryFolder();
        transcript.Hide(folder.Path, "folder");
        file = Path.Combine(folder.Path, "shop.db");
        suspending.Ambient.Value = "scenario";
        await Insert();
        await Query();
        await Update();
        await Transactions();
        await Failures();
        await transcript.AtOnce(8, Client);
        // All of it again where code goes back to the thread that it came from, unless it asks for no context.
        if (isSuspending) SingleThread.Run(Transactions);
        SqliteConnection.ClearAllPools();
    }

    ShopContext Open(bool isRetrying = false)
    {
        var options = new DbContextOptionsBuilder<ShopContext>().UseSqlite($"Data Source={file}", sqlite => { if (isRetrying) sqlite.ExecutionStrategy(dependencies => new Retrying(dependencies)); });
        if (isSuspending) options.AddInterceptors(suspending.All);
        return new(options.Options);
    }

    async Task Insert()
    {
        await using var shop = Open();
        transcript.Write($"created: {await shop.Database.EnsureCreatedAsync()}, again: {await shop.Database.EnsureCreatedAsync()}");
        for (int i = 1; i <= 5; i++)
        {
            var customer = new Customer { Name = $"customer {i}" };
            for (int j = 1; j <= i; j++) customer.Orders.Add(new() { Product = $"product {j}", Amount = 10 * i + j });
            await shop.AddAsync(customer);
        }
        transcript.Write($"inserted: {await shop.SaveChangesAsync()}");
    }

    async Task Query()
    {
        await using var shop = Open();
        transcript.Write("names", await shop.Customers.OrderByDescending(customer => customer.Name).Select(customer => customer.Name).ToListAsync());
        foreach (var customer in await shop.Customers.Include(customer => customer.Orders).OrderBy(customer => customer.Id).AsSplitQuery().ToListAsync())
            transcript.Write(customer.Name, customer.Orders.Select(order => $"{order.Product} {order.Amount}"));
        await foreach (var group in shop.Orders.GroupBy(order => order.Product).Select(group => new { group.Key, Sum = group.Sum(order => order.Amount) }).OrderBy(group => group.Key).AsAsyncEnumerable())
            transcript.Write($"sum of {group.Key}: {group.Sum}");
        await foreach (var order in shop.Orders.OrderBy(order => order.Id).AsAsyncEnumerable())
        {
            if (order.Id == 4) break;
            transcript.Write($"order {order.Id}");
        }
        transcript.Write($"first: {(await shop.Customers.FirstAsync(customer => customer.Orders.Count > 2)).Name}, found: {(await shop.FindAsync<Customer>(2))?.Name}, found again: {(await shop.FindAsync<Customer>(2))?.Name}");
        transcript.Write($"any: {await shop.Orders.AnyAsync(order => order.Amount > 100)}, count: {await shop.Orders.CountAsync()}, average: {(await shop.Orders.AverageAsync(order => order.Amount)).ToString(CultureInfo.InvariantCulture)}");
        transcript.Write("raw", await shop.Database.SqlQuery<string>($"SELECT Product || '!' AS Value FROM Orders WHERE Amount > {50} ORDER BY Id").ToListAsync());
        var loaded = await shop.Customers.SingleAsync(customer => customer.Id == 5);
        await shop.Entry(loaded).Collection(customer => customer.Orders).LoadAsync();
        transcript.Write($"loaded: {loaded.Orders.Count}");
    }

    async Task Update()
    {
        await using var shop = Open();
        var customer = await shop.Customers.Include(customer => customer.Orders).SingleAsync(customer => customer.Id == 3);
        customer.Name = "customer three";
        customer.Version++;
        customer.Orders[0].Amount = 1;
        shop.Remove(customer.Orders[1]);
        transcript.Write($"updated: {await shop.SaveChangesAsync()}, nothing left: {await shop.SaveChangesAsync()}");
        transcript.Write($"updated at once: {await shop.Orders.Where(order => order.Amount > 50).ExecuteUpdateAsync(set => set.SetProperty(order => order.Amount, order => order.Amount + 1))}");
        transcript.Write($"deleted at once: {await shop.Orders.Where(order => order.Amount > 55).ExecuteDeleteAsync()}");
        await shop.Entry(customer).ReloadAsync();
        transcript.Write($"reloaded: {customer.Name} {customer.Version}");
    }

    async Task Transactions()
    {
        await using var shop = Open();
        int before = await shop.Orders.CountAsync();
        await using (var transaction = await shop.Database.BeginTransactionAsync())
        {
            shop.Add(new Order { CustomerId = 1, Product = "rolled back", Amount = 1 });
            await shop.SaveChangesAsync();
            transcript.Write($"inside: {await shop.Orders.CountAsync() - before}");
            await transaction.RollbackAsync();
        }
        transcript.Write($"rolled back: {await shop.Orders.CountAsync() - before}");
        shop.ChangeTracker.Clear();
        await using (var transaction = await shop.Database.BeginTransactionAsync())
        {
            shop.Add(new Order { CustomerId = 1, Product = "kept", Amount = 1 });
            await shop.SaveChangesAsync();
            await transaction.CreateSavepointAsync("here");
            await shop.Orders.ExecuteDeleteAsync();
            transcript.Write($"all deleted: {await shop.Orders.CountAsync()}");
            await transaction.RollbackToSavepointAsync("here");
            await transaction.CommitAsync();
        }
        transcript.Write($"committed: {await shop.Orders.CountAsync() - before}");
        await using (await shop.Database.BeginTransactionAsync()) await shop.Orders.ExecuteDeleteAsync();
        transcript.Write($"left without an end: {await shop.Orders.CountAsync() - before}");
    }

    async Task Failures()
    {
        await using (var shop = Open())
        {
            shop.Add(new Customer { Name = "customer 1" });
            await transcript.Fails<DbUpdateException>("unique", () => shop.SaveChangesAsync());
            shop.ChangeTracker.Clear();
            var customer = await shop.Customers.SingleAsync(customer => customer.Id == 1);
            await shop.Customers.Where(customer => customer.Id == 1).ExecuteUpdateAsync(set => set.SetProperty(customer => customer.Version, 77));
            customer.Name = "somebody else has been here";
            await transcript.Fails<DbUpdateConcurrencyException>("concurrency", () => shop.SaveChangesAsync());
            await transcript.Fails<InvalidOperationException>("single", () => shop.Customers.SingleAsync());
            await transcript.Fails<SqliteException>("syntax", () => shop.Database.ExecuteSqlRawAsync("SELEKT"));
            using var cancellation = new CancellationTokenSource();
            await transcript.Fails<OperationCanceledException>("canceled", async () =>
            {
                await foreach (var order in shop.Orders.OrderBy(order => order.Id).AsAsyncEnumerable().WithCancellation(cancellation.Token))
                {
                    transcript.Write($"order {order.Id}");
                    if (order.Id == 2) await cancellation.CancelAsync();
                }
            });
        }
        await using var retrying = Open(isRetrying: true);
        suspending.Failing = "DELETE FROM \"Customers\" AS \"c\" WHERE \"c\".\"Id\" = 1234";
        transcript.Write($"done again: {await retrying.Customers.Where(customer => customer.Id == 1234).ExecuteDeleteAsync()}, failing still: {suspending.Failing is not null && isSuspending}");
        int attempts = 0;
        await retrying.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            await using var transaction = await retrying.Database.BeginTransactionAsync();
            await retrying.Orders.Where(order => order.Id == 1).ExecuteUpdateAsync(set => set.SetProperty(order => order.Amount, order => order.Amount + 100));
            if (++attempts < 3) throw new TimeoutException("The transaction was made to fail.");
            await transaction.CommitAsync();
        });
        transcript.Write($"attempts: {attempts}, amount: {await retrying.Orders.Where(order => order.Id == 1).Select(order => order.Amount).SingleAsync()}");
    }

    /// <summary>One of many at the same time, with contexts of their own on the same file.</summary>
    async Task Client(int number, Transcript own)
    {
        var quiet = new ShopScenario(new(TextWriter.Null)) { file = file, isSuspending = isSuspending };
        for (int i = 0; i < 10; i++)
        {
            await using var shop = quiet.Open();
            var orders = await shop.Orders.Where(order => order.CustomerId == 1 + (number % 5)).Include(order => order.Customer).OrderBy(order => order.Id).ToListAsync();
            if (i == 9) own.Write("orders", orders.Select(order => $"{order.Customer!.Name} {order.Product} {order.Amount}"));
        }
    }
}
