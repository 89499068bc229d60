using Unboxed.CompilerServices;

namespace Unboxed.Extensions.DependencyInjection.Tests;

public sealed class RegistrationTests
{
    readonly IServiceCollection services = new ServiceCollection().AddSingleton<Log>().AddTransient<Dependency>();

    [Fact]
    public void Added_services_are_adapters_with_their_key_and_lifetime()
    {
        services.AddInlined<IHandler, Handler>(ServiceLifetime.Singleton).AddCached<ISession, Session>(ServiceLifetime.Scoped)
            .AddKeyedInlined<IHandler, Handler>("a", ServiceLifetime.Transient).AddKeyedCached<IHandler, KeyedHandler>("b", ServiceLifetime.Singleton);
        using var container = services.BuildServiceProvider(validateScopes: true);
        using var scope = container.CreateScope();
        var provider = scope.ServiceProvider;
        Assert.IsType<Handler>(Behind(provider.GetRequiredService<IHandler>()));
        Assert.IsType<Session>(Behind(provider.GetRequiredService<ISession>()));
        Assert.IsType<Handler>(Behind(provider.GetRequiredKeyedService<IHandler>("a")));
        Assert.IsType<KeyedHandler>(Behind(provider.GetRequiredKeyedService<IHandler>("b")));
        Assert.Same(container.GetRequiredService<IHandler>(), provider.GetRequiredService<IHandler>());
        Assert.NotSame(provider.GetRequiredKeyedService<IHandler>("a"), provider.GetRequiredKeyedService<IHandler>("a"));
        Assert.Throws<InvalidOperationException>(container.GetRequiredService<ISession>);
    }

    [Fact]
    public async Task Callers_that_are_not_woven_take_room_from_the_allocator()
    {
        var (own, keyed) = (new Counting(), new Counting());
        services.AddAllocating<IHandler, Handler>(ServiceLifetime.Singleton, own).AddKeyedAllocating<IHandler, KeyedHandler>(KeyedService.AnyKey, ServiceLifetime.Singleton, keyed);
        await using var container = services.BuildServiceProvider();
        Assert.Equal("handled 1", await Unwoven(container.GetRequiredService<IHandler>()));
        Assert.Equal("x 1", await Unwoven(container.GetRequiredKeyedService<IHandler>("x")));
        Assert.Equal("y 1", await Unwoven(container.GetRequiredKeyedService<IHandler>("y")));
        Assert.Equal((1, 2), (own.Rented, keyed.Rented));
    }

    [Fact]
    public async Task Closed_services_of_an_open_interface_get_adapters()
    {
        services.AddSingleton<IRepository<string>, Repository<string>>().AddSingleton<IRepository<int>>(_ => new Repository<int>()).Inline(typeof(IRepository<>));
        using var container = services.BuildServiceProvider();
        Assert.IsType<Repository<string>>(Behind(container.GetRequiredService<IRepository<string>>()));
        Assert.IsType<Repository<int>>(Behind(container.GetRequiredService<IRepository<int>>()));
        Assert.Equal("Int32 3", await container.GetRequiredService<IRepository<int>>().FindAsync(3));
    }

    [Fact]
    public void An_open_generic_registration_is_refused_with_what_to_do_instead()
    {
        services.AddSingleton<IRepository<int>, Repository<int>>().AddScoped(typeof(IRepository<>), typeof(Repository<>));
        var before = services.ToList();
        foreach (var error in new[] { Assert.Throws<NotSupportedException>(() => services.Inline(typeof(IRepository<>))), Assert.Throws<NotSupportedException>(services.Cache<IRepository<string>>) })
        {
            Assert.Contains("IRepository`1", error.Message);
            Assert.Contains("services.AddInlined<IRepository<Order>, Repository<Order>>(lifetime)", error.Message);
        }
        Assert.Equal(before, services);
    }

    [Fact]
    public void What_is_not_registered_or_no_interface_is_refused()
    {
        Assert.Contains("'Unboxed.Extensions.DependencyInjection.Tests.IHandler' is not registered", Assert.Throws<InvalidOperationException>(services.Inline<IHandler>).Message);
        var noInterface = typeof(Log);
        Assert.Contains("Log' is no interface", Assert.Throws<ArgumentException>(services.Inline<Log>).Message);
        Assert.Contains("Log' is no interface", Assert.Throws<ArgumentException>(() => services.Inline(noInterface)).Message);
        Assert.Throws<ArgumentNullException>(() => services.Allocate<IHandler>(null!));
        Assert.Throws<ArgumentNullException>(() => services.Adapt<IHandler>(null!));
    }

    [Fact]
    public void An_interface_without_adapter_is_told_with_the_attribute_to_write()
    {
        services.AddInlined<INobody, Nobody>(ServiceLifetime.Singleton);
        using var container = services.BuildServiceProvider();
        var error = Assert.Throws<InvalidOperationException>(container.GetRequiredService<INobody>);
        Assert.Contains("INobody'", error.Message);
        Assert.Contains("[assembly: Unboxed.Adapts(typeof(INobody))]", error.Message);
    }

    [Fact]
    public void A_class_that_inherits_its_key_is_refused_and_nothing_is_changed()
    {
        services.AddKeyedScoped<IHandler, Handler>("a").AddKeyedScoped<IHandler, InheritingHandler>("b");
        var before = services.ToList();
        Assert.Contains("InheritingHandler' inherits the key", Assert.Throws<NotSupportedException>(services.Inline<IHandler>).Message);
        Assert.Equal(before, services);
    }

    [Fact]
    public async Task What_can_only_be_disposed_of_asynchronously_is_refused_by_Dispose_as_the_container_does()
    {
        services.AddTransient<IHandler>(_ => new AsyncOnlyHandler()).Inline<IHandler>();
        var container = services.BuildServiceProvider();
        container.GetRequiredService<IHandler>();
        Assert.Contains("AsyncOnlyHandler' only implements IAsyncDisposable", Assert.Throws<InvalidOperationException>(container.Dispose).Message);
        await container.DisposeAsync();
    }

    [Fact]
    public void A_factory_that_gives_null_has_no_adapter()
    {
        services.AddTransient<IHandler>(_ => null!).Inline<IHandler>();
        using var container = services.BuildServiceProvider();
        Assert.Null(container.GetService<IHandler>());
    }

    static object Behind<I>(I x) where I : class
    {
        Assert.IsAssignableFrom<Adapter>(x);
        return Adapting.Unwrap(x);
    }

    static ValueTask<string> Unwoven(IHandler handler) => (ValueTask<string>)typeof(IHandler).GetMethod(nameof(IHandler.HandleAsync))!.Invoke(handler, [1])!;
}
