using System.Collections.Concurrent;

namespace AssemblyToProcess.Harness;

/// <summary>A task scheduler whose work one thread runs.</summary>
public sealed class QueueScheduler(string name, Action signal) : TaskScheduler
{
    readonly ConcurrentQueue<Task> queue = new();

    protected override void QueueTask(Task task)
    {
        queue.Enqueue(task);
        signal();
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && Current == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => queue;

    public override string ToString() => name;

    public bool TryRunOne() => queue.TryDequeue(out var task) && TryExecuteTask(task);
}
