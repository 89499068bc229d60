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

/// <summary>The strategies of a woven caller itself.</summary>
public static class CallerStrategies
{
    /// <summary>The names: without one, chains from an allocator, chains with a side stack, and calls within a scope.</summary>
    public static IReadOnlyList<string> Names { get; } = ["caller", "caller-allocator", "caller-side-stack", "caller-scope"];

    /// <summary>A root that makes many calls.</summary>
    public static Func<int, Task<long>> Root(string strategy, ILevel0 level) => strategy switch
    {
        "caller" => new Root1(level).Run,
        "caller-allocator" => new AllocatorRoot1(level).Run,
        "caller-side-stack" => new SideStackRoot1(level).Run,
        "caller-scope" => new ScopeRoot1(level).Run,
        _ => throw new ArgumentOutOfRangeException(nameof(strategy), strategy, "There is no such strategy."),
    };

    /// <summary>A root that makes many calls.</summary>
    public static Func<int, Task<long>> Root(string strategy, ILevel3 level) => strategy switch
    {
        "caller" => new Root4(level).Run,
        "caller-allocator" => new AllocatorRoot4(level).Run,
        "caller-side-stack" => new SideStackRoot4(level).Run,
        "caller-scope" => new ScopeRoot4(level).Run,
        _ => throw new ArgumentOutOfRangeException(nameof(strategy), strategy, "There is no such strategy."),
    };
}

/// <summary>The pools, as an allocator of somebody's.</summary>
sealed class Passing : IScratchAllocator
{
    public ScratchBlock Rent(int slots, int words) => ScratchAllocator.Pooling.Rent(slots, words);

    public void Return(ScratchBlock block) => ScratchAllocator.Pooling.Return(block);
}

[ScratchSpace(Allocator = typeof(Passing))]
sealed class AllocatorRoot1(ILevel0 next)
{
    public async Task<long> Run(int calls) { long sum = 0; for (int i = 0; i < calls; i++) sum += await next.Next(); return sum; }
}

[ScratchSpace(Allocator = typeof(Passing))]
sealed class AllocatorRoot4(ILevel3 next)
{
    public async Task<long> Run(int calls) { long sum = 0; for (int i = 0; i < calls; i++) sum += await next.Next(); return sum; }
}

[ScratchSpace(SideStack = 16 * 1024)]
sealed class SideStackRoot1(ILevel0 next)
{
    public async Task<long> Run(int calls) { long sum = 0; for (int i = 0; i < calls; i++) sum += await next.Next(); return sum; }
}

[ScratchSpace(SideStack = 16 * 1024)]
sealed class SideStackRoot4(ILevel3 next)
{
    public async Task<long> Run(int calls) { long sum = 0; for (int i = 0; i < calls; i++) sum += await next.Next(); return sum; }
}

sealed class ScopeRoot1(ILevel0 next)
{
    public async Task<long> Run(int calls)
    {
        using var scope = AsyncSideStack.Enter(16 * 1024);
        long sum = 0;
        for (int i = 0; i < calls; i++) sum += await next.Next();
        return sum;
    }
}

sealed class ScopeRoot4(ILevel3 next)
{
    public async Task<long> Run(int calls)
    {
        using var scope = AsyncSideStack.Enter(16 * 1024);
        long sum = 0;
        for (int i = 0; i < calls; i++) sum += await next.Next();
        return sum;
    }
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
