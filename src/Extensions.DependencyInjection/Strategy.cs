using System.Diagnostics.CodeAnalysis;

namespace Unboxed.Extensions.DependencyInjection;

/// <summary>One of the ways to make an adapter, for any interface.</summary>
abstract class Strategy
{
    internal static Strategy Inlining { get; } = new InliningStrategy();

    internal static Strategy Caching { get; } = new CachingStrategy();

    internal static Strategy Allocating(IScratchAllocator allocator)
    {
        ArgumentNullException.ThrowIfNull(allocator);
        return new AllocatingStrategy(allocator);
    }

    internal Func<object, object> For<I>() where I : class => x => Of((I)x);

    // By a delegate, so that what a method throws is not wrapped.
    [RequiresDynamicCode("Makes a generic method for a type that is known only when the program runs.")]
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "The method asks for nothing of its type parameter that could be trimmed.")]
    internal Func<object, object> For(Type service) =>
        new Func<Func<object, object>>(For<object>).Method.GetGenericMethodDefinition().MakeGenericMethod(service).CreateDelegate<Func<Func<object, object>>>(this)();

    protected abstract I Of<I>(I x) where I : class;

    sealed class InliningStrategy : Strategy
    {
        protected override I Of<I>(I x) => Unboxed.Inlining.Of(x);
    }

    sealed class CachingStrategy : Strategy
    {
        protected override I Of<I>(I x) => Unboxed.Caching.Of(x);
    }

    sealed class AllocatingStrategy(IScratchAllocator allocator) : Strategy
    {
        protected override I Of<I>(I x) => Unboxed.Allocating.Of(x, allocator);
    }
}
