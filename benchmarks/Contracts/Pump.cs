using System.Threading.Tasks.Sources;

namespace Benchmarks.Contracts;

/// <summary>
/// The leaf of a chain: a reusable <see cref="IValueTaskSource{TResult}"/>, as sockets and channels have them. It is
/// completed by <see cref="Step"/> on the thread of the driver, by the threads of a relay, or by the thread pool.
/// </summary>
/// <param name="synchronous">Whether it has completed whenever it is awaited.</param>
/// <param name="relay">Whose threads complete it.</param>
/// <param name="queued">Whether the thread pool completes it and, in another work item, runs the continuation.</param>
/// <remarks>
/// One sealed class for all drivers, so that the profile of the JIT does not depend on which of them has run before.
/// </remarks>
public sealed class Pump(bool synchronous = false, Relay? relay = null, bool queued = false) : IValueTaskSource<int>, IThreadPoolWorkItem
{
    /// <summary>The result of every await; too large for the framework's cache of completed tasks.</summary>
    public const int Value = 1000;

    /// <summary>How often a loop at the bottom of a chain awaits the leaf.</summary>
    public const int Loops = 1000;

    // A field, so that the JIT cannot fold the result through the chain.
    readonly int value = Value;
    ManualResetValueTaskSourceCore<int> core = new() { RunContinuationsAsynchronously = queued };
    TaskCompletionSource<int>? source;
    bool pending;

    public ValueTask<int> Next()
    {
        if (synchronous) return new(value);
        core.Reset();
        return new(this, core.Version);
    }

    /// <summary>A task that the thread pool completes, and whose continuation it runs in another work item.</summary>
    public Task<int> NextTask()
    {
        var next = source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        return next.Task;
    }

    /// <summary>Completes the pending await, if there is one, and with it runs its continuation.</summary>
    public bool Step()
    {
        if (!pending) return false;
        pending = false;
        Complete();
        return true;
    }

    internal void Complete() => core.SetResult(value);

    int IValueTaskSource<int>.GetResult(short token) => core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => core.GetStatus(token);

    // Announced only once the continuation is registered: every await suspends, whoever is quicker. After that the
    // await may complete and the pump be in use again on another thread, so nothing may follow.
    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        core.OnCompleted(continuation, state, token, flags & ~ValueTaskSourceOnCompletedFlags.UseSchedulingContext);
        if (relay is not null) relay.Post(this);
        else if (queued) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        else pending = true;
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (source is null) Complete();
        else source.SetResult(value);
    }
}
