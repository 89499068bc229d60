namespace ByHand.Differential;

/// <summary>Leaves that the thread pool completes, as soon as it can; their results do not depend on when.</summary>
sealed class PoolWorld(Script script) : World(script)
{
    int leaves;

    bool IsAtOnce() => (Script.AtOnce >> (Interlocked.Increment(ref leaves) & 63) & 1) != 0;

    internal override void Log(string line)
    {
    }

    internal override ValueTask<int> Source(bool fails = false)
    {
        if (IsAtOnce() && !fails) return new(1);
        var source = new Leaf();
        ThreadPool.UnsafeQueueUserWorkItem(fails ? Fail : Complete, source, preferLocal: false);
        return new(source, source.Core.Version);
    }

    static readonly Action<Leaf> Complete = leaf => leaf.Core.SetResult(1), Fail = leaf => leaf.Core.SetException(new InvalidOperationException("leaf"));

    internal override Task<int> Task(bool runsAsynchronously = false)
    {
        if (IsAtOnce()) return System.Threading.Tasks.Task.FromResult(1);
        var source = new TaskCompletionSource<int>(runsAsynchronously ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None);
        ThreadPool.UnsafeQueueUserWorkItem(static source => source.SetResult(1), source, preferLocal: false);
        return source.Task;
    }
}
