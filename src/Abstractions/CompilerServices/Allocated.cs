using System.ComponentModel;

namespace Unboxed.CompilerServices;

/// <summary>What a root does whose chain is to come from an allocator (see <see cref="ScratchSpaceAttribute.Allocator"/>).</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Allocated
{
    /// <summary>Takes the chain of a root, where it has none, before its first scratch call. It goes back as any chain does.</summary>
    /// <typeparam name="A">The allocator, of which there is one in the process.</typeparam>
    /// <param name="chain">Where the root keeps its chain.</param>
    /// <param name="expected">How large a chain the root's method has needed before; 0 where nobody knows.</param>
    /// <param name="slots">The reference slots that the call needs, as far as the analysis knows.</param>
    /// <param name="words">The 8-byte words that the call needs, as far as the analysis knows.</param>
    /// <exception cref="InvalidOperationException">The allocator has given what it may not.</exception>
    public static void Prepare<A>(ref Chain? chain, int expected, int slots, int words) where A : IScratchAllocator, new()
    {
        if (chain is not null) return;
        chain = expected == 0 ? LargeChain.From(One<A>.Instance, slots, words) : LargeChain.From(One<A>.Instance, Chain.SlotsOf(expected), Chain.WordsOf(expected));
        chain.BeKept();
    }

    static class One<A> where A : IScratchAllocator, new()
    {
        internal static readonly IScratchAllocator Instance = new A();
    }
}
