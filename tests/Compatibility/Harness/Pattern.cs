namespace Unboxed.Compatibility.Harness;

/// <summary>Which leaves suspend: a bit for each, over again after the last.</summary>
public readonly record struct Pattern(uint Suspended, int Bits)
{
    public bool Suspends(int leaf) => (Suspended >> (leaf % Bits) & 1) != 0;
}
