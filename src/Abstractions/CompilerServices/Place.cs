using System.ComponentModel;

namespace Unboxed.CompilerServices;

/// <summary>Where a frame is in its chain: its first slot and its first word.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Place
{
    internal Place(int slot, int word) => (Slot, Word) = (slot, word);

    internal int Slot { get; }

    internal int Word { get; }

    /// <summary>That of a method that has been called: its frame has no place yet.</summary>
    public static Place None => new(-1, 0);

    internal bool IsNone => Slot < 0;

    internal static Place From(long packed) => new((int)packed, (int)(packed >> 32));

    internal long Packed => (uint)Slot | (long)Word << 32;
}
