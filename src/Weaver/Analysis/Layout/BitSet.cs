namespace Unboxed.Weaver.Analysis.Layout;

/// <summary>A set of small numbers.</summary>
sealed class BitSet
{
    readonly ulong[] bits;

    /// <param name="count">The numbers are below this.</param>
    internal BitSet(int count) => bits = new ulong[(count + 63) / 64];

    BitSet(ulong[] bits) => this.bits = bits;

    internal bool Contains(int number) => (bits[number >> 6] & (1UL << number)) != 0;

    internal void Add(int number) => bits[number >> 6] |= 1UL << number;

    internal void Remove(int number) => bits[number >> 6] &= ~(1UL << number);

    internal void Clear() => Array.Clear(bits, 0, bits.Length);

    /// <returns>Whether the other set had a number that this one had not.</returns>
    internal bool UnionWith(BitSet other)
    {
        ulong added = 0;
        for (int i = 0; i < bits.Length; i++)
        {
            added |= other.bits[i] & ~bits[i];
            bits[i] |= other.bits[i];
        }
        return added != 0;
    }

    internal BitSet Copy() => new((ulong[])bits.Clone());
}
