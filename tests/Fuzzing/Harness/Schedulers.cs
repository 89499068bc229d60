namespace Unboxed.Fuzzing.Harness;

/// <summary>A task scheduler whose tasks the driver runs in its own time.</summary>
public class QueueScheduler(string name) : TaskScheduler, IWorkQueue
{
    readonly Queue<Task> queue = new();
    bool isStarting;

    bool IWorkQueue.HasWork => queue.Count > 0;

    public override string ToString() => name;

    void IWorkQueue.RunOne() => Execute(queue.Dequeue());

    /// <summary>Runs work now, with this as the current scheduler.</summary>
    public void Run(Action work)
    {
        isStarting = true;
        new Task(work).RunSynchronously(this);
    }

    private protected virtual void Execute(Task task) => TryExecuteTask(task);

    protected override void QueueTask(Task task) => queue.Enqueue(task);

    /// <remarks>
    /// Not elsewhere on the thread pool: the framework would ask there too, and woven code queues. That is a difference that
    /// only schedulers show that run their tasks on anybody's thread.
    /// </remarks>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued)
    {
        if (taskWasPreviouslyQueued || !(isStarting || Current == this)) return false;
        isStarting = false;
        return TryExecuteTask(task);
    }

    protected override IEnumerable<Task> GetScheduledTasks() => queue;
}

/// <summary>A task scheduler that takes the execution context along in which a task is queued, and traces it.</summary>
public sealed class CapturingScheduler(string name, World world) : QueueScheduler(name)
{
    readonly Queue<ExecutionContext?> captured = new();

    protected override void QueueTask(Task task)
    {
        world.Where("queued to " + this);
        captured.Enqueue(ExecutionContext.Capture());
        base.QueueTask(task);
    }

    private protected override void Execute(Task task)
    {
        if (captured.Dequeue() is not { } context) base.Execute(task);
        else ExecutionContext.Run(context, task => base.Execute((Task)task!), task);
    }
}
