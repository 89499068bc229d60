using System.Collections.Concurrent;

namespace Unboxed.CompilerServices;

/// <summary>What lends blocks to roots whose chains are too small, and takes them back.</summary>
interface ISideStack
{
    /// <summary>A root has given the block back: it is empty, and nobody has it.</summary>
    void TakeBack(SideBlock block);
}

/// <summary>A block of a side stack. When it is too small itself, the chain grows as any does.</summary>
/// <param name="home">Where it goes back to.</param>
/// <param name="slots">Its reference slots.</param>
/// <param name="words">Its 8-byte words.</param>
sealed class SideBlock(ISideStack home, int slots, int words) : LargeChain(slots, words, null)
{
    internal override void ReturnToOwner(Room? room) => home.TakeBack(this);
}

/// <summary>The side stacks of roots that have one by <see cref="ScratchSpaceAttribute.SideStack"/>, and what all side stacks have in common.</summary>
static class SideStacks
{
    internal const int MinBytes = 1024, MaxBytes = 32 * 1024 * 1024;

    /// <summary>In the place of a root's side stack: no block at all, neither of a scope.</summary>
    internal const int None = -1;

    /// <summary>A chain has two bytes for the size of its root's side stack.</summary>
    internal const int Unit = 1024;

    static readonly ConcurrentDictionary<int, SideStackPool> pools = new();

    /// <summary>What a number of bytes is divided into: frames have about twice as many slots as words.</summary>
    internal static (int Slots, int Words) CellsOf(int bytes)
    {
        int cells = bytes / 8, words = cells / 3;
        return (cells - words, words);
    }

    /// <summary>The blocks of a size, in units.</summary>
    internal static SideStackPool OfUnits(int units) => pools.TryGetValue(units, out var pool) ? pool : pools.GetOrAdd(units, static size => new(size * Unit));
}

/// <summary>Blocks of one size, of which a bounded number is kept.</summary>
sealed class SideStackPool : ISideStack
{
    internal const int KeptBytes = 1024 * 1024;

    readonly int slots, words;
    readonly SideBlock?[] kept;
    int count;

    internal SideStackPool(int bytes)
    {
        (slots, words) = SideStacks.CellsOf(bytes);
        kept = new SideBlock?[Math.Max(1, KeptBytes / bytes)];
    }

    /// <summary>A block that nobody has; null where there is not so much room in one.</summary>
    internal SideBlock? TryTake(int slots, int words)
    {
        if (slots > this.slots || words > this.words) return null;
        lock (kept)
        {
            if (count > 0)
            {
                var block = kept[--count]!;
                kept[count] = null;
                return block;
            }
        }
        return new(this, this.slots, this.words);
    }

    void ISideStack.TakeBack(SideBlock block)
    {
        lock (kept)
        {
            if (count < kept.Length) kept[count++] = block;
        }
    }
}
