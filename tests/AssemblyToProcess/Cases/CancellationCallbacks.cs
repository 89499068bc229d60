using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Callbacks of a token start chains, and complete the leaves of others, in the middle of a method that runs in a chain.</summary>
public static class CancellationCallbacks
{
    static readonly AsyncLocal<int> local = new();

    interface ICallee
    {
        ValueTask<int> RunAsync(int depth);
    }

    /// <summary>Cancels on its way in, after its leaf, and on its way out.</summary>
    sealed class Callee(Trace trace, CancellationTokenSource source, int canceledAt) : ICallee
    {
        [Expect(Decision.Ordinary)]
        [Expect(Decision.Scratch)]
        public async ValueTask<int> RunAsync(int depth)
        {
            int kept = depth * 10;
            local.Value = kept;
            if (canceledAt == 0 && depth == 1) source.Cancel();
            await trace.Leaf();
            if (canceledAt == 1 && depth == 1) source.Cancel();
            int below = depth == 0 ? 1 : await ((ICallee)this).RunAsync(depth - 1);
            if (canceledAt == 2 && depth == 1) source.Cancel();
            trace.Log("local", local.Value);
            return kept + below;
        }
    }

    [Expect(Decision.Scratch)]
    static async Task<int> StartAsync(ICallee callee, int depth) => await callee.RunAsync(depth);

    [Case(In = Places.All & ~Places.Pool, Variants = 3)]
    [Expect(Decision.Scratch, Count = 2)]
    [Expect(Decision.Ordinary, Count = 2)]
    public static async Task A_callback_starts_a_chain(Trace trace, int variant)
    {
        using var source = new CancellationTokenSource();
        ICallee other = new Callee(trace, source, -1), callee = new Callee(trace, source, variant);
        var started = new List<Task<int>>();
        using var registration = source.Token.Register(() =>
        {
            trace.Log("canceled with", local.Value);
            local.Value = 7;
            started.Add(StartAsync(other, 2));
        });
        trace.Log("result", await callee.RunAsync(3));
        trace.Log("again", await callee.RunAsync(0));
        foreach (var task in started) trace.Log("of the callback", await task);
        await trace.Leaf();
        trace.Log("caller", local.Value);
    }

    /// <summary>Of another chain, which goes on inside.</summary>
    [Case(In = Places.Plain | Places.Ui | Places.Scheduler, Variants = 3)]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Escapes)]
    public static async Task A_callback_completes_the_leaf_of_another_chain(Trace trace, int variant)
    {
        using var source = new CancellationTokenSource();
        var leaf = new ManualLeaf();
        ICallee callee = new Callee(trace, source, variant);
        var other = WaitAsync(new Waiting(leaf, trace));
        using var registration = source.Token.Register(leaf.Complete);
        trace.Log("result", await callee.RunAsync(3));
        trace.Log("of the other", await other);
    }

    interface IWaiting
    {
        Task<int> WaitAsync(int depth);
    }

    sealed class Waiting(ManualLeaf leaf, Trace trace) : IWaiting
    {
        [Expect(Decision.Ordinary)]
        [Expect(Decision.Scratch)]
        public async Task<int> WaitAsync(int depth)
        {
            local.Value = 100 + depth;
            int result = depth == 0 ? await leaf.Task.ConfigureAwait(false) : 1 + await ((IWaiting)this).WaitAsync(depth - 1);
            trace.Log("other", local.Value);
            return result;
        }
    }

    [Expect(Decision.Scratch)]
    static async Task<int> WaitAsync(IWaiting waiting) => await waiting.WaitAsync(2);
}
