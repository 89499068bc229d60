using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>
/// The way of a frame to the place where its await captured that it continues: a <see cref="SynchronizationContext"/>, a
/// <see cref="TaskScheduler"/>, or, where none was captured and the current place belongs to somebody, the thread pool.
/// The rules are those of the framework's await continuations.
/// </summary>
[StackTraceHidden]
sealed class Hop : Leaf, IThreadPoolWorkItem
{
    /// <summary>In a frame's target slot: the hop has been made, the outcome of the callee is at hand.</summary>
    internal static readonly object Arrived = new();

    static readonly SendOrPostCallback Call = static state => Unsafe.As<Action>(state!)();

    struct Key;

    object? target;
    Action? continuation;

    /// <summary>What an await captures here: null for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static object? Capture(ThreadContext thread)
    {
        var synchronization = Fence.Synchronization(thread);
        return IsNobodys(synchronization) ? thread.Scheduler : synchronization;
    }

    /// <summary>Whether a frame whose await captured the target may continue here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsAt(object? target, ThreadContext thread)
    {
        var synchronization = Fence.Synchronization(thread);
        if (target is null) return IsNobodys(synchronization) && thread.Scheduler is null;
        return ReferenceEquals(target, synchronization) || ReferenceEquals(target, thread.Scheduler);
    }

    /// <summary>Whether a synchronization context counts as none: so does one of the base class.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsNobodys(SynchronizationContext? synchronization) =>
        synchronization is null || synchronization.GetType() == typeof(SynchronizationContext);

    /// <summary>Names the hop as what the unwinding chain waits for.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Suspend(object? target, bool isFlowSuppressed, ThreadContext thread)
    {
        var hop = Pool<Key>.Rent<Hop>(thread) ?? new Hop();
        hop.target = target;
        hop.IsFlowSuppressed = isFlowSuppressed;
        thread.Pending = hop;
    }

    internal override void Register(Action continuation, ThreadContext thread)
    {
        var target = this.target;
        this.target = null;
        if (target is null)
        {
            this.continuation = continuation;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
            return;
        }
        Pool<Key>.Return(this, thread);
        if (target is SynchronizationContext synchronization) synchronization.Post(Call, continuation);
        else Start(Unsafe.As<TaskScheduler>(target), continuation);
    }

    static void Start(TaskScheduler scheduler, Action continuation)
    {
        // As the framework's own continuation, the task captures no execution context: frames enter theirs, and one that was suspended
        // under suppressed flow continues in that of whoever runs the task.
        bool flows = !ExecutionContext.IsFlowSuppressed();
        if (flows) ExecutionContext.SuppressFlow();
        try
        {
            Task.Factory.StartNew(continuation, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
        }
        catch (TaskSchedulerException)
        {
            // As the framework's own continuation: a scheduler that refuses the task has lost it.
        }
        finally
        {
            // The scheduler is user code, and may have restored it already.
            if (flows && ExecutionContext.IsFlowSuppressed()) ExecutionContext.RestoreFlow();
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        var continuation = this.continuation!;
        this.continuation = null;
        Pool<Key>.Return(this, ThreadContext.Current);
        continuation();
    }
}
