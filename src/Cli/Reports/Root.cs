using System.Text.Json.Serialization;

namespace Unboxed.Cli.Reports;

/// <summary>An async method that makes scratch calls; its size is that of the chain that it expects.</summary>
sealed record Root : Sized
{
    public required string Name { get; init; }

    /// <summary>Of an application: the assembly of the root.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Assembly { get; init; }

    public string? File { get; init; }
    public int Line { get; init; }
    public IReadOnlyList<RootCall> Calls { get; init; } = [];
    public IReadOnlyList<Growth> Growth { get; init; } = [];

    /// <summary>What schema 1 has in its place: the callees that may have taken a segment of scratch space.</summary>
    public IReadOnlyList<Growth> Segments { init => Growth = value; }

    /// <summary>Room in the chain that no path in the plan needs, in bytes.</summary>
    public int UnusedBytes { get; init; }

    /// <summary>The type of the allocator that the chain comes from; null for the pools, and where an older weaver does not say it.</summary>
    public string? Allocator { get; init; }

    /// <summary>The block that takes the place of a chain which is too small, in bytes; 0 for none, and where an older weaver does not say it.</summary>
    public int SideStack { get; init; }
}

/// <summary>A scratch call of a root; its size is the callee's full need.</summary>
sealed record RootCall : Sized
{
    public int Line { get; init; }
    public required string Callee { get; init; }

    /// <summary>Whether it decides the size of the root's chain.</summary>
    public bool Deciding { get; init; }

    /// <summary>The frames of the most demanding path, the outermost callee first.</summary>
    public IReadOnlyList<PathFrame> Path { get; init; } = [];
}

/// <summary>A frame on a call path; its size is that of this frame alone.</summary>
sealed record PathFrame : Sized
{
    public required string Name { get; init; }
    public int Line { get; init; }
}

/// <summary>A callee that may find too little room in the chain, and make it grow.</summary>
/// <param name="Why"><c>recursion</c>, <c>nesting</c>, <c>budget</c> or <c>unknown implementers</c>.</param>
/// <param name="Levels">How many calls of it fit one inside the other; 0 where it does not go round, or an older weaver does not say it.</param>
sealed record Growth(string Callee, string Why, int Levels = 0)
{
    /// <summary>Whether the chain grows only where objects hold one another deeper than is expected.</summary>
    internal bool IsNesting => Why == "nesting";
}
