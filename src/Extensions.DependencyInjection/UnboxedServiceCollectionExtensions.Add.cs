using System.Diagnostics.CodeAnalysis;
using Unboxed;
using Unboxed.Extensions.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

public static partial class UnboxedServiceCollectionExtensions
{
    /// <summary>Registers a service with an adapter by <see cref="Inlining"/> around each object of it.</summary>
    /// <typeparam name="I">The service: an interface with methods that return tasks.</typeparam>
    /// <typeparam name="T">The class of the objects.</typeparam>
    /// <param name="services">The registrations.</param>
    /// <param name="lifetime">That of the object and its adapter.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ArgumentException"><typeparamref name="I"/> is no interface.</exception>
    public static IServiceCollection AddInlined<I, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this IServiceCollection services, ServiceLifetime lifetime)
        where I : class where T : class, I => Decoration.Add(services, new(typeof(I), typeof(T), lifetime), Strategy.Inlining.For<I>());

    /// <summary>Registers a service with an adapter by <see cref="Caching"/> around each object of it.</summary>
    /// <inheritdoc cref="AddInlined{I, T}(IServiceCollection, ServiceLifetime)"/>
    public static IServiceCollection AddCached<I, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this IServiceCollection services, ServiceLifetime lifetime)
        where I : class where T : class, I => Decoration.Add(services, new(typeof(I), typeof(T), lifetime), Strategy.Caching.For<I>());

    /// <summary>Registers a service with an adapter by <see cref="Allocating"/> around each object of it.</summary>
    /// <inheritdoc cref="AddInlined{I, T}(IServiceCollection, ServiceLifetime)"/>
    /// <param name="services">The registrations.</param>
    /// <param name="lifetime">That of the object and its adapter.</param>
    /// <param name="allocator">The allocator, which all objects of the service share.</param>
    public static IServiceCollection AddAllocating<I, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IServiceCollection services, ServiceLifetime lifetime, IScratchAllocator allocator)
        where I : class where T : class, I => Decoration.Add(services, new(typeof(I), typeof(T), lifetime), Strategy.Allocating(allocator).For<I>());

    /// <summary>Registers a keyed service with an adapter by <see cref="Inlining"/> around each object of it.</summary>
    /// <inheritdoc cref="AddInlined{I, T}(IServiceCollection, ServiceLifetime)"/>
    /// <param name="services">The registrations.</param>
    /// <param name="key">The key; <see cref="KeyedService.AnyKey"/> for all keys.</param>
    /// <param name="lifetime">That of the object and its adapter.</param>
    /// <exception cref="NotSupportedException">A constructor of <typeparamref name="T"/> inherits the key of the service.</exception>
    public static IServiceCollection AddKeyedInlined<I, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IServiceCollection services, object? key, ServiceLifetime lifetime)
        where I : class where T : class, I => Decoration.Add(services, new(typeof(I), key, typeof(T), lifetime), Strategy.Inlining.For<I>());

    /// <summary>Registers a keyed service with an adapter by <see cref="Caching"/> around each object of it.</summary>
    /// <inheritdoc cref="AddKeyedInlined{I, T}(IServiceCollection, object, ServiceLifetime)"/>
    public static IServiceCollection AddKeyedCached<I, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IServiceCollection services, object? key, ServiceLifetime lifetime)
        where I : class where T : class, I => Decoration.Add(services, new(typeof(I), key, typeof(T), lifetime), Strategy.Caching.For<I>());

    /// <summary>Registers a keyed service with an adapter by <see cref="Allocating"/> around each object of it.</summary>
    /// <inheritdoc cref="AddKeyedInlined{I, T}(IServiceCollection, object, ServiceLifetime)"/>
    /// <param name="services">The registrations.</param>
    /// <param name="key">The key; <see cref="KeyedService.AnyKey"/> for all keys.</param>
    /// <param name="lifetime">That of the object and its adapter.</param>
    /// <param name="allocator">The allocator, which all objects of the service share.</param>
    public static IServiceCollection AddKeyedAllocating<I, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IServiceCollection services, object? key, ServiceLifetime lifetime, IScratchAllocator allocator)
        where I : class where T : class, I => Decoration.Add(services, new(typeof(I), key, typeof(T), lifetime), Strategy.Allocating(allocator).For<I>());
}
