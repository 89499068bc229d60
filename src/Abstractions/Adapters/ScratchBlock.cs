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
        var chain = ChainSizes.Create(ChainSizes.Class(slots, words), slots, words);
        chain.GiveAway();
        return chain;
    }

    /// <summary>Takes a block from an allocator, and sees that it is one.</summary>
    /// <exception cref="InvalidOperationException">It is none that may be used.</exception>
    internal static Chain Rent(IScratchAllocator allocator, int slots, int words)
    {
        string Told(string what) => $"The scratch allocator '{allocator.GetType()}' {what}, where {slots} slots and {words} words were asked for. ";
        if (allocator.Rent(slots, words) is not Chain block)
            throw new InvalidOperationException(Told("has given null") + "Have Rent return ScratchBlock.Create(slots, words), or a block of that size or more that was given back.");
        if (!block.TryTakeOver())
            throw new InvalidOperationException(Told("has given a block that is in use") + "Have Rent return each block once until it has been given back.");
        if (block.SlotCount >= slots && block.WordCount >= words) return block;
        block.GiveAway();
        throw new InvalidOperationException(Told($"has given a block of {block.SlotCount} slots and {block.WordCount} words") + "Have Rent return ScratchBlock.Create(slots, words), or a block of that size or more that was given back.");
    }

    /// <summary>Gives a block back.</summary>
    internal static bool TryReturn(IScratchAllocator allocator, Chain block)
    {
        block.GiveAway();
        allocator.Return(block);
        return true;
    }
}
