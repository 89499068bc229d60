using Microsoft.Extensions.DependencyInjection;
using Unboxed.Compatibility.Harness;
using Unboxed.Compatibility.Shop;

namespace Unboxed.Compatibility.Containers;

/// <summary>Scrutor's decorators: woven classes around woven classes.</summary>
public static class ScrutorDecorators
{
    [Scenario]
    public static async Task Of_an_interface(Trace trace)
    {
        var services = new ServiceCollection().AddSingleton(trace).AddScoped<IOrders, SealedOrders>();
        services.Decorate<IOrders, Decorated>();
        services.Decorate<IOrders>((inner, provider) => new Decorated(inner, provider.GetRequiredService<Trace>()));
        trace.Log(services.TryDecorate<IAsyncDisposable, Closing>());
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        var desk = new OrderDesk(scope.ServiceProvider.GetRequiredService<IOrders>(), trace);
        await desk.ServeAsync("ann", 1);
        trace.Log(await desk.AuditAsync(-1));
    }

    [Scenario]
    public static async Task Of_open_generics(Trace trace)
    {
        var services = new ServiceCollection().AddSingleton(trace).AddSingleton<IRepository<int>, Repository<int>>().AddSingleton<IRepository<string>, Repository<string>>();
        services.Decorate(typeof(IRepository<>), typeof(CountingRepository<>));
        await using var provider = services.BuildServiceProvider();
        trace.Log(await new Reader<int>(provider.GetRequiredService<IRepository<int>>()).ReadAsync(3));
        trace.Log(await new Reader<string>(provider.GetRequiredService<IRepository<string>>()).ReadAsync("text"));
    }

    sealed class Closing(IAsyncDisposable inner) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await inner.DisposeAsync();
    }
}
