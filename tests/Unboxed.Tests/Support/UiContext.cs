using System.Collections.Concurrent;

namespace Unboxed.Tests.Support;

/// <summary>A context as user interfaces have it: callbacks wait in a queue until their thread runs them.</summary>
sealed class UiContext : SynchronizationContext
{
    readonly ConcurrentQueue<(SendOrPostCallback, object?)> queue = new();

    internal int Posts;

    public override void Post(SendOrPostCallback d, object? state)
    {
        Interlocked.Increment(ref Posts);
        queue.Enqueue((d, state));
    }

    /// <summary>Runs what has been posted, as the context's thread.</summary>
    internal void Pump()
    {
        while (queue.TryDequeue(out var item)) Enter(() => item.Item1(item.Item2));
    }

    /// <summary>Runs the action with this as the current context.</summary>
    internal void Enter(Action action)
    {
        var previous = Current;
        SetSynchronizationContext(this);
        try
        {
            action();
        }
        finally
        {
            SetSynchronizationContext(previous);
        }
    }
}

/// <summary>A scheduler whose tasks wait in a queue until the test runs them.</summary>
sealed class QueueScheduler : TaskScheduler
{
    readonly ConcurrentQueue<Task> queue = new();

    internal int Count => queue.Count;

    internal void Pump()
    {
        while (queue.TryDequeue(out var task)) TryExecuteTask(task);
    }

    protected override void QueueTask(Task task) => queue.Enqueue(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => queue;
}
