using Unboxed.CompilerServices;

namespace Unboxed;

/// <summary>An object as it is: calls of it that suspend use the caller's room, and where there is none, a box.</summary>
public static class Boxing
{
    /// <summary>The object itself. Says that its calls may allocate a box, and costs nothing.</summary>
    /// <typeparam name="I">The interface as which it is used.</typeparam>
    /// <param name="x">The object.</param>
    public static I Of<I>(I x) where I : class => x;
}

/// <summary>
/// An adapter with room in it for one call that is suspended, as large as the analysis knows that one needs. Calls by code that is not woven allocate nothing: they get a <see cref="ValueTask"/>
/// over the adapter's room. One that is made while another is pending is an ordinary call.
/// </summary>
public static class Inlining
{
    /// <summary>Puts such an adapter around an object. In woven code, <typeparamref name="I"/> given, this is a call of the adapter's constructor.</summary>
    /// <typeparam name="I">The interface: one with methods that return tasks.</typeparam>
    /// <param name="x">The object.</param>
    /// <returns>The adapter; the object itself where the assembly of the interface or of the object's class has been left as it was compiled on purpose (<c>UnboxedEnabled=false</c>, code coverage).</returns>
    /// <exception cref="InvalidOperationException">No assembly that is loaded has an adapter of this interface.</exception>
    public static I Of<I>(I x) where I : class => AdapterTypes<I>.Create(x, Strategies.Inlining());
}

/// <summary>As <see cref="Inlining"/>, but the room is made when a call first suspends, as large as that needs, and goes when the adapter is disposed of.</summary>
public static class Caching
{
    /// <inheritdoc cref="Inlining.Of{I}"/>
    public static I Of<I>(I x) where I : class => AdapterTypes<I>.Create(x, Strategies.Caching());
}

/// <summary>An adapter whose calls have their memory from an allocator, and give it back when they have ended. As many may be pending as there are.</summary>
public static class Allocating
{
    /// <inheritdoc cref="Inlining.Of{I}"/>
    /// <param name="x">The object.</param>
    /// <param name="allocator">The allocator: one's own, or one of <see cref="ScratchAllocator"/>.</param>
    public static I Of<I>(I x, IScratchAllocator allocator) where I : class => AdapterTypes<I>.Create(x, Strategies.Allocating(allocator));
}

/// <summary>Adapters in general.</summary>
public static class Adapting
{
    /// <inheritdoc cref="Inlining.Of{I}"/>
    /// <param name="x">The object.</param>
    /// <param name="strategy">Where the calls have their room.</param>
    public static I Of<I>(I x, AdapterStrategy strategy) where I : class => AdapterTypes<I>.Create(x, strategy);

    /// <summary>What all adapters of an object are around; the object itself where it is no adapter.</summary>
    /// <typeparam name="I">The interface as which it is used.</typeparam>
    /// <param name="x">The object, or an adapter of it.</param>
    public static I Unwrap<I>(I x) where I : class
    {
        object inner = x;
        while (inner is Adapter adapter) inner = adapter.Inner;
        // Adapters are made around what implements their interface, and a more general one is implemented by all of them.
        return (I)inner;
    }
}

/// <summary>On a marked assembly: asks for the adapter of an interface there, for code that does not name the interface where it makes the adapter, as generic code.</summary>
/// <param name="type">The interface; of a generic one, without type arguments.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class AdaptsAttribute(Type type) : Attribute
{
    /// <summary>The interface.</summary>
    public Type Type { get; } = type;
}
