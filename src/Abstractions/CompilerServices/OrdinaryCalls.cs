using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>
/// As <see cref="Leaves"/>, for frames that wait for an ordinary call beside a scratch call, which is rare: not inlined, so that such a method pays for it with a call and not with
/// code, registers and stack of its own.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[StackTraceHidden]
public static class OrdinaryCalls
{
    /// <summary>Suspends at an await of a <see cref="ValueTask{T}"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Place SuspendAtValueTaskOf<T>(ref Scratch scratch, ValueTaskAwaiter<T> awaiter, Future future, int state, Place place) =>
        Leaves.SuspendAtValueTaskOf(ref scratch, awaiter, future, state, place);

    /// <summary>Suspends at a configured await of a <see cref="ValueTask{T}"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Place SuspendAtConfiguredValueTaskOf<T>(ref Scratch scratch, ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter awaiter, Future future, int state, Place place) =>
        Leaves.SuspendAtConfiguredValueTaskOf(ref scratch, awaiter, future, state, place);

    /// <summary>Suspends at an await of a <see cref="ValueTask"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Place SuspendAtValueTask(ref Scratch scratch, ValueTaskAwaiter awaiter, Future future, int state, Place place) =>
        Leaves.SuspendAtValueTask(ref scratch, awaiter, future, state, place);

    /// <summary>Suspends at a configured await of a <see cref="ValueTask"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Place SuspendAtConfiguredValueTask(ref Scratch scratch, ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter awaiter, Future future, int state, Place place) =>
        Leaves.SuspendAtConfiguredValueTask(ref scratch, awaiter, future, state, place);

    /// <summary>Suspends at an await of a task.</summary>
    /// <typeparam name="TAwaiter">Its awaiter, which has the task alone.</typeparam>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Place SuspendAtTask<TAwaiter>(ref Scratch scratch, TAwaiter awaiter, Future future, int state, Place place)
        where TAwaiter : ICriticalNotifyCompletion => Leaves.SuspendAtTask(ref scratch, awaiter, future, state, place);

    /// <summary>Suspends at a configured await of a task.</summary>
    /// <typeparam name="TAwaiter">Its awaiter, which has the task and its options.</typeparam>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Place SuspendAtConfiguredTask<TAwaiter>(ref Scratch scratch, TAwaiter awaiter, Future future, int state, Place place)
        where TAwaiter : ICriticalNotifyCompletion => Leaves.SuspendAtConfiguredTask(ref scratch, awaiter, future, state, place);

    /// <summary>The awaiter of a <see cref="ValueTask{T}"/> again.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ValueTaskAwaiter<T> TakeValueTaskOf<T>(ref Scratch scratch, Place place) => Leaves.TakeValueTaskOf<T>(ref scratch, place);

    /// <summary>The configured awaiter of a <see cref="ValueTask{T}"/> again.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter TakeConfiguredValueTaskOf<T>(ref Scratch scratch, Place place) =>
        Leaves.TakeConfiguredValueTaskOf<T>(ref scratch, place);

    /// <summary>The awaiter of a <see cref="ValueTask"/> again.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ValueTaskAwaiter TakeValueTask(ref Scratch scratch, Place place) => Leaves.TakeValueTask(ref scratch, place);

    /// <summary>The configured awaiter of a <see cref="ValueTask"/> again.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter TakeConfiguredValueTask(ref Scratch scratch, Place place) =>
        Leaves.TakeConfiguredValueTask(ref scratch, place);

    /// <summary>The awaiter of a task again.</summary>
    /// <typeparam name="TAwaiter">As it was suspended at.</typeparam>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static TAwaiter TakeTask<TAwaiter>(ref Scratch scratch, Place place) => Leaves.TakeTask<TAwaiter>(ref scratch, place);

    /// <summary>The configured awaiter of a task again.</summary>
    /// <typeparam name="TAwaiter">As it was suspended at.</typeparam>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static TAwaiter TakeConfiguredTask<TAwaiter>(ref Scratch scratch, Place place) => Leaves.TakeConfiguredTask<TAwaiter>(ref scratch, place);
}
