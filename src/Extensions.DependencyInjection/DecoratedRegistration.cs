using Microsoft.Extensions.DependencyInjection;

namespace Unboxed.Extensions.DependencyInjection;

/// <summary>What comes in the place of a registration.</summary>
/// <param name="Outer">Makes the adapter, with the service type, key and lifetime that the registration had.</param>
/// <param name="Inner">Makes the object that the adapter is around, where the container does that by itself.</param>
sealed record DecoratedRegistration(ServiceDescriptor Outer, ServiceDescriptor? Inner = null)
{
    internal static DecoratedRegistration Of(ServiceDescriptor registration, Func<object, object> adapt)
    {
        var (service, lifetime) = (registration.ServiceType, registration.Lifetime);
        // The container disposes of no instance that it is given: neither of the object, nor of an adapter that would pass it on.
        if (Instance(registration) is { } instance) return new(new ServiceDescriptor(service, registration.ServiceKey, adapt(instance)));

        // The container knows an adapter that can be disposed of, and disposes of it. If it knew the object as well, that would be disposed of twice.
        var passesDisposalOn = typeof(IDisposable).IsAssignableFrom(service) || typeof(IAsyncDisposable).IsAssignableFrom(service);
        if (Factory(registration) is { } factory) return new(Made(factory));

        var type = (registration.IsKeyedService ? registration.KeyedImplementationType : registration.ImplementationType)!;
        var keyed = registration.IsKeyedService ? KeyParameters.Of(type, service) : KeyParameters.None;
        if (passesDisposalOn || keyed.TakesKey || ReferenceEquals(registration.ServiceKey, KeyedService.AnyKey))
            return new(Made((provider, key) => ActivatorUtilities.CreateInstance(provider, type, keyed.TakesKey ? [key!] : [])));

        // Of type object, since a query for all keyed services of the interface would find it.
        var inner = new InnerKey(registration);
        return new(
            Outer((provider, _) => adapt(provider.GetRequiredKeyedService(typeof(object), inner))),
            new ServiceDescriptor(typeof(object), inner, type, lifetime));

        ServiceDescriptor Made(Func<IServiceProvider, object?, object?> make) => Outer((provider, key) =>
        {
            var made = make(provider, key);
            // A factory may say that there is no service: there is no adapter then.
            if (made is null) return null;
            if (!passesDisposalOn && made is IDisposable or IAsyncDisposable) provider.GetRequiredService<Owner>().Own(made);
            return adapt(made);
        });

        ServiceDescriptor Outer(Func<IServiceProvider, object?, object?> make) => registration.IsKeyedService
            ? new(service, registration.ServiceKey, (provider, key) => make(provider, key)!, lifetime)
            : new(service, provider => make(provider, null)!, lifetime);
    }

    static object? Instance(ServiceDescriptor registration) => registration.IsKeyedService ? registration.KeyedImplementationInstance : registration.ImplementationInstance;

    static Func<IServiceProvider, object?, object?>? Factory(ServiceDescriptor registration)
    {
        if (registration.IsKeyedService) return registration.KeyedImplementationFactory;
        return registration.ImplementationFactory is { } factory ? (provider, _) => factory(provider) : null;
    }

    /// <summary>The key of the object behind an adapter: equal to no other.</summary>
    sealed class InnerKey(ServiceDescriptor registration)
    {
        public override string ToString() => $"the object behind the adapter of {registration}";
    }
}
