using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Unboxed.Extensions.DependencyInjection;

/// <summary>Replaces registrations by ones with adapters. Where one of them cannot be replaced, none is.</summary>
static class Decoration
{
    internal static IServiceCollection Add(IServiceCollection services, ServiceDescriptor registration, Func<object, object> adapt)
    {
        ArgumentNullException.ThrowIfNull(services);
        RequireInterface(registration.ServiceType, "I");
        var decorated = DecoratedRegistration.Of(registration, adapt);
        services.Add(decorated.Outer);
        Complete(services, decorated);
        return services;
    }

    internal static IServiceCollection OfAll(IServiceCollection services, Type service, Func<object, object> adapt)
    {
        ArgumentNullException.ThrowIfNull(services);
        RequireInterface(service, "I");
        return Replace(services, service, registered => registered == service, _ => adapt);
    }

    [RequiresDynamicCode("Makes a generic method for a type that is known only when the program runs.")]
    internal static IServiceCollection OfAll(IServiceCollection services, Type service, Strategy strategy)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(service);
        RequireInterface(service, nameof(service));
        return Replace(
            services,
            service,
            service.IsGenericTypeDefinition ? registered => registered.IsGenericType && registered.GetGenericTypeDefinition() == service : registered => registered == service,
            strategy.For);
    }

    static IServiceCollection Replace(IServiceCollection services, Type service, Func<Type, bool> isMeant, Func<Type, Func<object, object>> adapterOf)
    {
        var places = Enumerable.Range(0, services.Count).Where(place => isMeant(services[place].ServiceType)).ToList();
        if (places.Any(place => services[place].ServiceType.IsGenericTypeDefinition)) throw OpenRegistration(service);
        if (places.Count == 0) throw NotRegistered(services, service);
        var decorated = places.ConvertAll(place => DecoratedRegistration.Of(services[place], adapterOf(services[place].ServiceType)));
        for (var i = 0; i < places.Count; i++)
        {
            services[places[i]] = decorated[i].Outer;
            Complete(services, decorated[i]);
        }
        return services;
    }

    static void Complete(IServiceCollection services, DecoratedRegistration decorated)
    {
        if (decorated.Inner is not null) services.Add(decorated.Inner);
        services.TryAddTransient<Owner>();
    }

    static void RequireInterface(Type service, string parameter)
    {
        if (!service.IsInterface) throw new ArgumentException($"'{service}' is no interface, and has no adapter. Register the object as an interface with methods that return tasks, and name that.", parameter);
    }

    static Exception NotRegistered(IServiceCollection services, Type service) =>
        service.IsConstructedGenericType && services.Any(registration => registration.ServiceType == service.GetGenericTypeDefinition())
            ? OpenRegistration(service)
            : new InvalidOperationException($"'{service}' is not registered, so that there is nothing to put an adapter around. Register it before this call.");

    static NotSupportedException OpenRegistration(Type service) =>
        new($"'{service}' is registered as an open generic service, which cannot have an adapter: the container closes its class by itself, and takes no factory for it. "
            + "Register each closed service that is to have one instead, as services.AddInlined<IRepository<Order>, Repository<Order>>(lifetime) does.");
}
