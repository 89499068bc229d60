using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>What an adapter does with the room of a call.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerNonUserCode]
[StackTraceHidden]
public static class Rooms
{
    /// <summary>The callee has thrown out of the call: a method that is not async does.</summary>
    public static void Abandon(Room room, ref Scratch scratch)
    {
        scratch.End();
        room.End();
    }

    /// <summary>The callee has answered.</summary>
    /// <param name="room">The room of the call.</param>
    /// <param name="answered">What its companion has returned.</param>
    /// <param name="scratch">What it was given.</param>
    /// <param name="result">Its result, where it has completed.</param>
    /// <param name="task">What the adapter returns.</param>
    /// <returns>False: the ordinary call is due.</returns>
    public static bool EndOf<R>(Room room, Type? answered, ref Scratch scratch, R result, out ValueTask<R> task)
    {
        scratch.End();
        var answer = Companion.Take(answered);
        if (answer == Answer.Pending)
        {
            task = room.FutureOf<R>();
            room.Suspend(ref scratch);
            return true;
        }
        room.End();
        task = answer switch
        {
            Answer.Completed or Answer.Unfenced => new(result),
            Answer.Faulted => FaultOf<R>(ref scratch),
            Answer.HandedBack => Handed.Take<ValueTask<R>>(ref scratch),
            _ => default,
        };
        return answer != Answer.Declined;
    }

    /// <inheritdoc cref="EndOf"/>
    public static bool End(Room room, Type? answered, ref Scratch scratch, out ValueTask task)
    {
        scratch.End();
        var answer = Companion.Take(answered);
        if (answer == Answer.Pending)
        {
            task = room.Future;
            room.Suspend(ref scratch);
            return true;
        }
        room.End();
        task = answer switch
        {
            Answer.Faulted => Fault(ref scratch),
            Answer.HandedBack => Handed.Take<ValueTask>(ref scratch),
            _ => default,
        };
        return answer != Answer.Declined;
    }

    /// <summary>The task that the framework's builder makes of an exception: cancelled, where that says so.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    static ValueTask<R> FaultOf<R>(ref Scratch scratch)
    {
        var builder = AsyncValueTaskMethodBuilder<R>.Create();
        builder.SetException(scratch.TakeFault());
        return builder.Task;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ValueTask Fault(ref Scratch scratch)
    {
        var builder = AsyncValueTaskMethodBuilder.Create();
        builder.SetException(scratch.TakeFault());
        return builder.Task;
    }
}
