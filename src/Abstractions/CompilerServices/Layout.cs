using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>
/// Where a value is kept whose kind and size only the JIT knows: a type parameter, or a struct of another module. The
/// conditions are constants for the JIT. Every such value has one reference slot set aside, used or not.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Layout
{
    /// <summary>The 8-byte words that a value takes beside its reference slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Words<T>() => RuntimeHelpers.IsReferenceOrContainsReferences<T>() ? 0 : (Unsafe.SizeOf<T>() + 7) / 8;

    /// <summary>The larger of two sizes that are constants for the JIT.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Max(int left, int right) => left >= right ? left : right;

    /// <summary>Keeps a value: unmanaged in words, a single reference in the slot, anything else in a pooled holder in the slot.</summary>
    /// <param name="scratch">The scratch space.</param>
    /// <param name="place">The frame.</param>
    /// <param name="slot">The value's slot in the frame.</param>
    /// <param name="word">The value's first word in the frame.</param>
    /// <param name="value">The value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Save<T>(ref Scratch scratch, Place place, int slot, int word, T value)
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Unsafe.WriteUnaligned(ref Unsafe.As<long, byte>(ref scratch.Word(place, word)), value);
            // What has been kept there at another await is not to be kept.
            scratch.Keep(place, slot, null);
        }
        else if (!typeof(T).IsValueType) scratch.Keep(place, slot, value);
        else if (Unsafe.SizeOf<T>() == Unsafe.SizeOf<nint>()) Unsafe.As<object?, T>(ref scratch.Slot(place, slot)) = value;
        else scratch.Slot(place, slot) = Holder<T>.Rent(value);
    }

    /// <summary>Takes out what <see cref="Save{T}"/> has kept.</summary>
    /// <param name="scratch">The scratch space.</param>
    /// <param name="place">The frame.</param>
    /// <param name="slot">The value's slot in the frame.</param>
    /// <param name="word">The value's first word in the frame.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Take<T>(ref Scratch scratch, Place place, int slot, int word)
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>()) return Unsafe.ReadUnaligned<T>(ref Unsafe.As<long, byte>(ref scratch.Word(place, word)));
        ref object? kept = ref scratch.Slot(place, slot);
        if (!typeof(T).IsValueType || Unsafe.SizeOf<T>() == Unsafe.SizeOf<nint>()) return Unsafe.As<object?, T>(ref kept);
        var value = Unsafe.As<Holder<T>>(kept!).Return();
        kept = null;
        return value;
    }
}
