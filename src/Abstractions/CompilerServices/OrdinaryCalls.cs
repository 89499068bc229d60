using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>
/// The await of a scratch body at a scratch call, where that is an ordinary call after all, which is rare: the receiver is not woven, the call is declined, or a task is handed back. Not inlined, so that such a method
/// pays for it with a call and not with code, registers and stack of its own.
/// </summary>
/// <remarks>
/// There is a pair for each awaiter: those of the framework have no type in common by which they could be asked whether they have completed, and for their result.
/// What is a struct is asked for its awaiter here; a task is asked by the caller, where it fails if it is null.
/// A frame that waits for the task has it in the slot of its leaf, and is resumed in the state in which it waits for a callee: whether there is a leaf tells one from the other.
/// What has no result yet is stored before the frame is suspended: it may be stored where the scratch space carries what that gives (see <see cref="Scratch.ResultOf{T}"/>).
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
[StackTraceHidden]
public static class OrdinaryCalls
{
    /// <summary>What the user's method throws at an await where there is null in the place of the receiver or of the task.</summary>
    /// <param name="site">See <see cref="Scratch.Throw"/>.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    [SuppressMessage("Style", "IDE0060", Justification = "It tells calls apart.")]
    [SuppressMessage("Usage", "CA2201", Justification = "In the place of the runtime's own.")]
    public static Exception OfNull(int site) => new NullReferenceException();

    /// <summary>Awaits a task.</summary>
    /// <param name="awaiter">Its awaiter.</param>
    /// <param name="scratch">The scratch space.</param>
    /// <param name="future">The method.</param>
    /// <param name="state">The state in which it is to be resumed.</param>
    /// <param name="place">Where its frame has been before, or <see cref="Place.None"/>.</param>
    /// <param name="result">What the task has given.</param>
    /// <returns>Whether the result is there; otherwise the frame is suspended, and <see cref="Scratch.Suspended"/> says where it is.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool AwaitTask(TaskAwaiter awaiter, ref Scratch scratch, Future future, int state, Place place, out VoidResult result)
    {
        if (!awaiter.IsCompleted)
        {
            result = default;
            scratch.Suspended = Leaves.SuspendAtTask(ref scratch, awaiter, future, state, place);
            return false;
        }
        result = default;
        awaiter.GetResult();
        return true;
    }

    /// <summary>What a scratch call has given to a frame that is resumed, or, where it has become an ordinary call, a task.</summary>
    /// <param name="scratch">The scratch space.</param>
    /// <param name="place">The frame.</param>
    /// <param name="site">See <see cref="Scratch.Throw"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VoidResult TakeTask(ref Scratch scratch, Place place, int site) => scratch.HasLeaf(place) ? AwaitedTask(ref scratch, place) : scratch.TakeResult<VoidResult>(site);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static VoidResult AwaitedTask(ref Scratch scratch, Place place)
    {
        Leaves.TakeTask<TaskAwaiter>(ref scratch, place).GetResult();
        return default;
    }

    /// <summary>Awaits a task with a result.</summary>
    /// <param name="awaiter">Its awaiter.</param>
    /// <param name="scratch">The scratch space.</param>
    /// <param name="future">The method.</param>
    /// <param name="state">The state in which it is to be resumed.</param>
    /// <param name="place">Where its frame has been before, or <see cref="Place.None"/>.</param>
    /// <param name="result">What the task has given.</param>
    /// <returns>Whether the result is there; otherwise the frame is suspended, and <see cref="Scratch.Suspended"/> says where it is.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool AwaitTaskOf<T>(TaskAwaiter<T> awaiter, ref Scratch scratch, Future future, int state, Place place, out T result)
    {
        if (!awaiter.IsCompleted)
        {
            result = default!;
            scratch.Suspended = Leaves.SuspendAtTask(ref scratch, awaiter, future, state, place);
            return false;
        }
        result = awaiter.GetResult();
        return true;
    }

    /// <summary>What a scratch call has given to a frame that is resumed, or, where it has become an ordinary call, a task with a result.</summary>
    /// <param name="scratch">The scratch space.</param>
    /// <param name="place">The frame.</param>
    /// <param name="site">See <see cref="Scratch.Throw"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T TakeTaskOf<T>(ref Scratch scratch, Place place, int site) => scratch.HasLeaf(place) ? AwaitedTaskOf<T>(ref scratch, place) : scratch.TakeResult<T>(site);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static T AwaitedTaskOf<T>(ref Scratch scratch, Place place) => Leaves.TakeTask<TaskAwaiter<T>>(ref scratch, place).GetResult();

    /// <summary>Awaits a configured task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="scratch">The scratch space.</param>
    /// <param name="future">The method.</param>
    /// <param name="state">The state in which it is to be resumed.</param>
    /// <param name="place">Where its frame has been before, or <see cref="Place.None"/>.</param>
    /// <param name="result">What the task has given.</param>
    /// <returns>Whether the result is there; otherwise the frame is suspended, and <see cref="Scratch.Suspended"/> says where it is.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool AwaitConfiguredTask(ConfiguredTaskAwaitable task, ref Scratch scratch, Future future, int state, Place place, out VoidResult result)
    {
        var awaiter = task.GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            result = default;
            scratch.Suspended = Leaves.SuspendAtConfiguredTask(ref scratch, awaiter, future, state, place);
            return false;
        }
        result = default;
        awaiter.GetResult();
        return true;
    }

    /// <summary>What a scratch call has given to a frame that is resumed, or, where it has become an ordinary call, a configured task.</summary>
    /// <param name="scratch">The scratch space.</param>
    /// <param name="place">The frame.</param>
    /// <param name="site">See <see cref="Scratch.Throw"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VoidResult TakeConfiguredTask(ref Scratch scratch, Place place, int site) => scratch.HasLeaf(place) ? AwaitedConfiguredTask(ref scratch, place) : scratch.TakeResult<VoidResult>(site);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static VoidResult AwaitedConfiguredTask(ref Scratch scratch, Place place)
    {
        Leaves.TakeConfiguredTask<ConfiguredTaskAwaitable.ConfiguredTaskAwaiter>(ref scratch, place).GetResult();
        return default;
    }

    /// <summary>Awaits a configured task with a result.</summary>
    /// <param name="task">The task.</param>
    /// <param name="scratch">The scratch space.</param>
    /// <param name="future">The method.</param>
    /// <param name="state">The state in which it is to be resumed.</param>
    /// <param name="place">Where its frame has been before, or <see cref="Place.None"/>.</param>
    /// <param name="result">What the task has given.</param>
    /// <returns>Whether the result is there; otherwise the frame is suspended, and <see cref="Scratch.Suspended"/> says where it is.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool AwaitConfiguredTaskOf<T>(ConfiguredTaskAwaitable<T> task, ref Scratch scratch, Future future, int state, Place place, out T result)
    {
        var awaiter = task.GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            result = default!;
            scratch.Suspended = Leaves.SuspendAtConfiguredTask(ref scratch, awaiter, future, state, place);
            return false;
        }
        result = awaiter.GetResult();
        return true;
    }

    /// <summary>What a scratch call has given to a frame that is resumed, or, where it has become an ordinary call, a configured task with a result.</summary>
    /// <param name="scratch">The scratch space.</param>
    /// <param name="place">The frame.</param>
    /// <param name="site">See <see cref="Scratch.Throw"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T TakeConfiguredTaskOf<T>(ref Scratch scratch, Place place, int site) => scratch.HasLeaf(place) ? AwaitedConfiguredTaskOf<T>(ref scratch, place) : scratch.TakeResult<T>(site);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static T AwaitedConfiguredTaskOf<T>(ref Scratch scratch, Place place) => Leaves.TakeConfiguredTask<ConfiguredTaskAwaitable<T>.ConfiguredTaskAwaiter>(ref scratch, place).GetResult();

    /// <summary>Awaits a <see cref="ValueTask"/>.</summary>
    /// <param name="task">The task.</param>
    /// <param name="scratch">The scratch space.</param>
    /// <param name="future">The method.</param>
    /// <param name="state">The state in which it is to be resumed.</param>
    /// <param name="place">Where its frame has been before, or <see cref="Place.None"/>.</param>
    /// <param name="result">What the task has given.</param>
    /// <returns>Whether the result is there; otherwise the frame is suspended, and <see cref="Scratch.Suspended"/> says where it is.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool AwaitValueTask(ValueTask task, ref Scratch scratch, Future future, int state, Place place, out VoidResult result)
    {
        var awaiter = task.GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            result = default;
            scratch.Suspended = Leaves.SuspendAtValueTask(ref scratch, awaiter, future, state, place);
            return false;
        }
        result = default;
        awaiter.GetResult();
        return true;
    }

    /// <summary>What a scratch call has given to a frame that is resumed, or, where it has become an ordinary call, a <see cref="ValueTask"/>.</summary>
    /// <param name="scratch">The scratch space.</param>
    /// <param name="place">The frame.</param>
    /// <param name="site">See <see cref="Scratch.Throw"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VoidResult TakeValueTask(ref Scratch scratch, Place place, int site) => scratch.HasLeaf(place) ? AwaitedValueTask(ref scratch, place) : scratch.TakeResult<VoidResult>(site);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static VoidResult AwaitedValueTask(ref Scratch scratch, Place place)
    {
        Leaves.TakeValueTask(ref scratch, place).GetResult();
        return default;
    }

    /// <summary>Awaits a <see cref="ValueTask{T}"/>.</summary>
    /// <param name="task">The task.</param>
    /// <param name="scratch">The scratch space.</param>
    /// <param name="future">The method.</param>
    /// <param name="state">The state in which it is to be resumed.</param>
    /// <param name="place">Where its frame has been before, or <see cref="Place.None"/>.</param>
    /// <param name="result">What the task has given.</param>
    /// <returns>Whether the result is there; otherwise the frame is suspended, and <see cref="Scratch.Suspended"/> says where it is.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool AwaitValueTaskOf<T>(ValueTask<T> task, ref Scratch scratch, Future future, int state, Place place, out T result)
    {
        var awaiter = task.GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            result = default!;
            scratch.Suspended = Leaves.SuspendAtValueTaskOf(ref scratch, awaiter, future, state, place);
            return false;
        }
        result = awaiter.GetResult();
        return true;
    }

    /// <summary>What a scratch call has given to a frame that is resumed, or, where it has become an ordinary call, a <see cref="ValueTask{T}"/>.</summary>
    /// <param name="scratch">The scratch space.</param>
    /// <param name="place">The frame.</param>
    /// <param name="site">See <see cref="Scratch.Throw"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T TakeValueTaskOf<T>(ref Scratch scratch, Place place, int site) => scratch.HasLeaf(place) ? AwaitedValueTaskOf<T>(ref scratch, place) : scratch.TakeResult<T>(site);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static T AwaitedValueTaskOf<T>(ref Scratch scratch, Place place) => Leaves.TakeValueTaskOf<T>(ref scratch, place).GetResult();

    /// <summary>Awaits a configured <see cref="ValueTask"/>.</summary>
    /// <param name="task">The task.</param>
    /// <param name="scratch">The scratch space.</param>
    /// <param name="future">The method.</param>
    /// <param name="state">The state in which it is to be resumed.</param>
    /// <param name="place">Where its frame has been before, or <see cref="Place.None"/>.</param>
    /// <param name="result">What the task has given.</param>
    /// <returns>Whether the result is there; otherwise the frame is suspended, and <see cref="Scratch.Suspended"/> says where it is.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool AwaitConfiguredValueTask(ConfiguredValueTaskAwaitable task, ref Scratch scratch, Future future, int state, Place place, out VoidResult result)
    {
        var awaiter = task.GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            result = default;
            scratch.Suspended = Leaves.SuspendAtConfiguredValueTask(ref scratch, awaiter, future, state, place);
            return false;
        }
        result = default;
        awaiter.GetResult();
        return true;
    }

    /// <summary>What a scratch call has given to a frame that is resumed, or, where it has become an ordinary call, a configured <see cref="ValueTask"/>.</summary>
    /// <param name="scratch">The scratch space.</param>
    /// <param name="place">The frame.</param>
    /// <param name="site">See <see cref="Scratch.Throw"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VoidResult TakeConfiguredValueTask(ref Scratch scratch, Place place, int site) => scratch.HasLeaf(place) ? AwaitedConfiguredValueTask(ref scratch, place) : scratch.TakeResult<VoidResult>(site);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static VoidResult AwaitedConfiguredValueTask(ref Scratch scratch, Place place)
    {
        Leaves.TakeConfiguredValueTask(ref scratch, place).GetResult();
        return default;
    }

    /// <summary>Awaits a configured <see cref="ValueTask{T}"/>.</summary>
    /// <param name="task">The task.</param>
    /// <param name="scratch">The scratch space.</param>
    /// <param name="future">The method.</param>
    /// <param name="state">The state in which it is to be resumed.</param>
    /// <param name="place">Where its frame has been before, or <see cref="Place.None"/>.</param>
    /// <param name="result">What the task has given.</param>
    /// <returns>Whether the result is there; otherwise the frame is suspended, and <see cref="Scratch.Suspended"/> says where it is.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool AwaitConfiguredValueTaskOf<T>(ConfiguredValueTaskAwaitable<T> task, ref Scratch scratch, Future future, int state, Place place, out T result)
    {
        var awaiter = task.GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            result = default!;
            scratch.Suspended = Leaves.SuspendAtConfiguredValueTaskOf(ref scratch, awaiter, future, state, place);
            return false;
        }
        result = awaiter.GetResult();
        return true;
    }

    /// <summary>What a scratch call has given to a frame that is resumed, or, where it has become an ordinary call, a configured <see cref="ValueTask{T}"/>.</summary>
    /// <param name="scratch">The scratch space.</param>
    /// <param name="place">The frame.</param>
    /// <param name="site">See <see cref="Scratch.Throw"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T TakeConfiguredValueTaskOf<T>(ref Scratch scratch, Place place, int site) => scratch.HasLeaf(place) ? AwaitedConfiguredValueTaskOf<T>(ref scratch, place) : scratch.TakeResult<T>(site);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static T AwaitedConfiguredValueTaskOf<T>(ref Scratch scratch, Place place) => Leaves.TakeConfiguredValueTaskOf<T>(ref scratch, place).GetResult();
}
