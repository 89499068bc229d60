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

    /// <summary>Whether the frame is in its SynchronizationContext already, and only the task scheduler is somebody's.</summary>
    bool isOffScheduler;
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
        // What the framework continues in a SynchronizationContext runs outside of every task, and so on no scheduler.
        return ReferenceEquals(target, synchronization) ? thread.Scheduler is null : ReferenceEquals(target, thread.Scheduler);
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
        hop.isOffScheduler = target is not null && ReferenceEquals(target, Fence.Synchronization(thread));
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
        bool isOffScheduler = this.isOffScheduler;
        this.isOffScheduler = false;
        Pool<Key>.Return(this, thread);
        if (target is not SynchronizationContext synchronization) Start(Unsafe.As<TaskScheduler>(target), continuation);
        else if (isOffScheduler) RunOffScheduler(synchronization, continuation);
        else synchronization.Post(Call, continuation);
    }

    /// <summary>
    /// At once, as the framework's own continuation, which hides the task that is running from what it calls. From outside of the framework just
    /// another task can do that.
    /// </summary>
    static void RunOffScheduler(SynchronizationContext synchronization, Action continuation)
    {
        var current = SynchronizationContext.Current;
        // It captures no execution context either: frames enter theirs.
        bool flows = !ExecutionContext.IsFlowSuppressed();
        if (flows) ExecutionContext.SuppressFlow();
        var task = new Task(continuation, TaskCreationOptions.DenyChildAttach);
        if (flows) ExecutionContext.RestoreFlow();
        SynchronizationContext.SetSynchronizationContext(synchronization);
        try
        {
            task.RunSynchronously(TaskScheduler.Default);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(current);
        }
        task.GetAwaiter().GetResult();
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
