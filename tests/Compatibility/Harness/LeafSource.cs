using System.Threading.Tasks.Sources;

namespace Unboxed.Compatibility.Harness;

/// <summary>A source that completes once somebody waits for it.</summary>
sealed class LeafSource<T>(T value, Action<Action> later) : IValueTaskSource<T>, IValueTaskSource
{
    ManualResetValueTaskSourceCore<T> core;

    public T GetResult(short token) => core.GetResult(token);

    void IValueTaskSource.GetResult(short token) => core.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        core.OnCompleted(continuation, state, token, flags);
        later(() => core.SetResult(value));
    }
}
