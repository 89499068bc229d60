using System.Threading.Tasks.Sources;

namespace Unboxed.Fuzzing.Harness;

/// <summary>
/// Chains that handlers and listeners start and complete in the middle of whatever runs. How often handlers run differs between woven and unwoven code, so these chains
/// leave no trace, but for a wrong result; take none of the world's random numbers; and are never seen by the driver.
/// </summary>
sealed class SideChains(World world)
{
    const int Depth = 3, Value = 5;

    readonly List<Task<int>> started = [];
    Func<int, SideLeaf, Task<int>>? start;
    SideLeaf? left;
    internal bool IsBusy { get; private set; }

    /// <param name="start">A woven method that waits for the leaf under so many levels, and gives the leaf's value with one for each level.</param>
    internal void Use(Func<int, SideLeaf, Task<int>> start) => this.start = start;

    internal void Run()
    {
        // What is started here changes contexts too.
        if (start is null || IsBusy) return;
        IsBusy = true;
        SideLeaf? now = new();
        started.Add(start(Depth, now));
        // Where nobody captures a context, one is in flight until the next call.
        if (SynchronizationContext.Current is null && TaskScheduler.Current == TaskScheduler.Default) (left, now) = (now, left);
        now?.Complete(Value);
        IsBusy = false;
    }

    /// <summary>Completes what is in flight, and looks at the results.</summary>
    internal void Finish()
    {
        start = null;
        left?.Complete(Value);
        if (started.Exists(task => !task.IsCompletedSuccessfully || task.Result != Value + Depth)) world.Log("a chain of a handler is wrong");
    }
}

/// <summary>Completes by hand, once it is waited for.</summary>
public sealed class SideLeaf : IValueTaskSource<int>
{
    ManualResetValueTaskSourceCore<int> core;

    public ValueTask<int> Next() => new(this, core.Version);

    internal void Complete(int value) => core.SetResult(value);

    public int GetResult(short token) => core.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => core.OnCompleted(continuation, state, token, flags);
}
