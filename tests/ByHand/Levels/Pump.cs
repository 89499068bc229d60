using System.Threading.Tasks.Sources;

namespace ByHand;

/// <summary>A single-threaded driver and its leaf: a reusable IValueTaskSource, as sockets and channels have them.</summary>
public sealed class Pump : IValueTaskSource<int>
{
    ManualResetValueTaskSourceCore<int> core;
    bool pending;
    int count;

    public ValueTask<int> Yield()
    {
        core.Reset();
        pending = true;
        return new(this, core.Version);
    }

    public ValueTask<int> Sync() => new(++count);

    public bool Step()
    {
        if (!pending) return false;
        pending = false;
        core.SetResult(++count);
        return true;
    }

    public int GetResult(short token) => core.GetResult(token);
    public ValueTaskSourceStatus GetStatus(short token) => core.GetStatus(token);
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => core.OnCompleted(continuation, state, token, flags & ~ValueTaskSourceOnCompletedFlags.UseSchedulingContext);
}
