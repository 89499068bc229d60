using Microsoft.EntityFrameworkCore;
using Shop.Data;
using Shop.Layers;

namespace Shop;

/// <summary>The service is put together here: endpoints, layers, database.</summary>
static class Service
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        // The standard output is for the address and what has been used.
        builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);

        var services = builder.Services;
        switch (builder.Configuration["database"] ?? "sqlite")
        {
            case "sqlite":
                services.AddSingleton<DatabaseThreads>().AddSingleton<IDatabase, SqliteDatabase>();
                break;
            case "postgres":
                services.AddSingleton<IDatabase, PostgresDatabase>();
                break;
            case var unknown:
                throw new ArgumentException($"There is no database '{unknown}': sqlite or postgres.", nameof(args));
        }
        services.AddPooledDbContextFactory<ShopContext>((provider, options) => provider.GetRequiredService<IDatabase>().Configure(options));
        services.AddSingleton<CatalogRepository>();
        services.AddSingleton<ICatalog>(provider => new CachedCatalog(provider.GetRequiredService<CatalogRepository>()));
        services.AddSingleton<IOrders, OrderRepository>();
        services.AddSingleton<AuditLog>().AddSingleton<IAudit>(provider => provider.GetRequiredService<AuditLog>()).AddHostedService(provider => provider.GetRequiredService<AuditLog>());
        services.AddSingleton<Storefront>();
        services.AddSingleton<IStorefront>(provider => new MeteredStorefront(provider.GetRequiredService<Storefront>()));

        var app = builder.Build();
        Endpoints.Map(app);
        return app;
    }

    /// <summary>Makes the database, and listens.</summary>
    /// <returns>The address.</returns>
    public static async Task<string> StartAsync(WebApplication app)
    {
        await using (var context = await Contexts(app).CreateDbContextAsync()) await Seed.CreateAsync(context);
        await app.StartAsync();
        return app.Urls.Single();
    }

    /// <summary>Ends what is under way, and deletes the database.</summary>
    public static async Task StopAsync(WebApplication app)
    {
        await app.StopAsync();
        await using var context = await Contexts(app).CreateDbContextAsync();
        await context.Database.EnsureDeletedAsync();
    }

    static IDbContextFactory<ShopContext> Contexts(WebApplication app) => app.Services.GetRequiredService<IDbContextFactory<ShopContext>>();
}
