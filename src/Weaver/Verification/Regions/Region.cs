using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Verification;

internal enum RegionKind
{
    Try,
    Filter,
    Catch,
    Finally,
    Fault,
}

/// <summary>A protected block, filter or handler: the instructions from Start up to, not including, End.</summary>
internal sealed class Region(RegionKind kind, int start, int end)
{
    public RegionKind Kind { get; } = kind;
    public int Start { get; } = start;
    public int End { get; } = end;

    /// <summary>The smallest region around this one.</summary>
    public Region? Parent { get; set; }

    /// <summary>Of a try: the clauses that protect it, in the order of the table.</summary>
    public List<ExceptionHandler> Clauses { get; } = [];

    public bool Contains(int index) => Start <= index && index < End;

    public bool Encloses(Region other) => this != other && Start <= other.Start && other.End <= End;

    public bool Overlaps(Region other) => Start < other.End && other.Start < End;

    public IEnumerable<Region> SelfAndOuter()
    {
        for (var region = this; region is not null; region = region.Parent) yield return region;
    }

    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()} [{Start}, {End})";
}
