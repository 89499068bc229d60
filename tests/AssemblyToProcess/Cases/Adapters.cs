using System.Runtime.CompilerServices;
using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;
using Unboxed;

namespace AssemblyToProcess.Cases;

/// <summary>Calls through adapters, of callers that are woven and of callers that are not: a future that is not awaited at once is an ordinary call.</summary>
public static class Adapters
{
    interface IStore
    {
        ValueTask<int> GetAsync(int key, CancellationToken cancellation = default);

        ValueTask SaveAsync(string text, int times);

        Task<T> FindAsync<T>(T key);

        ValueTask<T> PickAsync<T>(T one, T other);

        ValueTask<(string, int)> PairAsync(string text);
    }

    sealed class Store(Trace trace) : IStore
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> GetAsync(int key, CancellationToken cancellation)
        {
            trace.Log("get", key);
            cancellation.ThrowIfCancellationRequested();
            if (key < 0) throw trace.Register(new ArgumentOutOfRangeException(nameof(key)));
            int got = await trace.Leaf(key);
            trace.Where("got");
            cancellation.ThrowIfCancellationRequested();
            return key == 7 ? throw trace.Register(new InvalidOperationException("seven")) : got;
        }

        [Expect(Decision.Ordinary, Count = 2)]
        public async ValueTask SaveAsync(string text, int times)
        {
            for (int i = 0; i < times; i++) await trace.Leaf();
            await trace.LeafTask();
            trace.Log("saved", text);
        }

        [Expect(Decision.Ordinary)]
        public async Task<T> FindAsync<T>(T key) => await trace.LeafTask(key);

        [Expect(Decision.Ordinary, Count = 2)]
        public async ValueTask<T> PickAsync<T>(T one, T other)
        {
            await Task.Yield();
            return await trace.Leaf(1) == 1 ? one : other;
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<(string, int)> PairAsync(string text) => (text, await trace.Leaf(2));
    }

    static IStore Make(Trace trace, int way) => Adapted.Of<IStore>(way, new Store(trace), x => Inlining.Of<IStore>(x), x => Caching.Of(x));

    [Case(Variants = Adapted.Ways)]
    [Expect(Decision.Scratch, Count = 8)]
    public static async Task Woven(Trace trace, int way)
    {
        var store = Make(trace, way);
        trace.Log("get", await store.GetAsync(1));
        await store.SaveAsync("text", 2);
        trace.Log("find", await store.FindAsync("key"));
        trace.Log("pick", await store.PickAsync(3.5, 4));
        trace.Log("pick", await store.PickAsync("a", "b"));
        trace.Log("pair", await store.PairAsync("pair"));
        trace.Where("here");
        try
        {
            await store.GetAsync(-1);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            trace.Caught(exception);
            trace.Frames(exception);
        }
        try
        {
            await store.GetAsync(7).ConfigureAwait(false);
        }
        catch (InvalidOperationException exception)
        {
            trace.Caught(exception);
            trace.Frames(exception);
        }
        trace.Where("end");
    }

    /// <summary>Whether calls have completed is seen: not on the thread pool, where that is a matter of luck.</summary>
    [Case(In = Places.All & ~Places.Pool, Variants = Adapted.Ways)]
    [Expect(Decision.Escapes, Count = 2)]
    [Expect(Decision.Ordinary, Count = 4)]
    [Expect(Decision.Escapes, Count = 2)]
    public static async Task Unwoven(Trace trace, int way)
    {
        var store = Make(trace, way);
        var got = store.GetAsync(1);
        trace.Log("completed", got.IsCompleted);
        trace.Log("get", await got);
        var saved = store.SaveAsync("text", 2);
        trace.Log("completed", saved.IsCompleted);
        await saved;
        trace.Log("find", await Passed.OnOf(store.FindAsync("key")));
        trace.Log("pick", await Passed.OnValueOf(store.PickAsync(3.5, 4)));
        trace.Log("pick", await Passed.OnValueOf(store.PickAsync("a", "b")));
        trace.Log("pair", await Passed.OnValueOf(store.PairAsync("pair")));
        trace.Where("here");
        try
        {
            var fails = store.GetAsync(-1);
            trace.Log("failed", fails.IsFaulted);
            await fails;
        }
        catch (ArgumentOutOfRangeException exception)
        {
            trace.Caught(exception);
            trace.Frames(exception);
        }
        try
        {
            // By now the case is on the thread pool, in plain C# too: what is logged while the call is pending may come before or after what the callee logs.
            var fails = store.GetAsync(7);
            Thread.Yield();
            await fails.ConfigureAwait(false);
        }
        catch (InvalidOperationException exception)
        {
            trace.Caught(exception);
            trace.Frames(exception);
        }
        trace.Where("end");
    }
}
