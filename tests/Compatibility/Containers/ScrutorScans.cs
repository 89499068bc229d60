using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Scrutor;
using Unboxed.Compatibility.Harness;
using Unboxed.Compatibility.Shop;

namespace Unboxed.Compatibility.Containers;

/// <summary>Scrutor's scans of a woven assembly, and services that are found by them.</summary>
public static class ScrutorScans
{
    [Scenario]
    public static async Task As_implemented_interfaces(Trace trace)
    {
        var services = Scan(trace, types => types.AsImplementedInterfaces());
        List(trace, services);
        await UseAsync(trace, services);
    }

    [Scenario(Bits = 1)]
    public static async Task As_implemented_interfaces_of_the_source(Trace trace)
    {
        var services = Scan(trace, types => types.AsImplementedInterfaces(type => !IsCompanion(type)));
        trace.Log(services.Count);
        List(trace, services);
        await UseAsync(trace, services);
    }

    [Scenario(Bits = 1)]
    public static async Task As_self_with_interfaces(Trace trace)
    {
        var services = Scan(trace, types => types.AsSelfWithInterfaces());
        List(trace, services);
        await UseAsync(trace, services);
    }

    [Scenario(Bits = 1)]
    public static async Task As_matching_interface(Trace trace)
    {
        var services = Scan(trace, types => types.AsMatchingInterface());
        trace.Log(services.Count);
        List(trace, services);
        await UseAsync(trace, services);
    }

    [Scenario]
    public static async Task Open_generics(Trace trace)
    {
        var services = new ServiceCollection();
        services.AddSingleton(trace);
        services.Scan(scan => scan.FromAssemblyOf<Trace>().AddClasses(classes => classes.AssignableTo(typeof(IRepository<>)).Where(type => type.Name.StartsWith("Repository", StringComparison.Ordinal)))
            .AsImplementedInterfaces().WithSingletonLifetime());
        List(trace, services);
        await using var provider = services.BuildServiceProvider();
        trace.Log(await new Reader<string>(provider.GetRequiredService<IRepository<string>>()).ReadAsync("text"));
    }

    [Scenario(Bits = 1)]
    public static Task Every_class_of_the_assembly(Trace trace)
    {
        var services = new ServiceCollection();
        services.Scan(scan => scan.FromAssemblyOf<Trace>().AddClasses(publicOnly: false).AsSelf().WithTransientLifetime());
        // In Debug builds the machines of async lambdas and local functions of closures are classes without a mark of their own, which woven ones have: the documentation names it.
        var classes = services.Where(service => !typeof(IAsyncStateMachine).IsAssignableFrom(service.ServiceType)).ToList();
        trace.Log(classes.Count);
        foreach (var service in classes.OrderBy(service => service.ServiceType.FullName, StringComparer.Ordinal)) trace.Log(service.ServiceType);
        return Task.CompletedTask;
    }

    static ServiceCollection Scan(Trace trace, Func<IServiceTypeSelector, ILifetimeSelector> choose)
    {
        var services = new ServiceCollection();
        services.AddSingleton(trace);
        services.Scan(scan => choose(scan.FromAssemblyOf<Trace>().AddClasses(classes => classes.InNamespaceOf<IOrders>().Where(type => type.Name == nameof(Orders)))).WithScopedLifetime());
        return services;
    }

    /// <summary>Services of companions are those that the documentation names.</summary>
    static void List(Trace trace, IServiceCollection services)
    {
        foreach (var service in services.Where(service => !IsCompanion(service.ServiceType))) trace.Log($"{service.ServiceType} {service.Lifetime}");
        int count = services.Count(service => IsCompanion(service.ServiceType));
        if (count > 0) trace.Companions("services by companions", count);
    }

    static bool IsCompanion(Type type) => type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    static async Task UseAsync(Trace trace, ServiceCollection services)
    {
        await using var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        await using var scope = provider.CreateAsyncScope();
        await new OrderDesk(scope.ServiceProvider.GetRequiredService<IOrders>(), trace).ServeAsync("ann", 1);
    }
}
