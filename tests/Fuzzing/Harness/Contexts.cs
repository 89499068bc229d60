namespace Unboxed.Fuzzing.Harness;

/// <summary>Work that waits for the driver.</summary>
interface IWorkQueue
{
    bool HasWork { get; }

    void RunOne();

    /// <summary>Runs work now, as if it had been queued.</summary>
    void Run(Action work);
}

/// <summary>A queue of callbacks that the driver runs in its own time, as a user interface has it. Each post is traced, with the contexts in which it is made.</summary>
public class QueueContext(string name, World world) : SynchronizationContext, IWorkQueue
{
    private protected World World => world;

    readonly Queue<(SendOrPostCallback Callback, object? State)> queue = new();

    bool IWorkQueue.HasWork => queue.Count > 0;

    /// <summary>What is current while the work runs.</summary>
    private protected virtual SynchronizationContext Entered => this;

    public override void Post(SendOrPostCallback d, object? state)
    {
        world.Where("post to " + name);
        queue.Enqueue((d, state));
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    public override SynchronizationContext CreateCopy() => this;

    public override string ToString() => name;

    void IWorkQueue.RunOne()
    {
        var (callback, state) = queue.Dequeue();
        Run(() => callback(state));
    }

    public void Run(Action work)
    {
        var previous = Current;
        SetSynchronizationContext(Entered);
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

/// <summary>
/// A context whose work runs in copies of it, as those of user interfaces often do: what an await captured is never the one that is current later, so that each
/// continuation is posted.
/// </summary>
public sealed class CopyingContext(string name, World world) : QueueContext(name, world)
{
    /// <summary>Each copy has the queue of the first.</summary>
    sealed class Copy(CopyingContext original) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => original.Post(d, state);

        public override void Send(SendOrPostCallback d, object? state) => original.Send(d, state);

        public override SynchronizationContext CreateCopy() => new Copy(original);

        public override string ToString() => $"a copy of {original}";
    }

    private protected override SynchronizationContext Entered => CreateCopy();

    public override SynchronizationContext CreateCopy() => new Copy(this);
}

/// <summary>A context that refuses some posts. What was to be called is then lost, in plain C# as well, and whoever waits for it is stuck.</summary>
public sealed class ThrowingContext(string name, World world) : QueueContext(name, world)
{
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (World.Throws(Suspension.PostThrows)) throw new Oops(this + " refuses");
        base.Post(d, state);
    }
}
