using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Unboxed.CompilerServices;

/// <summary>
/// Suspends and resumes frames at leaves. What the framework's awaiters hold is taken apart into one slot and one word of the frame; an awaiter of another type, or one
/// whose fields are not known on this runtime, lies in a box.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[StackTraceHidden]
public static class Leaves
{
    static readonly object Yield = new();

    /// <summary>Suspends at an await of a <see cref="ValueTask{T}"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Place SuspendAtValueTaskOf<T>(ref Scratch scratch, ValueTaskAwaiter<T> awaiter, Future future, int state, Place place)
    {
        if (!ValueTaskParts<T>.AreKnown) return SuspendOther(ref scratch, awaiter, future, state, place);
        ref var parts = ref Unsafe.As<ValueTaskAwaiter<T>, ValueTaskParts<T>>(ref awaiter);
        return SuspendAtSource<T>(ref scratch, parts.Source!, parts.Token, true, future, state, place);
    }

    /// <summary>Suspends at a configured await of a <see cref="ValueTask{T}"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Place SuspendAtConfiguredValueTaskOf<T>(ref Scratch scratch, ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter awaiter, Future future, int state, Place place)
    {
        if (!ValueTaskParts<T>.AreKnown) return SuspendOther(ref scratch, awaiter, future, state, place);
        ref var parts = ref Unsafe.As<ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter, ValueTaskParts<T>>(ref awaiter);
        return SuspendAtSource<T>(ref scratch, parts.Source!, parts.Token, parts.ContinueOnCapturedContext, future, state, place);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Place SuspendAtSource<T>(ref Scratch scratch, object source, short token, bool continueOnCapturedContext, Future future, int state, Place place)
    {
        // One way for both, since all of it is inlined.
        bool isTask = source is Task;
        var kind = isTask ? LeafKind.Task(continueOnCapturedContext) : LeafKind.Source(token, continueOnCapturedContext);
        return scratch.SuspendAtLeaf(source, kind, isTask ? null : SourceRegistrar<T>.Instance, future, state, place);
    }

    /// <summary>Suspends at an await of a <see cref="ValueTask"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Place SuspendAtValueTask(ref Scratch scratch, ValueTaskAwaiter awaiter, Future future, int state, Place place)
    {
        if (!ValueTaskParts.AreKnown) return SuspendOther(ref scratch, awaiter, future, state, place);
        ref var parts = ref Unsafe.As<ValueTaskAwaiter, ValueTaskParts>(ref awaiter);
        return SuspendAtSource(ref scratch, parts.Source!, parts.Token, true, future, state, place);
    }

    /// <summary>Suspends at a configured await of a <see cref="ValueTask"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Place SuspendAtConfiguredValueTask(ref Scratch scratch, ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter awaiter, Future future, int state, Place place)
    {
        if (!ValueTaskParts.AreKnown) return SuspendOther(ref scratch, awaiter, future, state, place);
        ref var parts = ref Unsafe.As<ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter, ValueTaskParts>(ref awaiter);
        return SuspendAtSource(ref scratch, parts.Source!, parts.Token, parts.ContinueOnCapturedContext, future, state, place);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Place SuspendAtSource(ref Scratch scratch, object source, short token, bool continueOnCapturedContext, Future future, int state, Place place)
    {
        // One way for both, since all of it is inlined.
        bool isTask = source is Task;
        var kind = isTask ? LeafKind.Task(continueOnCapturedContext) : LeafKind.Source(token, continueOnCapturedContext);
        return scratch.SuspendAtLeaf(source, kind, isTask ? null : SourceRegistrar.Instance, future, state, place);
    }

    /// <summary>Suspends at an await of a task.</summary>
    /// <typeparam name="TAwaiter">Its awaiter, which has the task alone.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Place SuspendAtTask<TAwaiter>(ref Scratch scratch, TAwaiter awaiter, Future future, int state, Place place)
        where TAwaiter : ICriticalNotifyCompletion => TaskParts.AreKnown
        ? scratch.SuspendAtLeaf(Unsafe.As<TAwaiter, Task>(ref awaiter), LeafKind.Task(true), null, future, state, place)
        : SuspendOther(ref scratch, awaiter, future, state, place);

    /// <summary>Suspends at a configured await of a task.</summary>
    /// <typeparam name="TAwaiter">Its awaiter, which has the task and its options.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Place SuspendAtConfiguredTask<TAwaiter>(ref Scratch scratch, TAwaiter awaiter, Future future, int state, Place place)
        where TAwaiter : ICriticalNotifyCompletion
    {
        if (!TaskParts.AreKnown) return SuspendOther(ref scratch, awaiter, future, state, place);
        ref var parts = ref Unsafe.As<TAwaiter, TaskParts>(ref awaiter);
        return scratch.SuspendAtLeaf(parts.Task!, LeafKind.Task(parts.Options), null, future, state, place);
    }

    /// <summary>Suspends at <c>Task.Yield()</c>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Place SuspendAtYield(ref Scratch scratch, YieldAwaitable.YieldAwaiter awaiter, Future future, int state, Place place) =>
        scratch.SuspendAtLeaf(Yield, LeafKind.Yield, null, future, state, place);

    /// <summary>Suspends at an await of anything else.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Place SuspendOther<TAwaiter>(ref Scratch scratch, TAwaiter awaiter, Future future, int state, Place place)
        where TAwaiter : ICriticalNotifyCompletion =>
        scratch.SuspendAtLeaf(new StrongBox<TAwaiter>(awaiter), LeafKind.Other, AwaiterRegistrar<TAwaiter>.Instance, future, state, place);

#pragma warning disable CA2012 // Each is made for the one awaiter that takes it.
    /// <summary>The awaiter of a <see cref="ValueTask{T}"/> again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ValueTaskAwaiter<T> TakeValueTaskOf<T>(ref Scratch scratch, Place place) =>
        ValueTaskParts<T>.AreKnown ? ValueTask<T>(ref scratch, place, out _).GetAwaiter() : TakeOther<ValueTaskAwaiter<T>>(ref scratch, place);

    /// <summary>The configured awaiter of a <see cref="ValueTask{T}"/> again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter TakeConfiguredValueTaskOf<T>(ref Scratch scratch, Place place) => ValueTaskParts<T>.AreKnown
        ? ValueTask<T>(ref scratch, place, out var kind).ConfigureAwait(kind.ContinuesOnCapturedContext).GetAwaiter()
        : TakeOther<ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter>(ref scratch, place);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ValueTask<T> ValueTask<T>(ref Scratch scratch, Place place, out LeafKind kind)
    {
        kind = LeafKind.From(scratch.Word(place, 0));
        ref object? leaf = ref scratch.Slot(place, Future.LeafSlot);
        return kind.IsTask ? new(Unsafe.As<Task<T>>(Take(ref leaf))) : new(Unsafe.As<IValueTaskSource<T>>(leaf!), kind.Token);
    }

    /// <summary>The awaiter of a <see cref="System.Threading.Tasks.ValueTask"/> again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ValueTaskAwaiter TakeValueTask(ref Scratch scratch, Place place) =>
        ValueTaskParts.AreKnown ? ValueTask(ref scratch, place, out _).GetAwaiter() : TakeOther<ValueTaskAwaiter>(ref scratch, place);

    /// <summary>The configured awaiter of a <see cref="System.Threading.Tasks.ValueTask"/> again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter TakeConfiguredValueTask(ref Scratch scratch, Place place) => ValueTaskParts.AreKnown
        ? ValueTask(ref scratch, place, out var kind).ConfigureAwait(kind.ContinuesOnCapturedContext).GetAwaiter()
        : TakeOther<ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter>(ref scratch, place);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ValueTask ValueTask(ref Scratch scratch, Place place, out LeafKind kind)
    {
        kind = LeafKind.From(scratch.Word(place, 0));
        ref object? leaf = ref scratch.Slot(place, Future.LeafSlot);
        return kind.IsTask ? new(Take(ref leaf)) : new(Unsafe.As<IValueTaskSource>(leaf!), kind.Token);
    }

#pragma warning restore CA2012

    /// <summary>The awaiter of a task again.</summary>
    /// <typeparam name="TAwaiter">As it was suspended at.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TAwaiter TakeTask<TAwaiter>(ref Scratch scratch, Place place)
    {
        if (!TaskParts.AreKnown) return TakeOther<TAwaiter>(ref scratch, place);
        var task = Take(ref scratch.Slot(place, Future.LeafSlot));
        return Unsafe.As<Task, TAwaiter>(ref task);
    }

    /// <summary>The configured awaiter of a task again.</summary>
    /// <typeparam name="TAwaiter">As it was suspended at.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TAwaiter TakeConfiguredTask<TAwaiter>(ref Scratch scratch, Place place)
    {
        if (!TaskParts.AreKnown) return TakeOther<TAwaiter>(ref scratch, place);
        var parts = new TaskParts { Task = Take(ref scratch.Slot(place, Future.LeafSlot)), Options = LeafKind.From(scratch.Word(place, 0)).Options };
        return Unsafe.As<TaskParts, TAwaiter>(ref parts);
    }

    /// <summary>The awaiter of <c>Task.Yield()</c> again, which holds nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static YieldAwaitable.YieldAwaiter TakeYield(ref Scratch scratch, Place place) => default;

    /// <summary>An awaiter of anything else again.</summary>
    /// <typeparam name="TAwaiter">As it was suspended at.</typeparam>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static TAwaiter TakeOther<TAwaiter>(ref Scratch scratch, Place place)
    {
        ref object? leaf = ref scratch.Slot(place, Future.LeafSlot);
        var awaiter = Unsafe.As<StrongBox<TAwaiter>>(leaf!).Value!;
        leaf = null;
        return awaiter;
    }

    /// <summary>A task holds its result, which the frame is not to keep.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Task Take(ref object? leaf)
    {
        var task = Unsafe.As<Task>(leaf!);
        leaf = null;
        return task;
    }
}
