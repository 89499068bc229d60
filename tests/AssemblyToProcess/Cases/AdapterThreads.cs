using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;
using Unboxed;

namespace AssemblyToProcess.Cases;

/// <summary>Calls through one adapter from many threads at once: never two futures in one room, never a lost one.</summary>
public static class AdapterThreads
{
    interface IWork
    {
        ValueTask<(int, string)> DoAsync(int number, int kind);

        ValueTask<int> CountAsync(int number);

        ValueTask GoAsync(int number);
    }

    sealed class Work : IWork
    {
        int going;

        internal int Going => going;

        [Expect(Decision.Ordinary, Count = 3)]
        public async ValueTask<(int, string)> DoAsync(int number, int kind)
        {
            if (kind == 0) return (number, "at once");
            if (kind == 1) await Task.Yield();
            if (kind == 2) await Task.Delay(1);
            if (kind == 3) await Task.Run(static () => { });
            return kind == 4 ? throw new NotSupportedException(number.ToString(System.Globalization.CultureInfo.InvariantCulture)) : (number, "later");
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<int> CountAsync(int number)
        {
            await Task.Yield();
            return number;
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask GoAsync(int number)
        {
            Interlocked.Increment(ref going);
            await Task.Yield();
            Interlocked.Decrement(ref going);
        }
    }

    sealed class Decorator(IWork inner) : IWork
    {
        [Expect(Decision.Scratch)]
        public async ValueTask<(int, string)> DoAsync(int number, int kind) => await inner.DoAsync(number, kind);

        [Expect(Decision.Scratch)]
        public async ValueTask<int> CountAsync(int number) => await inner.CountAsync(number) + 1;

        public ValueTask GoAsync(int number) => inner.GoAsync(number);
    }

    static readonly AsyncLocal<int> local = new();

    [Expect(Decision.Ordinary, Count = 4)]
    static async Task CallAsync(IWork work, int thread, int count)
    {
        for (int i = 0; i < count; i++)
        {
            int number = thread * count + i, kind = (thread + i) % 5;
            if (i % 3 == 0) local.Value = number;
            int expected = local.Value;
            try
            {
                var (got, _) = await Passed.OnValueOf(work.DoAsync(number, kind));
                if (got != number || kind == 4) throw new InvalidOperationException($"{got} is not {number}.");
            }
            catch (NotSupportedException exception)
            {
                if (kind != 4 || exception.Message != number.ToString(System.Globalization.CultureInfo.InvariantCulture)) throw new InvalidOperationException("The exception is another's.", exception);
            }
            if (await Passed.OnValueOf(work.CountAsync(number)) != number + 1) throw new InvalidOperationException("The number is another's.");
            await Passed.OnValue(work.GoAsync(number));
            if (await Passed.OnOf(work.CountAsync(-number).AsTask()) != 1 - number) throw new InvalidOperationException("The task is another's.");
            if (local.Value != expected) throw new InvalidOperationException("The context is another's.");
        }
    }

    static void Run(Func<IWork, IWork> adapt)
    {
        var work = new Work();
        var adapter = adapt(new Decorator(work));
        var calls = Enumerable.Range(0, 12).Select(thread => Task.Run(() => CallAsync(adapter, thread, 150))).ToArray();
        if (!Task.WaitAll(calls, TimeSpan.FromSeconds(60))) throw new TimeoutException("A call is lost.");
        if (work.Going != 0) throw new InvalidOperationException("Not all calls have ended.");
    }

    [WovenOnly]
    public static void Inlined(Trace trace) => Run(x => Inlining.Of<IWork>(x));

    [WovenOnly]
    public static void Cached(Trace trace) => Run(x => Caching.Of<IWork>(x));

    [WovenOnly]
    public static void Allocated(Trace trace) => Run(x => Allocating.Of<IWork>(x, ScratchAllocator.Bounded(10000)));

    [WovenOnly]
    public static void Composed(Trace trace) => Run(x => Caching.Of<IWork>(Inlining.Of<IWork>(Allocating.Of<IWork>(x, ScratchAllocator.Pooling))));

    /// <summary>Each completes in the continuation of the one before: no deeper than there is stack.</summary>
    [WovenOnly]
    public static void A_long_row_of_completions(Trace trace)
    {
        const int Count = 20_000;
        var leaf = new ManualLeaf();
        var before = new Row(() => leaf.Task);
        IRow adapter = Inlining.Of<IRow>(before);
        var last = adapter.NextAsync().AsTask();
        for (int i = 1; i < Count; i++)
        {
            var waited = last;
            last = Inlining.Of<IRow>(new Row(() => new(waited))).NextAsync().AsTask();
        }
        leaf.Complete();
        if (!last.Wait(TimeSpan.FromSeconds(30)) || last.Result != Count + 1) throw new InvalidOperationException("The row has not completed.");
    }

    interface IRow
    {
        ValueTask<int> NextAsync();
    }

    sealed class Row(Func<ValueTask<int>> before) : IRow
    {
        [Expect(Decision.Scratch)]
        public async ValueTask<int> NextAsync() => 1 + await before();
    }
}
