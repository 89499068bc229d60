using System.Threading.Tasks.Sources;

namespace AssemblyToProcess.Harness;

/// <summary>A leaf that suspends until it is completed by hand, and whose continuation can be called again.</summary>
public sealed class ManualLeaf : IValueTaskSource<int>
{
    Action<object?>? continuation;
    object? state;
    bool isCompleted;

    public ValueTask<int> Task => new(this, 0);

    public bool IsWaitedFor => continuation is not null;

    public void Complete()
    {
        isCompleted = true;
        Continue();
    }

    /// <summary>Calls the continuation as it was registered, first time or not.</summary>
    public void Continue() => continuation!(state);

    public int GetResult(short token) => isCompleted ? 1 : throw new InvalidOperationException("The leaf has not completed.");

    public ValueTaskSourceStatus GetStatus(short token) => isCompleted ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        this.continuation = continuation;
        this.state = state;
    }
}
