using System.Collections.Concurrent;

namespace AssemblyToProcess.Harness;

/// <summary>A queue of work that one thread runs, as a user interface has it.</summary>
public sealed class UiContext(string name, Action signal) : SynchronizationContext
{
    readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> queue = new();

    public override void Post(SendOrPostCallback d, object? state)
    {
        queue.Enqueue((d, state));
        signal();
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    public override SynchronizationContext CreateCopy() => this;

    public override string ToString() => name;

    public bool TryRunOne()
    {
        if (!queue.TryDequeue(out var item)) return false;
        Run(() => item.Callback(item.State));
        return true;
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
