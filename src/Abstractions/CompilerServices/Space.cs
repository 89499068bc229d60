using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unboxed.CompilerServices;

/// <summary>Scratch space on the heap: reference slots and 8-byte words.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class Space : Pooled
{
    /// <summary>What a new space has room for; it grows to what is asked of it, and stays grown.</summary>
    internal const int InitialSlots = 32, InitialWords = 16;

    /// <summary>A space that has grown beyond this is left to the garbage collector instead of being kept in a pool.</summary>
    internal const int MaxPooledSlots = 256, MaxPooledWords = 256;

    object?[] slots = new object?[InitialSlots];
    long[] words = new long[InitialWords];

    /// <summary>How much there is, without levels.</summary>
    Room size = new(InitialSlots, InitialWords, 0);

    /// <summary>The first reference slot.</summary>
    public ref object? Refs => ref MemoryMarshal.GetArrayDataReference(slots);

    /// <summary>The first word.</summary>
    public ref long Words => ref MemoryMarshal.GetArrayDataReference(words);

    /// <summary>Whether no reference is kept here.</summary>
    internal bool IsEmpty => Array.TrueForAll(slots, slot => slot is null);

    internal bool IsPoolable => slots.Length <= MaxPooledSlots && words.Length <= MaxPooledWords;

    /// <summary>Makes room. Only while nothing is kept here.</summary>
    internal void Ensure(int slotCount, int wordCount)
    {
        if (slots.Length < slotCount || words.Length < wordCount) Grow(slotCount, wordCount);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void Grow(int slotCount, int wordCount)
    {
        if (slots.Length < slotCount) slots = new object?[RoundUp(slotCount)];
        if (words.Length < wordCount) words = new long[RoundUp(wordCount)];
        size = new(slots.Length, Math.Min(words.Length, CompilerServices.Room.MaxWords), 0);
    }

    internal Room Room(int levels) => size.WithLevels(levels);

    static int RoundUp(int count) => (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)count);
}
