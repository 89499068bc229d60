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
    [ThreadStatic]
    static object? held;

    /// <summary>Hands a task back; a result that is there already goes to the caller at once.</summary>
    /// <returns>What the method with the scratch ABI returns.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Answer ReturnTask(Task task, ref Scratch scratch, out VoidResult result)
    {
        result = default;
        return task is { IsCompletedSuccessfully: true } ? Answer.Completed : scratch.HandBack(task);
    }

    /// <inheritdoc cref="ReturnTask"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Answer ReturnTaskOf<R>(Task<R> task, ref Scratch scratch, out R result)
    {
        if (task is { IsCompletedSuccessfully: true })
        {
            result = task.Result;
            return Answer.Completed;
        }
        result = default!;
        return scratch.HandBack(task);
    }

    /// <inheritdoc cref="ReturnTask"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Answer ReturnValueTask(ValueTask task, ref Scratch scratch, out VoidResult result)
    {
        result = default;
        if (!task.IsCompletedSuccessfully) return scratch.HandBack(Holder<ValueTask>.Rent(task));
        // A source is asked for its result once, whether or not it has one.
        task.GetAwaiter().GetResult();
        return Answer.Completed;
    }

    /// <inheritdoc cref="ReturnTask"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Answer ReturnValueTaskOf<R>(ValueTask<R> task, ref Scratch scratch, out R result)
    {
        if (task.IsCompletedSuccessfully)
        {
            result = task.Result;
            return Answer.Completed;
        }
        result = default!;
        return scratch.HandBack(Holder<ValueTask<R>>.Rent(task));
    }

    /// <summary>Takes what has been handed back.</summary>
    /// <typeparam name="T">The type of the task, as the method returns it.</typeparam>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static T Take<T>(ref Scratch scratch)
    {
        object? handed = scratch.Carried;
        scratch.Carried = null;
        return From<T>(handed);
    }

    /// <summary>Called by what calls for a root, and whose scratch space ends here: the root takes it at once, by <see cref="TakeHeld"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Hold(ref Scratch scratch) => held = scratch.Carried;

    /// <summary>Takes what has been handed back to a root.</summary>
    /// <typeparam name="T">The type of the task, as the method returns it.</typeparam>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static T TakeHeld<T>()
    {
        object? handed = held;
        held = null;
        return From<T>(handed);
    }

    static T From<T>(object? handed) => typeof(T).IsValueType ? Unsafe.As<Holder<T>>(handed!).Return() : Unsafe.As<object?, T>(ref handed);
}
