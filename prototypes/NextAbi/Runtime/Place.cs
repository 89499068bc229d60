namespace NextAbi;

/// <summary>Where a frame is in its chain: its first slot and its first word.</summary>
public readonly struct Place(int slot, int word)
{
    internal int Slot { get; } = slot;

    internal int Word { get; } = word;

    /// <summary>That of a method that has been called: its frame has no place yet.</summary>
    public static Place None => new(-1, 0);

    internal bool IsNone => Slot < 0;

    internal static Place From(long packed) => new((int)packed, (int)(packed >> 32));

    internal long Packed => (uint)Slot | (long)Word << 32;
}
