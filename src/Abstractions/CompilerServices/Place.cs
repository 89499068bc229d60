using System.ComponentModel;

namespace Unboxed.CompilerServices;

/// <summary>Where a frame is in its chain: its first slot and its first word.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Place
{
    /// <summary>
    /// The word, the slot, and below them a bit that is no part of the place: a body that keeps its frame's place notes there that contexts may have changed (see <see cref="Fence"/>). One field, so that
    /// methods are given a place in one register, and take it apart where they need it, which those that do not suspend never do.
    /// </summary>
    internal readonly long Packed;

    internal Place(int slot, int word) : this(((uint)slot | (long)word << 32) << 1)
    {
    }

    internal Place(long packed) => Packed = packed;

    internal int Slot => (int)(Packed >> 1);

    internal int Word => (int)(Packed >> 33);

    /// <summary>That of a method that has been called: its frame has no place yet.</summary>
    public static Place None => new(-2);

    internal bool IsNone => Packed < 0;
}
