namespace Unboxed.Cli.Reports;

/// <summary>A method that scratch calls call; its size is the full need of a call.</summary>
sealed record CalledMethod : Sized
{
    public required string Name { get; init; }

    /// <summary><c>interface</c>, <c>virtual</c> or <c>direct</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>What bounds the need, in bytes.</summary>
    public int Budget { get; init; }

    /// <summary>Set aside for implementers that the analysis cannot see, in bytes.</summary>
    public int Reserve { get; init; }

    /// <summary>Whether classes that the analysis cannot see may implement it.</summary>
    public bool Open { get; init; }

    public IReadOnlyList<Implementer> Implementers { get; init; } = [];
    public Recursion? Recursion { get; init; }
}

/// <summary>An implementer of a called method; its size is its full need.</summary>
sealed record Implementer : Sized
{
    public required string Name { get; init; }

    /// <summary><c>async</c>, <c>forwards</c> or <c>ordinary</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Why it is called in the ordinary way; null where it is not.</summary>
    public string? Reason { get; init; }

    /// <summary>The need of its future alone, in bytes.</summary>
    public int OwnBytes { get; init; }

    /// <summary>Whether it decides the method's need.</summary>
    public bool Largest { get; init; }
}

/// <summary>A method that calls itself, directly or through others.</summary>
/// <param name="Cycle">The methods on the way, or the first of them.</param>
/// <param name="Levels">How often the way is gone within the budget.</param>
/// <param name="Nested">Whether it is gone once for each object of those that hold one another.</param>
sealed record Recursion(IReadOnlyList<string> Cycle, int Levels = 0, bool Nested = false)
{
    /// <summary>How many methods there are on the way; 0 in a report that does not say it, which has all.</summary>
    public int Length { get; init; }
}
