using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>
/// The current thread, with what the run-time support keeps for it. It is looked up once for each call or resumption of a root and
/// passed down the chain: a thread static costs more than most of what a suspended call does otherwise.
/// </summary>
/// <remarks>Used by its own thread only.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ThreadContext
{
    [ThreadStatic]
    static ThreadContext? current;

    internal readonly Thread Thread = Thread.CurrentThread;

    /// <summary>The leaf of the chain that is unwinding to its root on this thread.</summary>
    internal Leaf? Pending;

    /// <summary>The execution context in which the leaf of the chain that is running on this thread was completed, where a frame continues in it.</summary>
    internal ExecutionContext? Ambient;

    /// <summary>A task on its way back to the caller of a method that is not async: see <see cref="CompilerServices.Handed"/>.</summary>
    internal object? Handed;

    /// <summary>The address of the scratch space that is offered in a call of a companion: see <see cref="Companion.Offer"/>.</summary>
    internal nint Offered;

    TaskScheduler? scheduler;
    bool isSchedulerKnown;

    PoolList[] pools = new PoolList[16];

    ThreadContext()
    {
    }

    /// <summary>That of the current thread.</summary>
    public static ThreadContext Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => current ?? Create();
    }

    /// <summary>
    /// The current task scheduler; null for the default one. A chain that suspends or is resumed asks the framework once, not at every level.
    /// </summary>
    internal TaskScheduler? Scheduler
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (!isSchedulerKnown) AskForScheduler();
            return scheduler;
        }
    }

    /// <summary>
    /// That of the current thread, for a root that is called or resumed. Until the root returns it cannot come to another task scheduler; but
    /// user code below it may run a task, and in it another root, on one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ThreadContext EnterRoot()
    {
        var thread = Current;
        thread.ForgetScheduler();
        return thread;
    }

    /// <summary>Has the framework asked again when the task scheduler is needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void ForgetScheduler() => isSchedulerKnown = false;

    /// <summary>Called where a root returns, to whatever task scheduler is current there.</summary>
    /// <param name="thread">What <see cref="EnterRoot"/> gave; null where the root has not asked for it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LeaveRoot(ThreadContext? thread) => thread?.ForgetScheduler();

    [MethodImpl(MethodImplOptions.NoInlining)]
    void AskForScheduler()
    {
        var current = RunningTask.IsNone ? null : TaskScheduler.Current;
        if (current == TaskScheduler.Default) current = null;
        if (scheduler != current) scheduler = current;
        isSchedulerKnown = true;
    }

    /// <summary>The thread's list of a pool. To be used before another pool is asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref PoolList Pool(int id)
    {
        if (id >= pools.Length) AddPool(id);
        return ref pools[id];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void AddPool(int id) => Array.Resize(ref pools, Math.Max(id + 1, 2 * pools.Length));

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ThreadContext Create() => current = new();
}
