using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Unboxed.Fuzzing.Harness;

/// <summary>What a program throws, and nobody else.</summary>
#pragma warning disable CA1710 // A short name keeps generated code readable.
public sealed class Oops(string message) : Exception(message);
#pragma warning restore CA1710

/// <summary>A suspension point that the driver completes when it chooses.</summary>
interface ILeaf
{
    void Complete();
}

/// <summary>A value-task source; waits for its turn once somebody waits for it, or completes within the registration, where it may.</summary>
sealed class SourceLeaf<T>(T value, Exception? exception, Action<ILeaf> waitedFor, Func<bool>? mayCompleteWithin = null) : IValueTaskSource<T>, IValueTaskSource, ILeaf
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
        if (mayCompleteWithin?.Invoke() == true) Complete();
        else waitedFor(this);
    }
}

/// <summary>A task; may complete before anybody waits for it.</summary>
sealed class TaskLeaf<T>(T value, Exception? exception, TaskCreationOptions options) : ILeaf
{
    readonly TaskCompletionSource<T> source = new(options);

    public Task<T> Task => source.Task;

    public void Complete()
    {
        if (exception is null) source.SetResult(value);
        else if (exception is OperationCanceledException canceled) source.SetCanceled(canceled.CancellationToken);
        else source.SetException(exception);
    }
}

/// <summary>A value-task source that throws when it is waited for. What nobody can catch is thrown in the thread pool, in plain C# as well.</summary>
sealed class RefusingLeaf<T>(T value, World world) : IValueTaskSource<T>, ILeaf
{
    ManualResetValueTaskSourceCore<T> core;

    public short Version => core.Version;

    public void Complete() => core.SetResult(value);

    public T GetResult(short token) => core.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        if (world.Throws(Suspension.LostAtRegistration)) throw new Oops("the source refuses");
        core.OnCompleted(continuation, state, token, flags);
        world.Wait(this);
        if (world.Throws(Suspension.ThrowsAfterRegistration)) throw new Oops("the source fails");
    }
}

/// <summary>An awaitable that is none of the framework's, and its awaiter: goes on wherever it is completed.</summary>
public readonly struct Foreign<T> : ICriticalNotifyCompletion
{
    readonly ForeignLeaf? leaf;
    readonly T value;

    internal Foreign(ForeignLeaf? leaf, T value) => (this.leaf, this.value) = (leaf, value);

    public bool IsCompleted => leaf is null;

    public Foreign<T> GetAwaiter() => this;

    public T GetResult() => value;

    public void OnCompleted(Action continuation) => leaf!.WaitFor(continuation);

    public void UnsafeOnCompleted(Action continuation) => leaf!.WaitFor(continuation);
}

sealed class ForeignLeaf(Action<ILeaf> waitedFor) : ILeaf
{
    Action? continuation;

    public void Complete() => continuation!();

    internal void WaitFor(Action continuation)
    {
        this.continuation = continuation;
        waitedFor(this);
    }
}
