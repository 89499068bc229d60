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

    internal SchedulerTarget() => source.Task.GetAwaiter().UnsafeOnCompleted(Continue);

    internal void Go(Action<object?> continuation, object state)
    {
        (this.continuation, this.state) = (continuation, state);
        source.SetResult();
    }

    void Continue() => continuation!(state);
}
