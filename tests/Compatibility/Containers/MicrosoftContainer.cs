using Microsoft.Extensions.DependencyInjection;
using Unboxed.Compatibility.Harness;
using Unboxed.Compatibility.Shop;

namespace Unboxed.Compatibility.Containers;

/// <summary>Microsoft.Extensions.DependencyInjection: woven services of every lifetime.</summary>
public static class MicrosoftContainer
{
    static readonly ServiceProviderOptions strict = new() { ValidateOnBuild = true, ValidateScopes = true };

    [Scenario]
    public static async Task Lifetimes_and_scopes_that_are_disposed_of(Trace trace)
    {
        var services = new ServiceCollection().AddSingleton(trace).AddScoped<IOrders, SealedOrders>().AddTransient<OrderDesk>().AddSingleton<Counter>();
        await using var provider = services.BuildServiceProvider(strict);
        for (int scopeNumber = 1; scopeNumber <= 2; scopeNumber++)
        {
            await using var scope = provider.CreateAsyncScope();
            var desk = scope.ServiceProvider.GetRequiredService<OrderDesk>();
            trace.Log(ReferenceEquals(desk, scope.ServiceProvider.GetRequiredService<OrderDesk>()));
            trace.Log(ReferenceEquals(scope.ServiceProvider.GetRequiredService<IOrders>(), scope.ServiceProvider.GetRequiredService<IOrders>()));
            await desk.ServeAsync("ann", scopeNumber);
            trace.Log(await scope.ServiceProvider.GetRequiredService<Counter>().NextAsync());
        }
        await trace.Fails("from the root", () => Task.FromResult(provider.GetRequiredService<IOrders>()));
    }

    [Scenario]
    public static async Task Decorated_by_hand(Trace trace)
    {
        var services = new ServiceCollection().AddSingleton(trace).AddTransient<Orders>().AddTransient<OrderDesk>()
            .AddTransient<IOrders>(provider => new Decorated(new Decorated(provider.GetRequiredService<Orders>(), trace), trace));
        await using var provider = services.BuildServiceProvider(strict);
        await provider.GetRequiredService<OrderDesk>().ServeAsync("ann", 1);
        trace.Log(await ActivatorUtilities.CreateInstance<OrderDesk>(provider, new SealedOrders(trace)).AuditAsync(-1));
    }

    [Scenario]
    public static async Task Keyed_and_several(Trace trace)
    {
        var services = new ServiceCollection().AddSingleton(trace).AddKeyedScoped<IOrders, Orders>("plain").AddKeyedScoped<IOrders, SealedOrders>("sealed")
            .AddScoped<IOrders, SealedOrders>().AddScoped<IOrders, Orders>().AddScoped<Keyed>();
        await using var provider = services.BuildServiceProvider(strict);
        await using var scope = provider.CreateAsyncScope();
        foreach (var orders in scope.ServiceProvider.GetServices<IOrders>()) await new OrderDesk(orders, trace).ServeAsync("bob", 2);
        trace.Log(await scope.ServiceProvider.GetRequiredService<Keyed>().BothAsync(3));
    }

    [Scenario]
    public static async Task Open_generics(Trace trace)
    {
        var services = new ServiceCollection().AddSingleton(trace).AddSingleton(typeof(IRepository<>), typeof(Repository<>)).AddScoped(typeof(Reader<>));
        await using var provider = services.BuildServiceProvider(strict);
        await using var scope = provider.CreateAsyncScope();
        trace.Log(await scope.ServiceProvider.GetRequiredService<Reader<int>>().ReadAsync(3));
        trace.Log(await scope.ServiceProvider.GetRequiredService<Reader<string>>().ReadAsync("text"));
        trace.Log(await scope.ServiceProvider.GetRequiredService<Reader<(int, string)>>().ReadAsync((1, "pair")));
    }

    sealed class Counter(Trace trace)
    {
        int count;

        public async ValueTask<int> NextAsync()
        {
            await trace.Leaf();
            return ++count;
        }
    }

    sealed class Keyed([FromKeyedServices("plain")] IOrders plain, [FromKeyedServices("sealed")] IOrders other)
    {
        public async Task<string> BothAsync(int id) => await plain.FindAsync(id) + await other.FindAsync(id);
    }
}
