using Unboxed;

[assembly: Adapts(typeof(Benchmarks.Source.ILevel0)), Adapts(typeof(Benchmarks.Source.ILevel3))]

namespace Benchmarks.Source;

/// <summary>The strategies by which a call of the outermost of one or four levels keeps its state.</summary>
public static class Strategies
{
    /// <summary>The names, the one that others are compared with first.</summary>
    public static IReadOnlyList<string> Names { get; } = ["box", "inlining", "caching", "allocating", "own"];

    /// <summary>Puts the adapter of a strategy around an object.</summary>
    public static ILevel0 Of(string strategy, ILevel0 level) => strategy switch
    {
        "box" => new BoxedLevel0(level),
        "inlining" => Inlining.Of(level),
        "caching" => Caching.Of(level),
        "allocating" => Allocating.Of(level, ScratchAllocator.Pooling),
        "own" => Adapting.Of(level, new One()),
        _ => throw new ArgumentOutOfRangeException(nameof(strategy), strategy, "There is no such strategy."),
    };

    /// <summary>Puts the adapter of a strategy around an object.</summary>
    public static ILevel3 Of(string strategy, ILevel3 level) => strategy switch
    {
        "box" => new BoxedLevel3(level),
        "inlining" => Inlining.Of(level),
        "caching" => Caching.Of(level),
        "allocating" => Allocating.Of(level, ScratchAllocator.Pooling),
        "own" => Adapting.Of(level, new One()),
        _ => throw new ArgumentOutOfRangeException(nameof(strategy), strategy, "There is no such strategy."),
    };
}

/// <summary>A strategy as somebody would write it.</summary>
sealed class One : AdapterStrategy
{
    readonly Room room = new();

    protected override void Prepare(int slots, int words) => room.Reserve(slots, words);

    protected override Room? Take() => room.TryTake() ? room : null;

    protected override void Release() => room.Close();
}

/// <summary>Passes the call on, and has the ordinary one made: its callers, woven or not, get the object's own future.</summary>
[Boxed]
sealed class BoxedLevel0(ILevel0 level) : ILevel0
{
    public ValueTask<int> Next() => level.Next();
}

/// <summary>As <see cref="BoxedLevel0"/>.</summary>
[Boxed]
sealed class BoxedLevel3(ILevel3 level) : ILevel3
{
    public ValueTask<int> Next() => level.Next();
}
