using System.ComponentModel;

namespace Unboxed.CompilerServices;

/// <summary>Where a frame is in its chain: its first slot and its first word.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Place
{
    // One field: methods are given a place in one register, and take it apart where they need it, which those that do not suspend never do.
    internal readonly long Packed;

    internal Place(int slot, int word) : this((uint)slot | (long)word << 32)
    {
    }

    internal Place(long packed) => Packed = packed;

    internal int Slot => (int)Packed;

    internal int Word => (int)(Packed >> 32);

    /// <summary>That of a method that has been called: its frame has no place yet.</summary>
    public static Place None => new(-1);

    internal bool IsNone => Packed < 0;
}
