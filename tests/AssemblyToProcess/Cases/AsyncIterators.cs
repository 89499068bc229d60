using System.Runtime.CompilerServices;
using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Async iterators that call: each is a root, whose chain goes back whenever it yields.</summary>
public static class AsyncIterators
{
    interface ISource
    {
        ValueTask<int> GetAsync(int value);

        Task<int> TaskAsync(int value);

        Task FailAsync(bool suspends);
    }

    sealed class Source(Trace trace) : ISource
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> GetAsync(int value) => await trace.Leaf(value);

        [Expect(Decision.Ordinary)]
        public async Task<int> TaskAsync(int value) => await trace.Leaf(value);

        [Expect(Decision.Ordinary)]
        public async Task FailAsync(bool suspends)
        {
            if (suspends) await trace.Leaf();
            throw trace.Register(new InvalidOperationException("source"));
        }
    }

    [Expect(Decision.Scratch, Count = 3)]
    static async IAsyncEnumerable<int> Items(Trace trace, ISource source, int count)
    {
        try
        {
            for (int i = 0; i < count; i++)
            {
                int item = await source.GetAsync(i);
                trace.Log("yields", item);
                yield return item;
                trace.Log("goes on", item + await source.GetAsync(10 * i));
            }
        }
        finally
        {
            trace.Log("finally", await source.GetAsync(100));
        }
    }

    [Expect(Decision.Escapes, Count = 4)]
    static async IAsyncEnumerable<int> Kept(Trace trace, ISource source, bool isKept)
    {
        var first = source.GetAsync(1).AsTask();
        yield return await first;
        trace.Log("the first is still there", first.IsCompletedSuccessfully ? first.Result : -1);
        yield return await first;
        var second = source.FailAsync(isKept);
        try
        {
            await second;
        }
        catch (InvalidOperationException)
        {
            trace.Log("fails", "once");
        }
        yield return 3;
        try
        {
            await second;
        }
        catch (InvalidOperationException)
        {
            trace.Log("fails", "again");
        }
    }

    [Expect(Decision.Escapes, Count = 3)]
    static async IAsyncEnumerable<int> KeptTasks(Trace trace, ISource source)
    {
        var first = source.TaskAsync(1);
        yield return await first;
        trace.Log("the first is still there", first.IsCompletedSuccessfully ? first.Result : -1);
        var second = source.TaskAsync(2);
        trace.Log("second", await second.ConfigureAwait(false));
        yield return 3;
        trace.Log("again", await second);
    }

    [Case(Variants = 2)]
    [Expect(Decision.Scratch, Count = 2)]
    [Expect(Decision.Ordinary)]
    public static async Task TasksAreKeptWhileItYields(Trace trace, int variant)
    {
        await foreach (int item in KeptTasks(trace, new Source(trace)))
        {
            trace.Log("gets", item);
            if (variant == 1) await trace.Leaf();
        }
    }

    [Case(Variants = 2)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task FuturesAreKeptWhileItYields(Trace trace, int variant)
    {
        await foreach (int item in Kept(trace, new Source(trace), variant == 1)) trace.Log("gets", item);
    }

    [Case(Variants = 3)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task ManyItems(Trace trace, int variant)
    {
        int sum = 0;
        await foreach (int item in Items(trace, new Source(trace), variant)) sum += item;
        trace.Log("sum", sum);
    }

    [Case(Variants = 3)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task TheConsumerLeavesEarly(Trace trace, int variant)
    {
        try
        {
            await foreach (int item in Items(trace, new Source(trace), 5))
            {
                if (item < variant) continue;
                if (variant == 2) throw trace.Register(new IOException("consumer"));
                break;
            }
        }
        catch (IOException exception)
        {
            trace.Caught(exception);
        }
        trace.Log("left");
    }

    [Expect(Decision.Scratch, Count = 2)]
    static async IAsyncEnumerable<string> Failing(ISource source, int how, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        yield return "first " + cancellation.CanBeCanceled;
        cancellation.ThrowIfCancellationRequested();
        if (how != 2) await source.FailAsync(how == 1);
        yield return "second";
        await source.FailAsync(true).ConfigureAwait(false);
    }

    [Case(Variants = 4)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task TheIteratorFails(Trace trace, int variant)
    {
        using var cancellation = new CancellationTokenSource();
        try
        {
            await foreach (string item in Failing(new Source(trace), variant).WithCancellation(cancellation.Token))
            {
                trace.Log("item", item);
                if (variant == 3) cancellation.Cancel();
            }
        }
        catch (Exception exception)
        {
            trace.Caught(exception);
        }
    }

    sealed class Tree<T>(T value, params Tree<T>[] children)
    {
        [Expect(Decision.Scratch, Count = 3)]
        public async IAsyncEnumerable<(T Value, int Depth)> Walk(ISource source, int depth = 0)
        {
            yield return (value, await source.GetAsync(depth));
            foreach (var child in children)
            {
                await foreach (var item in child.Walk(source, depth + 1)) yield return item;
            }
        }
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task IteratorsWithinIterators(Trace trace)
    {
        var tree = new Tree<string>("root", new("left", new Tree<string>("leaf")), new("right"));
        await foreach (var item in tree.Walk(new Source(trace))) trace.Log("item", item);
    }

    [Case]
    [Expect(Decision.Scratch, Count = 4)]
    public static async Task EnumeratedTwice(Trace trace)
    {
        var items = Items(trace, new Source(trace), 2);
        await foreach (int item in items) trace.Log("item", item);
        await foreach (int item in items) trace.Log("item", item);
    }

    static readonly AsyncLocal<string?> local = new();

    [Expect(Decision.Scratch, Count = 2)]
    static async IAsyncEnumerable<int> ChangesItsContext(Trace trace, ISource source)
    {
        local.Value = "iterator";
        int item = await source.GetAsync(1);
        trace.Log("iterator has", local.Value);
        yield return item;
        trace.Log("iterator has", local.Value);
        local.Value = "changed";
        yield return await source.GetAsync(2);
        trace.Log("iterator has", local.Value);
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task Contexts(Trace trace)
    {
        local.Value = "consumer";
        await foreach (int item in ChangesItsContext(trace, new Source(trace)))
        {
            trace.Where("consumer");
            trace.Log("consumer has", local.Value);
        }
        trace.Log("consumer has", local.Value);
    }
}
