namespace Unboxed.Extensions.DependencyInjection.Tests;

/// <summary>What a container does with a registration, it does with the same one behind an adapter.</summary>
public sealed class EqualBehaviourTests
{
    static readonly Type handlerType = typeof(IHandler);
    static readonly Type sessionType = typeof(ISession);

    static readonly Dictionary<string, Action<IServiceCollection, ServiceLifetime>> registrations = new()
    {
        ["handler, type"] = (services, lifetime) => services.Add(new(typeof(IHandler), typeof(Handler), lifetime)),
        ["handler, factory"] = (services, lifetime) => services.Add(new(typeof(IHandler), Handler, lifetime)),
        ["handler, keyed type"] = (services, lifetime) => services.Add(new(typeof(IHandler), "a", typeof(Handler), lifetime)),
        ["handler, keyed factory"] = (services, lifetime) => services.Add(new(typeof(IHandler), "a", (provider, _) => Handler(provider), lifetime)),
        ["handler, type for any key"] = (services, lifetime) => services.Add(new(typeof(IHandler), KeyedService.AnyKey, typeof(Handler), lifetime)),
        ["handler, instance"] = (services, _) => services.AddSingleton<IHandler>(new Handler([], null!)),
        ["session, type"] = (services, lifetime) => services.Add(new(typeof(ISession), typeof(Session), lifetime)),
        ["session, factory"] = (services, lifetime) => services.Add(new(typeof(ISession), Session, lifetime)),
        ["session, keyed type"] = (services, lifetime) => services.Add(new(typeof(ISession), "a", typeof(Session), lifetime)),
        ["handlers"] = (services, lifetime) =>
        {
            services.Add(new(typeof(IHandler), typeof(Handler), lifetime));
            services.Add(new(typeof(IHandler), Handler, lifetime));
            services.Add(new(typeof(IHandler), "a", typeof(Handler), lifetime));
            services.Add(new(typeof(IHandler), "b", typeof(KeyedHandler), lifetime));
        },
    };

    public static TheoryData<string, ServiceLifetime, bool> All()
    {
        var all = new TheoryData<string, ServiceLifetime, bool>();
        foreach (var name in registrations.Keys)
            foreach (var lifetime in Enum.GetValues<ServiceLifetime>())
                foreach (var async in new[] { false, true }) all.Add(name, lifetime, async);
        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Sharing_results_order_and_disposal_are_those_without_an_adapter(string name, ServiceLifetime lifetime, bool async)
    {
        var plain = await Trace(registrations[name], lifetime, async, _ => { });
        Assert.Contains(plain, line => line.Contains("handled") || line.Contains('8'));
        Assert.Equal(plain, await Trace(registrations[name], lifetime, async, services => Decorate(services, x => x.Inline<IHandler>(), x => x.Inline<ISession>())));
        Assert.Equal(plain, await Trace(registrations[name], lifetime, async, services => Decorate(services, x => x.Cache(handlerType), x => x.Cache(sessionType))));
        var counting = new Counting();
        Assert.Equal(plain, await Trace(registrations[name], lifetime, async, services => Decorate(services, x => x.Allocate<IHandler>(counting), x => x.Allocate<ISession>(counting))));
        Assert.Equal(plain, await Trace(registrations[name], lifetime, async, services => Decorate(
            services,
            x => x.Adapt<IHandler>(handler => Inlining.Of<IHandler>(handler)).Inline<IHandler>(),
            x => x.Adapt<ISession>(session => Inlining.Of<ISession>(session)).Inline<ISession>())));
    }

    static void Decorate(IServiceCollection services, Action<IServiceCollection> handlers, Action<IServiceCollection> sessions)
    {
        if (services.Any(registration => registration.ServiceType == typeof(IHandler))) handlers(services);
        else sessions(services);
    }

    static async Task<Log> Trace(Action<IServiceCollection, ServiceLifetime> register, ServiceLifetime lifetime, bool async, Action<IServiceCollection> decorate)
    {
        var log = new Log();
        var services = new ServiceCollection().AddSingleton(log).AddTransient<Dependency>();
        register(services, lifetime);
        decorate(services);
        var container = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        var seen = new List<object>();
        for (var i = 0; i < 2; i++)
        {
            var scope = container.CreateAsyncScope();
            for (var j = 0; j < 2; j++)
            {
                foreach (var x in Resolved(scope.ServiceProvider))
                {
                    log.Add($"{(seen.Contains(x) ? seen.IndexOf(x) : seen.Count)}: {(x is IHandler handler ? await handler.HandleAsync(seen.Count) : await ((ISession)x).SendAsync(7))}");
                    seen.Add(x);
                }
            }
            log.Add("scope ends");
            if (async) await scope.DisposeAsync();
            else scope.Dispose();
        }
        log.Add("container ends");
        if (async) await container.DisposeAsync();
        else container.Dispose();
        return log;
    }

    static List<object> Resolved(IServiceProvider provider) =>
    [
        .. provider.GetServices<IHandler>(), .. provider.GetServices<ISession>(),
        .. new object?[] { provider.GetKeyedService<IHandler>("a"), provider.GetKeyedService<IHandler>("b"), provider.GetKeyedService<ISession>("a") }.OfType<object>(),
        .. provider.GetKeyedServices<IHandler>(KeyedService.AnyKey),
    ];

    static Handler Handler(IServiceProvider provider) => new(provider.GetRequiredService<Log>(), provider.GetRequiredService<Dependency>());

    static Session Session(IServiceProvider provider) => new(provider.GetRequiredService<Log>(), provider.GetRequiredService<Dependency>());
}
