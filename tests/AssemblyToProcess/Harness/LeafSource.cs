using System.Threading.Tasks.Sources;

namespace AssemblyToProcess.Harness;

/// <summary>A leaf that somebody else completes once it is waited for.</summary>
public interface ILeaf
{
    void Complete();
}

/// <summary>A value-task source that completes by hand, and not before it is waited for, so that runs are alike.</summary>
public sealed class LeafSource<T>(T value, Exception? exception, Action<ILeaf> waitedFor) : IValueTaskSource<T>, IValueTaskSource, ILeaf
{
    ManualResetValueTaskSourceCore<T> core;

    public short Version => core.Version;

    public void Complete()
    {
        if (exception is null) core.SetResult(value);
        else core.SetException(exception);
    }

    public T GetResult(short token) => core.GetResult(token);

    void IValueTaskSource.GetResult(short token) => core.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        core.OnCompleted(continuation, state, token, flags);
        waitedFor(this);
    }
}

/// <summary>A task that completes by hand.</summary>
public sealed class LeafTask<T>(T value, Exception? exception) : ILeaf
{
    readonly TaskCompletionSource<T> source = new();

    public Task<T> Task => source.Task;

    public void Complete()
    {
        if (exception is null) source.SetResult(value);
        else if (exception is OperationCanceledException canceled) source.SetCanceled(canceled.CancellationToken);
        else source.SetException(exception);
    }
}
