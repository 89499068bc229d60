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

    /// <summary>Whether tasks run at once on threads that are not its own, where the framework asks.</summary>
    private protected virtual bool RunsAnywhere => true;

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued)
    {
        if (taskWasPreviouslyQueued || !(RunsAnywhere || isStarting || Current == this)) return false;
        isStarting = false;
        return TryExecuteTask(task);
    }

    protected override IEnumerable<Task> GetScheduledTasks() => queue;
}

/// <summary>A task scheduler that takes the execution context along in which a task is queued, and traces it.</summary>
public sealed class CapturingScheduler(string name, World world) : QueueScheduler(name)
{
    readonly Queue<ExecutionContext?> captured = new();

    private protected override bool RunsAnywhere => false;

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
