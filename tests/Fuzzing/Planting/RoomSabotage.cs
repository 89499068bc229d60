using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Unboxed.CompilerServices;

namespace Unboxed.Fuzzing.Planting;

/// <summary>What rooms keep to themselves, and how their futures are got at.</summary>
static class RoomParts
{
    const string Source = "_obj", Token = "_token";

    internal static bool IsPending(Type? answered) => Companion.Take(answered) == Answer.Pending;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "state")]
    internal static extern ref int State(Room room);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "isBegun")]
    internal static extern ref bool IsBegun(Room room);

    /// <summary>The future of a call that is pending, over another source.</summary>
    internal static ValueTask<R> Over<R>(ValueTask<R> future, Func<IValueTaskSource<R>, IValueTaskSource<R>> other) => new(other((IValueTaskSource<R>)SourceOf(ref future)!), TokenOf(ref future));

    internal static ValueTask Over(ValueTask future, Func<IValueTaskSource, IValueTaskSource> other) => new(other((IValueTaskSource)SourceOf(ref future)!), TokenOf(ref future));

    static object? SourceOf<R>(ref ValueTask<R> future) => Fields<R>.SourceOf(ref future);

    static short TokenOf<R>(ref ValueTask<R> future) => Fields<R>.TokenOf(ref future);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = Source)]
    static extern ref object? SourceOf(ref ValueTask future);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = Token)]
    static extern ref short TokenOf(ref ValueTask future);

    static class Fields<R>
    {
        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = Source)]
        internal static extern ref object? SourceOf(ref ValueTask<R> future);

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = Token)]
        internal static extern ref short TokenOf(ref ValueTask<R> future);
    }
}

/// <summary>A room is free while its call is pending: the next call gets it too.</summary>
public static class RoomOfTwoCalls
{
    public static bool EndOf<R>(Room room, Type? answered, ref Scratch scratch, R result, out ValueTask<R> task)
    {
        bool isDone = Rooms.EndOf(room, answered, ref scratch, result, out task);
        if (RoomParts.IsPending(answered)) Free(room);
        return isDone;
    }

    public static bool End(Room room, Type? answered, ref Scratch scratch, out ValueTask task)
    {
        bool isDone = Rooms.End(room, answered, ref scratch, out task);
        if (RoomParts.IsPending(answered)) Free(room);
        return isDone;
    }

    static void Free(Room room)
    {
        RoomParts.IsBegun(room) = false;
        RoomParts.State(room) = 0;
    }
}

/// <summary>A call that completes at once keeps its room.</summary>
public static class RoomNotFreed
{
    public static bool EndOf<R>(Room room, Type? answered, ref Scratch scratch, R result, out ValueTask<R> task)
    {
        bool isDone = Rooms.EndOf(room, answered, ref scratch, result, out task);
        if (!RoomParts.IsPending(answered)) room.TryTake();
        return isDone;
    }

    public static bool End(Room room, Type? answered, ref Scratch scratch, out ValueTask task)
    {
        bool isDone = Rooms.End(room, answered, ref scratch, out task);
        if (!RoomParts.IsPending(answered)) room.TryTake();
        return isDone;
    }
}

/// <summary>A call that throws keeps its room.</summary>
public static class RoomNotAbandoned
{
    public static void Abandon(Room room, ref Scratch scratch) => scratch.End();
}

/// <summary>Whoever awaits goes on wherever the call completes.</summary>
public static class ConsumersContextNotCaptured
{
    public static bool EndOf<R>(Room room, Type? answered, ref Scratch scratch, R result, out ValueTask<R> task) =>
        WithoutFlag.EndOf(room, answered, ref scratch, result, out task, ValueTaskSourceOnCompletedFlags.UseSchedulingContext);

    public static bool End(Room room, Type? answered, ref Scratch scratch, out ValueTask task) =>
        WithoutFlag.End(room, answered, ref scratch, out task, ValueTaskSourceOnCompletedFlags.UseSchedulingContext);
}

/// <summary>A continuation that is to run in the execution context of who registers it, does not.</summary>
public static class ConsumersFlowNotCaptured
{
    public static bool EndOf<R>(Room room, Type? answered, ref Scratch scratch, R result, out ValueTask<R> task) =>
        WithoutFlag.EndOf(room, answered, ref scratch, result, out task, ValueTaskSourceOnCompletedFlags.FlowExecutionContext);

    public static bool End(Room room, Type? answered, ref Scratch scratch, out ValueTask task) =>
        WithoutFlag.End(room, answered, ref scratch, out task, ValueTaskSourceOnCompletedFlags.FlowExecutionContext);
}

/// <summary>Sources that do not know one of the flags.</summary>
static class WithoutFlag
{
    internal static bool EndOf<R>(Room room, Type? answered, ref Scratch scratch, R result, out ValueTask<R> task, ValueTaskSourceOnCompletedFlags flag)
    {
        bool isDone = Rooms.EndOf(room, answered, ref scratch, result, out task);
        if (RoomParts.IsPending(answered)) task = RoomParts.Over(task, source => new Forgetful<R>(source, flag));
        return isDone;
    }

    internal static bool End(Room room, Type? answered, ref Scratch scratch, out ValueTask task, ValueTaskSourceOnCompletedFlags flag)
    {
        bool isDone = Rooms.End(room, answered, ref scratch, out task);
        if (RoomParts.IsPending(answered)) task = RoomParts.Over(task, source => new Forgetful(source, flag));
        return isDone;
    }

    sealed class Forgetful<R>(IValueTaskSource<R> source, ValueTaskSourceOnCompletedFlags flag) : IValueTaskSource<R>
    {
        public R GetResult(short token) => source.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => source.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => source.OnCompleted(continuation, state, token, flags & ~flag);
    }

    sealed class Forgetful(IValueTaskSource source, ValueTaskSourceOnCompletedFlags flag) : IValueTaskSource
    {
        public void GetResult(short token) => source.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => source.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => source.OnCompleted(continuation, state, token, flags & ~flag);
    }
}

/// <summary>A room keeps the SynchronizationContext that the consumer of its first call has captured.</summary>
public static class ContextOfAnEarlierCall
{
    static readonly ConditionalWeakTable<Room, StrongBox<SynchronizationContext?>> kept = [];

    public static bool EndOf<R>(Room room, Type? answered, ref Scratch scratch, R result, out ValueTask<R> task)
    {
        bool isDone = Rooms.EndOf(room, answered, ref scratch, result, out task);
        if (RoomParts.IsPending(answered)) task = RoomParts.Over(task, source => new Keeping<R>(source, room));
        return isDone;
    }

    public static bool End(Room room, Type? answered, ref Scratch scratch, out ValueTask task) => Rooms.End(room, answered, ref scratch, out task);

    sealed class Keeping<R>(IValueTaskSource<R> source, Room room) : IValueTaskSource<R>
    {
        public R GetResult(short token) => source.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => source.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        {
            var current = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(kept.GetValue(room, _ => new(current)).Value);
            source.OnCompleted(continuation, state, token, flags);
            SynchronizationContext.SetSynchronizationContext(current);
        }
    }
}

/// <summary>A continuation that captures no flow runs in the execution context in which the call was made, and not in that which its callee has left.</summary>
public static class ContextOfTheCallersFlow
{
    public static bool EndOf<R>(Room room, Type? answered, ref Scratch scratch, R result, out ValueTask<R> task)
    {
        bool isDone = Rooms.EndOf(room, answered, ref scratch, result, out task);
        if (RoomParts.IsPending(answered)) task = RoomParts.Over(task, source => new Flowing<R>(source, ExecutionContext.Capture()));
        return isDone;
    }

    public static bool End(Room room, Type? answered, ref Scratch scratch, out ValueTask task) => Rooms.End(room, answered, ref scratch, out task);

    sealed class Flowing<R>(IValueTaskSource<R> source, ExecutionContext? context) : IValueTaskSource<R>
    {
        public R GetResult(short token) => source.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => source.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        {
            if (context is null) source.OnCompleted(continuation, state, token, flags);
            else source.OnCompleted(_ => ExecutionContext.Run(context, new(continuation), state), null, token, flags);
        }
    }
}
