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

    /// <summary>
    /// The task scheduler of the chain that is running on this thread; null for the default one. Code that runs synchronously cannot change
    /// it, so that a chain asks once each time it is called or resumed.
    /// </summary>
    internal TaskScheduler? Scheduler;

    PoolList?[] pools = new PoolList?[16];

    ThreadContext()
    {
    }

    /// <summary>That of the current thread.</summary>
    public static ThreadContext Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => current ?? Create();
    }

    /// <summary>Notes the current scheduler for a chain that is about to run.</summary>
    /// <returns>What was noted for the chain that is running here already, to be given to <see cref="LeaveScheduler"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TaskScheduler? EnterScheduler()
    {
        var outer = Scheduler;
        var scheduler = CurrentScheduler;
        if (outer != scheduler) Scheduler = scheduler;
        return outer;
    }

    /// <summary>Goes back to the chain that was running here before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void LeaveScheduler(TaskScheduler? outer)
    {
        if (Scheduler != outer) Scheduler = outer;
    }

    static TaskScheduler? CurrentScheduler
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TaskScheduler.Current is var scheduler && scheduler == TaskScheduler.Default ? null : scheduler;
    }

    /// <summary>The thread's list of a pool.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal PoolList Pool(int id)
    {
        var lists = pools;
        return (uint)id < (uint)lists.Length && lists[id] is { } list ? list : AddPool(id);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    PoolList AddPool(int id)
    {
        if (id >= pools.Length) Array.Resize(ref pools, Math.Max(id + 1, 2 * pools.Length));
        return pools[id] = new();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ThreadContext Create() => current = new();
}
