using System.Diagnostics;
using Unboxed.CompilerServices;

namespace Unboxed;

/// <summary>
/// A run of reference slots and a run of 8-byte words, in which calls that are suspended keep their variables. What an <see cref="IScratchAllocator"/> gives and takes back. It has no memory of
/// its own beside these: how long it is kept, and where, is the allocator's affair.
/// </summary>
[StackTraceHidden]
public abstract class ScratchBlock : Pooled
{
    private protected ScratchBlock()
    {
    }

    /// <summary>The reference slots of the block.</summary>
    public int ReferenceSlots => ((Chain)this).SlotCount;

    /// <summary>The 8-byte words of the block.</summary>
    public int DataWords => ((Chain)this).WordCount;

    /// <summary>The size of the block in bytes, but for some fifty of the object itself.</summary>
    public long Bytes => 8L * (ReferenceSlots + DataWords);

    /// <summary>A new block, of the smallest of seventeen sizes that has so much room.</summary>
    /// <param name="slots">Reference slots.</param>
    /// <param name="words">8-byte words.</param>
    public static ScratchBlock Create(int slots, int words)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slots);
        ArgumentOutOfRangeException.ThrowIfNegative(words);
        return LargeChain.Block(slots, words);
    }
}
