namespace Unboxed.Cli.Reports;

/// <summary>A place that asks for the adapter of an interface; its size is that of the most demanding call.</summary>
sealed record Adapter : Sized
{
    public required string Interface { get; init; }

    /// <summary><c>inlining</c>, <c>caching</c>, <c>allocating</c>, <c>own</c>, or <c>any</c> where an attribute asks.</summary>
    public required string Strategy { get; init; }

    /// <summary>The method that makes it; null for an attribute.</summary>
    public string? Maker { get; init; }
    public string? File { get; init; }
    public int Line { get; init; }
    public IReadOnlyList<AdapterCall> Calls { get; init; } = [];

    /// <summary>What callers that are not woven get.</summary>
    internal string Room => Calls.Count(call => call.Reason is null) is > 0 and var count ? $"room for {Amounts(count)}, {Bytes} bytes" : "no room";

    static string Amounts(int count) => count == 1 ? "calls of one method" : $"calls of {count} methods";
}

/// <summary>A method of an adapter; its size is the need of a call.</summary>
sealed record AdapterCall : Sized
{
    public required string Name { get; init; }

    /// <summary>Why callers that are not woven make an ordinary call of it; null where it has room.</summary>
    public string? Reason { get; init; }
}
