using System.Runtime.CompilerServices;
using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>
/// Streams and objects to dispose of whose awaits the framework's structs configure: <c>WithCancellation</c>, and <c>ConfigureAwait</c> of a stream or of what is disposed of. The calls are those of the objects behind.
/// </summary>
public static class ConfiguredStreams
{
    sealed class Numbers<T>(Trace trace, Func<int, T> make, int count, int failsAt = -1) : IAsyncEnumerable<T>
    {
        public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        {
            trace.Log("cancelable", cancellationToken.CanBeCanceled);
            return new Enumerator<T>(trace, make, count, failsAt);
        }
    }

    /// <summary>By hand: its methods are async ones.</summary>
    sealed class Enumerator<T>(Trace trace, Func<int, T> make, int count, int failsAt) : IAsyncEnumerator<T>
    {
        int next;

        public T Current { get; private set; } = default!;

        [Expect(Decision.Ordinary)]
        public async ValueTask<bool> MoveNextAsync()
        {
            trace.Where("moves");
            await trace.Leaf();
            if (next == failsAt) throw trace.Register(new InvalidOperationException("number"));
            Current = make(next);
            return next++ < count;
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask DisposeAsync()
        {
            trace.Where("is disposed of");
            await trace.Leaf().ConfigureAwait(false);
        }
    }

    sealed class Resource(Trace trace, bool fails) : IAsyncDisposable
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask DisposeAsync()
        {
            trace.Where("is disposed of");
            await trace.Leaf();
            if (fails) throw trace.Register(new IOException("disposal"));
        }
    }

    [Case(Variants = 4)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task Streams(Trace trace, int variant)
    {
        await foreach (int number in new Numbers<int>(trace, value => value * 2, variant)) trace.Where($"number {number}");
        trace.Where("root");
    }

    [Case(Variants = 4)]
    [Expect(Decision.Scratch, Count = 4)]
    public static async Task ConfiguredOnes(Trace trace, int variant)
    {
        bool continues = variant % 2 == 0;
        using var cancellation = new CancellationTokenSource();
        await foreach (int number in new Numbers<int>(trace, value => value * 2, 2).WithCancellation(cancellation.Token).ConfigureAwait(continues)) trace.Where($"number {number}");
        trace.Where("root");
        await foreach (string text in new Numbers<string>(trace, value => "text " + value, variant).ConfigureAwait(!continues)) trace.Where(text);
        trace.Where("root");
    }

    interface IConsumer
    {
        ValueTask<int> SumAsync(int variant);

        Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> items, bool continues);
    }

    sealed class Consumer(Trace trace) : IConsumer
    {
        [Expect(Decision.Scratch, Count = 2)]
        public async ValueTask<int> SumAsync(int variant)
        {
            int sum = 0;
            try
            {
                await foreach (int number in new Numbers<int>(trace, value => value, 4, failsAt: variant).WithCancellation(CancellationToken.None).ConfigureAwait(false))
                {
                    if (number == 3) break;
                    sum += number;
                }
            }
            catch (InvalidOperationException exception)
            {
                trace.Caught(exception);
            }
            trace.Where("sum");
            return sum;
        }

        [Expect(Decision.Scratch, Count = 2)]
        public async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> items, bool continues)
        {
            List<T> list = [];
            await foreach (var item in items.ConfigureAwait(continues)) list.Add(item);
            trace.Where("list");
            return list;
        }
    }

    [Case(Variants = 5)]
    [Expect(Decision.Scratch)]
    public static async Task WithinScratchSpace(Trace trace, int variant)
    {
        IConsumer consumer = new Consumer(trace);
        trace.Log("sum", await consumer.SumAsync(variant));
        trace.Where("root");
    }

    [Expect(Decision.Ordinary)]
    static async IAsyncEnumerable<T> Iterator<T>(Trace trace, params T[] items)
    {
        foreach (var item in items)
        {
            await trace.Leaf();
            trace.Where("yields");
            yield return item;
        }
    }

    /// <summary>The enumerator of an iterator hands its task back, which is awaited as the struct says.</summary>
    [Case(Variants = 4)]
    [Expect(Decision.Scratch, Count = 5)]
    public static async Task Iterators(Trace trace, int variant)
    {
        IConsumer consumer = new Consumer(trace);
        bool continues = variant % 2 == 0;
        trace.Log("count", (await consumer.ToListAsync(Iterator(trace, 1, 2, 3), continues)).Count);
        trace.Log("count", (await consumer.ToListAsync(Iterator(trace, "a", "b"), continues)).Count);
        trace.Log("count", (await consumer.ToListAsync(new Numbers<(int, string)>(trace, value => (value, "c"), variant), continues)).Count);
        await foreach (object item in Iterator<string>(trace, "d").ConfigureAwait(continues)) trace.Where(item.ToString()!);
        trace.Where("root");
    }

    /// <summary>The enumerator is that of a more derived type: the companion is not that of the struct's type argument.</summary>
    [Case(Variants = 2)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task Variance(Trace trace, int variant)
    {
        IAsyncEnumerable<object> items = new Numbers<string>(trace, value => "text " + value, 2);
        await foreach (object item in items.ConfigureAwait(variant == 0)) trace.Where(item.ToString()!);
    }

    [Case(Variants = 4)]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Scratch)]
    public static async Task WhatIsDisposedOf(Trace trace, int variant)
    {
        try
        {
            var first = new Resource(trace, fails: variant >= 2);
            await using (first.ConfigureAwait(variant % 2 == 0)) trace.Log("used", 1);
            trace.Where("between");
            var second = new Resource(trace, fails: variant == 1);
            await using var _ = second.ConfigureAwait(false);
            trace.Log("used", 2);
        }
        catch (IOException exception)
        {
            trace.Caught(exception);
        }
        trace.Where("root");
    }

    sealed class Nothing : IAsyncEnumerable<int>
    {
        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default) => null!;
    }

    [Case(Variants = 3)]
    [Expect(Decision.Scratch, Count = 4)]
    public static async Task NoObject(Trace trace, int variant)
    {
        try
        {
            if (variant == 0)
            {
                await foreach (int number in new Nothing().ConfigureAwait(false)) trace.Log("number", number);
            }
            else if (variant == 1)
            {
                IAsyncDisposable? none = null;
                await using (none!.ConfigureAwait(false)) trace.Log("used", 0);
            }
            else
            {
                ConfiguredCancelableAsyncEnumerable<int>.Enumerator none = default;
                trace.Log("moved", await none.MoveNextAsync());
            }
        }
        catch (NullReferenceException exception)
        {
            trace.Log("fails", exception.GetType().Name);
        }
    }

    /// <summary>While it moves, the enumerator gives way to another one: the struct is asked how to continue after it has called.</summary>
    sealed class Replacing(Trace trace) : IAsyncEnumerator<int>
    {
        internal Action Replace { get; set; } = static () => { };

        public int Current => 1;

        [Expect(Decision.Ordinary)]
        public async ValueTask<bool> MoveNextAsync()
        {
            Replace();
            await trace.Leaf();
            return true;
        }

        public ValueTask DisposeAsync() => default;
    }

    sealed class One(IAsyncEnumerator<int> enumerator) : IAsyncEnumerable<int>
    {
        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default) => enumerator;
    }

    [Case(Variants = 2)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task TheStructIsReplaced(Trace trace, int variant)
    {
        var replacing = new Replacing(trace);
        var configured = new One(replacing).ConfigureAwait(variant == 0).GetAsyncEnumerator();
        replacing.Replace = () => configured = new One(replacing).ConfigureAwait(variant != 0).GetAsyncEnumerator();
        trace.Log("moved", await configured.MoveNextAsync());
        trace.Where("after the first");
        trace.Log("moved", await configured.MoveNextAsync());
        trace.Where("after the second");
    }

    /// <summary>Awaited later, or by others: the ordinary call.</summary>
    [Case]
    [Expect(Decision.Escapes)]
    [Expect(Decision.Scratch)]
    public static async Task AwaitedLater(Trace trace)
    {
        var configured = new Numbers<int>(trace, value => value, 1).ConfigureAwait(false).GetAsyncEnumerator();
        var moving = configured.MoveNextAsync();
        trace.Log("before");
        trace.Log("moved", await moving);
        await configured.DisposeAsync();
        trace.Where("root");
    }
}
