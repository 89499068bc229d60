namespace Unboxed.Fuzzing.Harness;

/// <summary>A queue of callbacks that the driver runs in its own time, as a user interface has it.</summary>
public sealed class QueueContext(string name) : SynchronizationContext
{
    readonly Queue<(SendOrPostCallback Callback, object? State)> queue = new();

    public bool HasWork => queue.Count > 0;

    public override void Post(SendOrPostCallback d, object? state) => queue.Enqueue((d, state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    public override SynchronizationContext CreateCopy() => this;

    public override string ToString() => name;

    public void RunOne()
    {
        var (callback, state) = queue.Dequeue();
        Run(() => callback(state));
    }

    public void Run(Action work)
    {
        var previous = Current;
        SetSynchronizationContext(this);
        try
        {
            work();
        }
        finally
        {
            SetSynchronizationContext(previous);
        }
    }
}

/// <summary>A task scheduler whose tasks the driver runs in its own time.</summary>
public sealed class QueueScheduler(string name) : TaskScheduler
{
    readonly Queue<Task> queue = new();
    bool isStarting;

    public bool HasWork => queue.Count > 0;

    public override string ToString() => name;

    public void RunOne() => TryExecuteTask(queue.Dequeue());

    /// <summary>Runs work now, with this as the current scheduler.</summary>
    public void Run(Action work)
    {
        isStarting = true;
        new Task(work).RunSynchronously(this);
    }

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
