namespace Unboxed.CompilerServices;

/// <summary>
/// The task scheduler on which a frame goes on. Whether the scheduler is asked to run it at once, to queue it, and in which contexts, is left to the framework: a task that
/// is awaited here, where the frame is suspended, completes when the frame may go on.
/// </summary>
sealed class SchedulerTarget
{
    readonly TaskCompletionSource source = new();
    Action<object?>? continuation;
    object? state;

    /// <param name="flows">Whether the execution context that is current here flows, as it does for nobody who awaits.</param>
    internal SchedulerTarget(bool flows = false)
    {
        var awaiter = source.Task.GetAwaiter();
        if (flows) awaiter.OnCompleted(Continue);
        else awaiter.UnsafeOnCompleted(Continue);
    }

    internal void Go(Action<object?> continuation, object state)
    {
        (this.continuation, this.state) = (continuation, state);
        source.SetResult();
    }

    void Continue() => continuation!(state);
}
