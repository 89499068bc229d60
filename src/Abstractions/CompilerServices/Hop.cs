using System.Diagnostics;

namespace Unboxed.CompilerServices;

/// <summary>The way of a frame, or of a root, to where its await captured that it goes on (see <see cref="Contexts.CaptureTarget"/>).</summary>
[StackTraceHidden]
static class Hop
{
    /// <summary>A target: on the spot, outside of the task that runs.</summary>
    internal static readonly object Here = new();

    /// <param name="target">Where to; null for the thread pool.</param>
    /// <param name="continuation">What is called there.</param>
    /// <param name="state">With what.</param>
    internal static void To(object? target, Action<object?> continuation, object state)
    {
        switch (target)
        {
            case null:
                ThreadPool.UnsafeQueueUserWorkItem(continuation, state, preferLocal: true);
                break;
            case SchedulerTarget scheduler:
                scheduler.Go(continuation, state);
                break;
            // The second of them on a task scheduler of somebody's.
            case { } when ReferenceEquals(target, Here):
            case SynchronizationContext current when ReferenceEquals(current, SynchronizationContext.Current):
                RunningTask.Hide(continuation, state);
                break;
            case SynchronizationContext synchronization:
                PostOutside(synchronization, continuation, state);
                break;
        }
    }

    /// <summary>As the other, but never at once: the stack is not to grow, or whoever asks is not to wait.</summary>
    internal static void Away(object? target, Action<object?> continuation, object state)
    {
        if (target is SynchronizationContext synchronization) PostOutside(synchronization, continuation, state);
        else To(target, continuation, state);
    }

    // Apart, so that what the delegate needs is allocated for a post alone.
    static void PostOutside(SynchronizationContext synchronization, Action<object?> continuation, object state) => RunningTask.Hide(_ => Post(synchronization, continuation, state), state);

    static void Post(SynchronizationContext synchronization, Action<object?> continuation, object state)
    {
        try
        {
            synchronization.Post(new SendOrPostCallback(continuation), state);
        }
        // A context is user code. The framework's continuation lets nobody see what it throws, and ends the process.
        catch (Exception exception)
        {
            Unhandled.Throw(exception);
        }
    }
}

/// <summary>What a frame's slot for contexts holds while it is on its way to where it goes on.</summary>
sealed class Arrival(object? kept, object? target, ref Scratch scratch)
{
    internal readonly object? Kept = kept, Carried = scratch.Carried;
    internal readonly Answer Outcome = scratch.Outcome;
    internal readonly long CarriedWord = scratch.CarriedWord;
    internal readonly Departure Departure = new(target, scratch.Thread);
}

/// <summary>A hop that is due.</summary>
[StackTraceHidden]
sealed class Departure(object? target, Thread thread)
{
    ExecutionContext? execution = Fence.Execution(thread);
    SynchronizationContext? synchronization = Fence.Synchronization(thread);

    /// <summary>In the contexts that the callee has left: what is posted or queued to finds them.</summary>
    internal void Go(Action<object?> continuation, object state, Thread thread)
    {
        var (current, currentSynchronization) = (Fence.Execution(thread), Fence.Synchronization(thread));
        Fence.Restore(thread, execution, synchronization);
        execution = null;
        synchronization = null;
        Hop.To(target, continuation, state);
        Fence.Restore(thread, current, currentSynchronization);
    }
}
