using System.Diagnostics;
using System.Numerics;

namespace Unboxed.CompilerServices;

/// <summary>A chain beyond all classes, which is not pooled, or one that an allocator of the user's owns or a side stack has lent: it has its cells in two arrays.</summary>
[StackTraceHidden]
class LargeChain : Chain
{
    internal readonly object?[] SlotArray;
    internal readonly long[] WordArray;

    /// <summary>The allocator that it goes back to; null where it goes to the garbage collector.</summary>
    IScratchAllocator? owner;

    /// <summary>What the allocator did wrong while the call was pending, and nobody could be told: it takes the place of the result.</summary>
    InvalidOperationException? problem;

    internal bool HasOwner => owner is not null;

    /// <summary>Whether what it comes from counts when it is too small: an allocator of the user's, or one that has failed.</summary>
    internal bool IsAllocated => owner is not null || problem is not null;

    // It grows by doubling.
    internal LargeChain(int slots, int words) : this((int)BitOperations.RoundUpToPowerOf2((uint)slots), (int)BitOperations.RoundUpToPowerOf2((uint)words), null)
    {
    }

    private protected LargeChain(int slots, int words, IScratchAllocator? owner)
    {
        (SlotArray, WordArray, this.owner) = (new object?[slots], new long[words], owner);
        SetSize(ChainSizes.Classes, slots, words);
    }

    /// <summary>A new block for an allocator, of a class's size where there is one.</summary>
    internal static LargeChain Block(int slots, int words)
    {
        int size = ChainSizes.Class(slots, words);
        var block = size < ChainSizes.Classes ? new LargeChain(ChainSizes.Slots(size), ChainSizes.Words(size), null) : new(slots, words);
        block.GiveAway();
        return block;
    }

    /// <summary>Takes a block from an allocator, and sees that it is one.</summary>
    /// <exception cref="InvalidOperationException">It is none that may be used.</exception>
    internal static LargeChain From(IScratchAllocator allocator, int slots, int words)
    {
        const string OfThatSize = "Have Rent return ScratchBlock.Create(slots, words), or a block of that size or more that was given back.";
        InvalidOperationException Wrong(string what, string remedy) => new($"The scratch allocator '{allocator.GetType()}' has given {what}, where {slots} slots and {words} words were asked for. {remedy}");
        if (Ask(allocator, slots, words, null) is not LargeChain block) throw Wrong("null", OfThatSize);
        if (!block.TryTakeOver()) throw Wrong("a block that is in use", "Have Rent return each block once until it has been given back.");
        if (block.SlotCount < slots || block.WordCount < words)
        {
            block.GiveAway();
            throw Wrong($"a block of {block.SlotCount} slots and {block.WordCount} words", OfThatSize);
        }
        block.owner = allocator;
        return block;
    }

    /// <summary>Asks for a block, or gives one back: in the middle of methods that count on nobody to change contexts there.</summary>
    static ScratchBlock? Ask(IScratchAllocator allocator, int slots, int words, LargeChain? given)
    {
        var thread = Thread.CurrentThread;
        var (execution, synchronization) = (Fence.Execution(thread), Fence.Synchronization(thread));
        try
        {
            if (given is null) return allocator.Rent(slots, words);
            allocator.Return(given);
            return null;
        }
        finally
        {
            Fence.Exit(thread, execution, synchronization);
        }
    }

    /// <summary>A chain to take the place of this one.</summary>
    internal new Chain RentLarger(int slots, int words)
    {
        if (!IsAllocated) return Rent(slots, words);
        LargeChain larger;
        try
        {
            larger = owner is null ? new(slots, words) : From(owner, slots, words);
        }
        // An allocator is user code, and what it throws here would be thrown into a method that has suspended: the frames behind it would be lost.
        catch (Exception exception)
        {
            larger = new(slots, words) { problem = new($"The scratch allocator '{owner!.GetType()}' has failed while a call was pending: {exception.Message}", exception) };
        }
        larger.problem ??= problem;
        return larger;
    }

    /// <summary>What takes the place of the call's outcome; null for nothing.</summary>
    internal InvalidOperationException? TakeProblem()
    {
        var taken = problem;
        problem = null;
        return taken;
    }

    /// <summary>Goes back to what it comes from: an allocator, or the garbage collector.</summary>
    internal virtual void ReturnToOwner(Room? room)
    {
        if (owner is not { } allocator) return;
        owner = null;
        problem = null;
        GiveAway();
        try
        {
            _ = Ask(allocator, 0, 0, this);
        }
        // As above: the call has its result, which is not to be lost. A room tells whoever takes it; behind a method there is nobody.
        catch (Exception exception)
        {
            if (room is null) Unhandled.Throw(exception);
            else room.Tell(new($"The scratch allocator '{allocator.GetType()}' has not taken a block back: {exception.Message}", exception));
        }
    }
}
