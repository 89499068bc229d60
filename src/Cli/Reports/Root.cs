namespace Unboxed.Cli.Reports;

/// <summary>An async method that provides scratch space; its size is the room that it provides.</summary>
sealed record Root : Sized
{
    public required string Name { get; init; }
    public string? File { get; init; }
    public int Line { get; init; }
    public IReadOnlyList<RootCall> Calls { get; init; } = [];
    public IReadOnlyList<Segment> Segments { get; init; } = [];

    /// <summary>Room that no path in the plan needs, in bytes.</summary>
    public int UnusedBytes { get; init; }
}

/// <summary>A scratch call of a root; its size is the callee's full need.</summary>
sealed record RootCall : Sized
{
    public int Line { get; init; }
    public required string Callee { get; init; }

    /// <summary>Whether it decides the root's room.</summary>
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

/// <summary>A call that may find too little room and take a segment.</summary>
/// <param name="Why"><c>recursion</c>, <c>budget</c> or <c>unknown implementers</c>.</param>
sealed record Segment(string Callee, string Why);
