using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace NextAbi;

/// <summary>How a frame waits for its leaf: in one word of it.</summary>
readonly struct LeafKind
{
    const long TaskBit = 1 << 16, YieldBit = 1 << 17, CapturesBit = 1 << 18;

    LeafKind(long packed) => Packed = packed;

    internal long Packed { get; }

    internal static LeafKind Task(bool continueOnCapturedContext) => new(TaskBit | Captures(continueOnCapturedContext));

    internal static LeafKind Source(short token, bool continueOnCapturedContext) => new((ushort)token | Captures(continueOnCapturedContext));

    internal static LeafKind Yield => new(YieldBit | CapturesBit);

    static long Captures(bool continueOnCapturedContext) => continueOnCapturedContext ? CapturesBit : 0;

    internal static LeafKind From(long packed) => new(packed);

    internal bool IsTask => (Packed & TaskBit) != 0;

    internal bool IsYield => (Packed & YieldBit) != 0;

    internal bool ContinuesOnCapturedContext => (Packed & CapturesBit) != 0;

    internal short Token => (short)Packed;

    internal ValueTaskSourceOnCompletedFlags Flags => ContinuesOnCapturedContext ? ValueTaskSourceOnCompletedFlags.UseSchedulingContext : ValueTaskSourceOnCompletedFlags.None;
}

/// <summary>Registers a continuation with a source, whose type only the body that awaits it knows.</summary>
abstract class Registrar
{
    internal abstract void Register(object source, LeafKind kind, Action<object?> continuation, object state);
}

/// <inheritdoc/>
sealed class SourceRegistrar : Registrar
{
    internal static readonly SourceRegistrar Instance = new();

    internal override void Register(object source, LeafKind kind, Action<object?> continuation, object state) =>
        Unsafe.As<IValueTaskSource>(source).OnCompleted(continuation, state, kind.Token, kind.Flags);
}

/// <inheritdoc/>
sealed class SourceRegistrar<T> : Registrar
{
    internal static readonly SourceRegistrar<T> Instance = new();

    internal override void Register(object source, LeafKind kind, Action<object?> continuation, object state) =>
        Unsafe.As<IValueTaskSource<T>>(source).OnCompleted(continuation, state, kind.Token, kind.Flags);
}

/// <summary>The fields of the framework's awaiters of a ValueTask, in their order.</summary>
struct ValueTaskParts<T>
{
    internal object? Source;
    internal T? Result;
    internal short Token;
    internal bool ContinueOnCapturedContext;
}

/// <inheritdoc cref="ValueTaskParts{T}"/>
struct ValueTaskParts
{
    internal object? Source;
    internal short Token;
    internal bool ContinueOnCapturedContext;
}

/// <summary>Suspends and resumes frames at awaits of the framework's awaitables.</summary>
[StackTraceHidden]
public static class Leaves
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Place Suspend<T>(ref Scratch scratch, ref ValueTaskAwaiter<T> awaiter, Future future, int state, Place place, int slots, int words)
    {
        ref var parts = ref Unsafe.As<ValueTaskAwaiter<T>, ValueTaskParts<T>>(ref awaiter);
        return parts.Source is Task
            ? scratch.SuspendAtLeaf(parts.Source, LeafKind.Task(true), null, future, state, place, slots, words)
            : scratch.SuspendAtLeaf(parts.Source!, LeafKind.Source(parts.Token, true), SourceRegistrar<T>.Instance, future, state, place, slots, words);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ValueTaskAwaiter<T> TakeValueTask<T>(ref Scratch scratch, Place place)
    {
        var kind = LeafKind.From(scratch.Word(place, Future.HeaderWords));
        ref object? leaf = ref scratch.Slot(place, Future.HeaderSlots);
        return (kind.IsTask ? new ValueTask<T>(TakeTask<T>(ref leaf)) : new ValueTask<T>(Unsafe.As<IValueTaskSource<T>>(leaf!), kind.Token)).GetAwaiter();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Place Suspend<T>(ref Scratch scratch, ref ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter awaiter, Future future, int state, Place place, int slots, int words)
    {
        ref var parts = ref Unsafe.As<ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter, ValueTaskParts<T>>(ref awaiter);
        return parts.Source is Task
            ? scratch.SuspendAtLeaf(parts.Source, LeafKind.Task(parts.ContinueOnCapturedContext), null, future, state, place, slots, words)
            : scratch.SuspendAtLeaf(parts.Source!, LeafKind.Source(parts.Token, parts.ContinueOnCapturedContext), SourceRegistrar<T>.Instance, future, state, place, slots, words);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Place Suspend(ref Scratch scratch, Task task, bool continueOnCapturedContext, Future future, int state, Place place, int slots, int words) =>
        scratch.SuspendAtLeaf(task, LeafKind.Task(continueOnCapturedContext), null, future, state, place, slots, words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Task<T> TakeTask<T>(ref Scratch scratch, Place place) => TakeTask<T>(ref scratch.Slot(place, Future.HeaderSlots));

    static Task<T> TakeTask<T>(ref object? leaf)
    {
        // It holds its result.
        var task = Unsafe.As<Task<T>>(leaf!);
        leaf = null;
        return task;
    }

    /// <summary>Suspends at <c>Task.Yield()</c>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Place SuspendAtYield(ref Scratch scratch, Future future, int state, Place place, int slots, int words) =>
        scratch.SuspendAtLeaf(Yield, LeafKind.Yield, null, future, state, place, slots, words);

    static readonly object Yield = new();
}
