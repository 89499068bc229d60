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

    /// <summary>The larger of two needs that are constants for the JIT.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Max(int left, int right) => left >= right ? left : right;

    /// <summary>The first element of an inline array.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref TElement First<TArray, TElement>(ref TArray array) where TArray : struct => ref Unsafe.As<TArray, TElement>(ref array);

    /// <summary>Keeps a value: unmanaged in words, a single reference in the slot, anything else in a pooled holder in the slot.</summary>
    /// <param name="refs">The frame's first reference slot.</param>
    /// <param name="slot">The value's slot.</param>
    /// <param name="words">The frame's first word.</param>
    /// <param name="word">The value's first word.</param>
    /// <param name="value">The value.</param>
    /// <param name="thread">The current thread.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Save<T>(ref object? refs, int slot, ref long words, int word, T value, ThreadContext thread)
    {
        ref object? place = ref Unsafe.Add(ref refs, slot);
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>()) Unsafe.WriteUnaligned(ref Unsafe.As<long, byte>(ref Unsafe.Add(ref words, word)), value);
        else if (!typeof(T).IsValueType) place = value;
        else if (Unsafe.SizeOf<T>() == Unsafe.SizeOf<nint>()) Unsafe.As<object?, T>(ref place) = value;
        else place = Holder<T>.Rent(value, thread);
    }

    /// <summary>Takes out what <see cref="Save{T}"/> has kept, and leaves no reference behind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Take<T>(ref object? refs, int slot, ref long words, int word, ThreadContext thread)
    {
        ref object? place = ref Unsafe.Add(ref refs, slot);
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>()) return Unsafe.ReadUnaligned<T>(ref Unsafe.As<long, byte>(ref Unsafe.Add(ref words, word)));
        T value;
        if (!typeof(T).IsValueType || Unsafe.SizeOf<T>() == Unsafe.SizeOf<nint>()) value = Unsafe.As<object?, T>(ref place);
        else value = Unsafe.As<Holder<T>>(place!).Return(thread);
        place = null;
        return value;
    }
}
