using System.Diagnostics.CodeAnalysis;
using Unboxed;
using Unboxed.Extensions.DependencyInjection;

// Where the other extensions of IServiceCollection are, so that they are found without a using.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Registers services with adapters of Unboxed, and puts adapters around services that are registered already. Callers that are not woven, as frameworks, then get a <see cref="ValueTask"/> over room
/// of the adapter, where they had a box.
/// </summary>
/// <remarks>
/// <para>An adapter is looked up when its service is first made (an instance's at once). Some woven assembly has to have it: <c>[assembly: Unboxed.Adapts(typeof(I))]</c> asks for it. Where none has it, an
/// <see cref="InvalidOperationException"/> says so.</para>
/// <para>What the container disposes of without an adapter, it disposes of with one, once and in the same order: the object itself, or through the adapter where the service's interface extends
/// <see cref="IDisposable"/> or <see cref="IAsyncDisposable"/>. An instance that is registered stays the application's.</para>
/// </remarks>
public static partial class UnboxedServiceCollectionExtensions
{
    const string ClosedAtRunTime = "The code for a service type that is known only when the program runs may not be there. Name the interface: services.Inline<IService>().";

    /// <summary>Puts an adapter by <see cref="Inlining"/> around each registration of an interface, keyed ones too. Position, key and lifetime stay.</summary>
    /// <typeparam name="I">The interface: one with methods that return tasks.</typeparam>
    /// <param name="services">The registrations.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ArgumentException"><typeparamref name="I"/> is no interface.</exception>
    /// <exception cref="InvalidOperationException">It is not registered; or it is registered as an instance, and no assembly that is loaded has its adapter.</exception>
    /// <exception cref="NotSupportedException">A registration cannot have an adapter: it is that of an open generic service, or its class inherits the key of the service.</exception>
    public static IServiceCollection Inline<I>(this IServiceCollection services) where I : class => Decoration.OfAll(services, typeof(I), Strategy.Inlining.For<I>());

    /// <summary>Puts an adapter by <see cref="Caching"/> around each registration of an interface, keyed ones too. Position, key and lifetime stay.</summary>
    /// <inheritdoc cref="Inline{I}(IServiceCollection)"/>
    public static IServiceCollection Cache<I>(this IServiceCollection services) where I : class => Decoration.OfAll(services, typeof(I), Strategy.Caching.For<I>());

    /// <summary>Puts an adapter by <see cref="Allocating"/> around each registration of an interface, keyed ones too. Position, key and lifetime stay.</summary>
    /// <inheritdoc cref="Inline{I}(IServiceCollection)"/>
    /// <param name="services">The registrations.</param>
    /// <param name="allocator">The allocator, which all objects of the service share.</param>
    public static IServiceCollection Allocate<I>(this IServiceCollection services, IScratchAllocator allocator) where I : class =>
        Decoration.OfAll(services, typeof(I), Strategy.Allocating(allocator).For<I>());

    /// <summary>
    /// Puts an adapter of one's choice around each registration of an interface, keyed ones too. Position, key and lifetime stay. In woven code,
    /// <c>services.Adapt&lt;IService&gt;(x => Inlining.Of&lt;IService&gt;(x))</c> names the adapter: nothing is looked up, and no <see cref="AdaptsAttribute"/> is needed.
    /// </summary>
    /// <inheritdoc cref="Inline{I}(IServiceCollection)"/>
    /// <param name="services">The registrations.</param>
    /// <param name="adapt">Gives an object around the one that it gets, and not that object itself. Where the interface can be disposed of, the object that is given passes that on.</param>
    public static IServiceCollection Adapt<I>(this IServiceCollection services, Func<I, I> adapt) where I : class
    {
        ArgumentNullException.ThrowIfNull(adapt);
        return Decoration.OfAll(services, typeof(I), x => adapt((I)x));
    }

    /// <summary>As <see cref="Inline{I}(IServiceCollection)"/>. Of an open generic interface, as <c>typeof(IRepository&lt;>)</c>, each closed registration gets an adapter.</summary>
    /// <param name="services">The registrations.</param>
    /// <param name="service">The interface.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="service"/> is no interface.</exception>
    /// <exception cref="InvalidOperationException">It is not registered; or it is registered as an instance, and no assembly that is loaded has its adapter.</exception>
    /// <exception cref="NotSupportedException">A registration cannot have an adapter: it is that of an open generic service, or its class inherits the key of the service.</exception>
    [RequiresDynamicCode(ClosedAtRunTime)]
    public static IServiceCollection Inline(this IServiceCollection services, Type service) => Decoration.OfAll(services, service, Strategy.Inlining);

    /// <summary>As <see cref="Cache{I}(IServiceCollection)"/>. Of an open generic interface, as <c>typeof(IRepository&lt;>)</c>, each closed registration gets an adapter.</summary>
    /// <inheritdoc cref="Inline(IServiceCollection, Type)"/>
    [RequiresDynamicCode(ClosedAtRunTime)]
    public static IServiceCollection Cache(this IServiceCollection services, Type service) => Decoration.OfAll(services, service, Strategy.Caching);

    /// <summary>As <see cref="Allocate{I}(IServiceCollection, IScratchAllocator)"/>. Of an open generic interface, as <c>typeof(IRepository&lt;>)</c>, each closed registration gets an adapter.</summary>
    /// <inheritdoc cref="Inline(IServiceCollection, Type)"/>
    /// <param name="services">The registrations.</param>
    /// <param name="service">The interface.</param>
    /// <param name="allocator">The allocator, which all objects of the service share.</param>
    [RequiresDynamicCode(ClosedAtRunTime)]
    public static IServiceCollection Allocate(this IServiceCollection services, Type service, IScratchAllocator allocator) =>
        Decoration.OfAll(services, service, Strategy.Allocating(allocator));
}
