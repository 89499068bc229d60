using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>
/// Tasks on their way back: what a method that is not async returns when it has not passed its call on. Its caller takes the task and awaits it,
/// as it does with that of an ordinary call.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[StackTraceHidden]
public static class Handed
{
    /// <summary>Hands a task back; a result that is there already goes to the caller at once.</summary>
    /// <returns>What the method with the scratch ABI returns.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Future<VoidResult>? ReturnTask(Task task, ThreadContext thread, out VoidResult result)
    {
        result = default;
        if (task is { IsCompletedSuccessfully: true }) return null;
        thread.Handed = task;
        return Future<VoidResult>.HandedBack;
    }

    /// <inheritdoc cref="ReturnTask"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Future<R>? ReturnTaskOf<R>(Task<R> task, ThreadContext thread, out R result)
    {
        if (task is { IsCompletedSuccessfully: true })
        {
            result = task.Result;
            return null;
        }
        result = default!;
        thread.Handed = task;
        return Future<R>.HandedBack;
    }

    /// <inheritdoc cref="ReturnTask"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Future<VoidResult>? ReturnValueTask(ValueTask task, ThreadContext thread, out VoidResult result)
    {
        result = default;
        if (task.IsCompletedSuccessfully)
        {
            // A source is asked for its result once, whether or not it has one.
            task.GetAwaiter().GetResult();
            return null;
        }
        thread.Handed = Holder<ValueTask>.Rent(task, thread);
        return Future<VoidResult>.HandedBack;
    }

    /// <inheritdoc cref="ReturnTask"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Future<R>? ReturnValueTaskOf<R>(ValueTask<R> task, ThreadContext thread, out R result)
    {
        if (task.IsCompletedSuccessfully)
        {
            result = task.Result;
            return null;
        }
        result = default!;
        thread.Handed = Holder<ValueTask<R>>.Rent(task, thread);
        return Future<R>.HandedBack;
    }

    /// <summary>Called before a method that is not async passes a call on.</summary>
    /// <returns>For <see cref="IsFault"/>: tells faults of before from those of the call.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long PassOn() => FaultsOfBodies.Count;

    /// <summary>
    /// Whether what comes through the call that was passed on has been thrown by an async method. It is then handed back as the task that this method
    /// would have returned, and does not come through it. What a callee throws that is not async does.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool IsFault(Exception exception, long passedOn) => FaultsOfBodies.IsSince(exception, passedOn);

    /// <summary>Hands back what an async method has thrown.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Future<VoidResult> FailTask(Exception exception, ThreadContext thread, out VoidResult result)
    {
        result = default;
        thread.Handed = Task.FromException(exception);
        return Future<VoidResult>.HandedBack;
    }

    /// <inheritdoc cref="FailTask"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Future<R> FailTaskOf<R>(Exception exception, ThreadContext thread, out R result)
    {
        result = default!;
        thread.Handed = Task.FromException<R>(exception);
        return Future<R>.HandedBack;
    }

    /// <inheritdoc cref="FailTask"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Future<VoidResult> FailValueTask(Exception exception, ThreadContext thread, out VoidResult result)
    {
        result = default;
        thread.Handed = Holder<ValueTask>.Rent(new ValueTask(Task.FromException(exception)), thread);
        return Future<VoidResult>.HandedBack;
    }

    /// <inheritdoc cref="FailTask"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Future<R> FailValueTaskOf<R>(Exception exception, ThreadContext thread, out R result)
    {
        result = default!;
        thread.Handed = Holder<ValueTask<R>>.Rent(new ValueTask<R>(Task.FromException<R>(exception)), thread);
        return Future<R>.HandedBack;
    }

    /// <summary>Takes what has been handed back.</summary>
    /// <typeparam name="T">The type of the task, as the method returns it.</typeparam>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static T Take<T>(ThreadContext thread)
    {
        object? handed = thread.Handed;
        thread.Handed = null;
        return typeof(T).IsValueType ? Unsafe.As<Holder<T>>(handed!).Return(thread) : Unsafe.As<object?, T>(ref handed);
    }
}
