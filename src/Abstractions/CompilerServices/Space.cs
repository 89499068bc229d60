using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unboxed.CompilerServices;

/// <summary>Scratch space on the heap: reference slots and 8-byte words.</summary>
/// <remarks>Within the object itself while they suffice: each level of indirection could be measured.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class Space : Pooled
{
    /// <summary>What a new space has room for; it grows to what is asked of it, and stays grown.</summary>
    internal const int InitialSlots = 32, InitialWords = 16;

    /// <summary>A space that has grown beyond this is left to the garbage collector instead of being kept in a pool.</summary>
    internal const int MaxPooledSlots = 256, MaxPooledWords = 256;

    InitialSlotArray initialSlots;
    InitialWordArray initialWords;

    /// <summary>Instead of the initial ones, where these are too few.</summary>
    object?[]? moreSlots;
    long[]? moreWords;

    /// <summary>How much there is, without levels.</summary>
    Room size = new(InitialSlots, InitialWords, 0);

    /// <summary>The first reference slot.</summary>
    public ref object? Refs
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref moreSlots is { } more ? ref MemoryMarshal.GetArrayDataReference(more) : ref Unsafe.As<InitialSlotArray, object?>(ref initialSlots);
    }

    /// <summary>The first word.</summary>
    public ref long Words
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref moreWords is { } more ? ref MemoryMarshal.GetArrayDataReference(more) : ref Unsafe.As<InitialWordArray, long>(ref initialWords);
    }

    /// <summary>Whether no reference is kept here.</summary>
    internal bool IsEmpty
    {
        get
        {
            foreach (var slot in MemoryMarshal.CreateSpan(ref Refs, size.Slots))
            {
                if (slot is not null) return false;
            }
            return true;
        }
    }

    internal bool IsPoolable => moreSlots is null or { Length: <= MaxPooledSlots } && moreWords is null or { Length: <= MaxPooledWords };

    /// <summary>Makes room. Only while nothing is kept here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Ensure(int slotCount, int wordCount)
    {
        if (size.Slots < slotCount || size.Words < wordCount) Grow(slotCount, wordCount);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void Grow(int slotCount, int wordCount)
    {
        if (size.Slots < slotCount) moreSlots = new object?[RoundUp(slotCount)];
        if (size.Words < wordCount) moreWords = new long[RoundUp(wordCount)];
        size = new(moreSlots?.Length ?? InitialSlots, Math.Min(moreWords?.Length ?? InitialWords, CompilerServices.Room.MaxWords), 0);
    }

    internal Room Room(int levels) => size.WithLevels(levels);

    static int RoundUp(int count) => (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)count);

    [InlineArray(InitialSlots)]
    [SuppressMessage("Performance", "CA1823", Justification = "The runtime repeats the field.")]
    struct InitialSlotArray
    {
        object? first;
    }

    [InlineArray(InitialWords)]
    [SuppressMessage("Performance", "CA1823", Justification = "The runtime repeats the field.")]
    struct InitialWordArray
    {
        long first;
    }
}
