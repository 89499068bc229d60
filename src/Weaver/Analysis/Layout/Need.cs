namespace Unboxed.Weaver.Analysis.Layout;

/// <summary>An amount of scratch space.</summary>
/// <param name="Slots">Reference slots.</param>
/// <param name="Words">8-byte words.</param>
public readonly record struct Need(int Slots, int Words)
{
    /// <summary>8 bytes for a slot and for a word.</summary>
    public int Bytes => 8 * (Slots + Words);

    /// <summary>Room for both, one after the other.</summary>
    public Need Plus(Need other) => new(Slots + other.Slots, Words + other.Words);

    /// <summary>Room for either.</summary>
    public Need Max(Need other) => new(Math.Max(Slots, other.Slots), Math.Max(Words, other.Words));
}
