using System.Threading.Tasks.Sources;

namespace AssemblyToProcess.Harness;

/// <summary>A leaf that suspends each time, allocates nothing, and is completed by hand.</summary>
public sealed class HandLeaf : IValueTaskSource<int>
{
    ManualResetValueTaskSourceCore<int> core;
    bool isWaitedFor;

    public ValueTask<int> Next()
    {
        core.Reset();
        return new(this, core.Version);
    }

    public void Complete()
    {
        if (!isWaitedFor) throw new InvalidOperationException("Nobody waits for the leaf.");
        isWaitedFor = false;
        core.SetResult(1);
    }

    int IValueTaskSource<int>.GetResult(short token) => core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        isWaitedFor = true;
        core.OnCompleted(continuation, state, token, flags);
    }
}
