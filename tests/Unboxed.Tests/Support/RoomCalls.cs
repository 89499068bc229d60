using Unboxed.CompilerServices;

namespace Unboxed.Tests.Support;

/// <summary>What an adapter's method does for callers that are not woven.</summary>
static class RoomCalls
{
    internal static ValueTask<R> Call<R>(Room room, INode<R> node)
    {
        Assert.True(room.TryTake());
        return Taken(room, node, Strategies.Caching());
    }

    /// <summary>In the room that a strategy gives.</summary>
    internal static ValueTask<R> Take<R>(AdapterStrategy strategy, INode<R> node) => Taken(strategy.Take()!, node, strategy);

    static ValueTask<R> Taken<R>(Room room, INode<R> node, AdapterStrategy strategy)
    {
        Scratch scratch = default;
        room.Begin(ref scratch, 0, strategy);
        var answer = node.Next(ref scratch, out var result);
        Assert.True(Rooms.EndOf(room, Companion.Give(answer), ref scratch, result, out var task));
        return task;
    }

    internal static ValueTask CallForNothing(Room room, INode<VoidResult> node)
    {
        Assert.True(room.TryTake());
        Scratch scratch = default;
        room.Begin(ref scratch, 0, Strategies.Caching());
        var answer = node.Next(ref scratch, out _);
        Assert.True(Rooms.End(room, Companion.Give(answer), ref scratch, out var task));
        return task;
    }
}
