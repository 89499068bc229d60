using System.Reflection;
using Unboxed;
using Unboxed.CompilerServices;

namespace AssemblyToProcess.Harness;

/// <summary>Puts adapters around objects, where this copy of the assembly is woven.</summary>
public static class Adapted
{
    /// <summary>The number of ways.</summary>
    public const int Ways = 7;

    static readonly bool isWoven = typeof(Adapted).Assembly.IsDefined(typeof(WovenAttribute));

    /// <summary>The object itself, or an adapter of it.</summary>
    /// <param name="way">0: the object. 1 to 6: adapters.</param>
    /// <param name="x">The object.</param>
    /// <param name="inlining">Makes the adapter of this kind where the interface is given.</param>
    /// <param name="caching">The same.</param>
    public static I Of<I>(int way, I x, Func<I, I> inlining, Func<I, I> caching) where I : class => !isWoven ? x : way switch
    {
        0 => Boxing.Of(x),
        1 => inlining(x),
        2 => caching(x),
        3 => Allocating.Of(x, ScratchAllocator.Pooling),
        4 => Allocating.Of(x, ScratchAllocator.Unpooled),
        5 => Caching.Of(Allocating.Of(x, ScratchAllocator.Bounded(4096))),
        _ => Inlining.Of(Caching.Of(Inlining.Of(x))),
    };
}
