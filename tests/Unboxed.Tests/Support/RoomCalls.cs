using Unboxed.CompilerServices;

namespace Unboxed.Tests.Support;

/// <summary>What an adapter's method does for callers that are not woven.</summary>
static class RoomCalls
{
    internal static ValueTask<R> Call<R>(Room room, INode<R> node)
    {
        var scratch = Begin(room);
        var answer = node.Next(ref scratch, out var result);
        Assert.True(Rooms.EndOf(room, Companion.Give(answer), ref scratch, result, out var task));
        return task;
    }

    internal static ValueTask CallForNothing(Room room, INode<VoidResult> node)
    {
        var scratch = Begin(room);
        var answer = node.Next(ref scratch, out _);
        Assert.True(Rooms.End(room, Companion.Give(answer), ref scratch, out var task));
        return task;
    }

    static Scratch Begin(Room room)
    {
        Assert.True(room.TryTake());
        Scratch scratch = default;
        room.Begin(ref scratch, 0, Strategies.Caching());
        return scratch;
    }
}
