using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>What a suspended chain waits for: the awaiter of its leaf, or a <see cref="Hop"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class Leaf : Pooled
{
    /// <summary>Whether the frame that waits was suspended under suppressed flow, and continues in the execution context of whoever completes this.</summary>
    internal bool IsFlowSuppressed;

    /// <summary>
    /// Has the continuation called when the chain may go on. It may be called before this method returns, and this object may
    /// then serve another chain: an implementation touches nothing of its own afterwards.
    /// </summary>
    internal abstract void Register(Action continuation, ThreadContext thread);
}

struct LeafKey<TAwaiter>;

/// <summary>Holds the awaiter of a leaf while its frame is suspended.</summary>
/// <typeparam name="TAwaiter">One of the framework's own awaiters.</typeparam>
[StackTraceHidden]
sealed class Leaf<TAwaiter> : Leaf, IThreadPoolWorkItem where TAwaiter : ICriticalNotifyCompletion
{
    TAwaiter awaiter = default!;
    ExecutionContext? execution;
    SynchronizationContext? synchronization;
    Action? queued;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Leaf<TAwaiter> Rent(ref TAwaiter awaiter, ThreadContext thread)
    {
        var leaf = Pool<LeafKey<TAwaiter>>.Rent<Leaf<TAwaiter>>(thread) ?? new Leaf<TAwaiter>();
        leaf.awaiter = awaiter;
        // A pooled holder is empty: what is null already needs no write barrier.
        if (Fence.Execution(thread) is { } execution) leaf.execution = execution;
        if (Fence.Synchronization(thread) is { } synchronization) leaf.synchronization = synchronization;
        return leaf;
    }

    /// <summary>Gives the awaiter out and returns this, emptied, to the pool.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TAwaiter Return(ThreadContext thread)
    {
        var result = awaiter;
        awaiter = default!;
        execution = null;
        synchronization = null;
        Pool<LeafKey<TAwaiter>>.Return(this, thread);
        return result;
    }

    internal override void Register(Action continuation, ThreadContext thread)
    {
        var copy = awaiter;
        if (Fence.Execution(thread) != execution || Fence.Synchronization(thread) != synchronization)
            RegisterUnder(copy, continuation, execution, synchronization, thread);
        else if (typeof(TAwaiter) == typeof(YieldAwaitable.YieldAwaiter) && Hop.IsNobodys(synchronization) && TaskScheduler.Current == TaskScheduler.Default)
            Queue(continuation);
        else
            copy.UnsafeOnCompleted(continuation);
    }

    /// <summary>What Task.Yield does where there is no context, without the object in which it would wrap the delegate.</summary>
    void Queue(Action continuation)
    {
        queued = continuation;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        var continuation = queued!;
        queued = null;
        continuation();
    }

    /// <summary>An awaiter captures the context that it finds at registration; the root may run in others than the leaf's frame.</summary>
    static void RegisterUnder(TAwaiter awaiter, Action continuation, ExecutionContext? execution, SynchronizationContext? synchronization, ThreadContext thread)
    {
        var callersExecution = Fence.Execution(thread);
        var callersSynchronization = Fence.Synchronization(thread);
        try
        {
            Fence.Restore(thread, execution, synchronization);
            awaiter.UnsafeOnCompleted(continuation);
        }
        finally
        {
            Fence.Restore(thread, callersExecution, callersSynchronization);
        }
    }
}
