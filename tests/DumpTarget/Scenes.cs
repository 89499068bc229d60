using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace DumpTarget;

/// <summary>One kind of pending stack each.</summary>
sealed class Scenes
{
    readonly TaskCompletionSource<string> never = new();
    readonly TaskCompletionSource gate = new(), first = new();
    readonly SemaphoreSlim semaphore = new(0);
    Task? circle;

    /// <summary>Completes what some wait for at first. Their continuations run here: when this returns, they wait again.</summary>
    internal void GoOn() => first.SetResult();

    /// <summary>Roots of chains of three frames, several of the same kind.</summary>
    internal async Task<int> ShopAsync(int customer)
    {
        IStore store = new Retrying(new Disk(never.Task));
        string order = await store.LoadAsync(customer); // await: shop
        return order.Length + customer;
    }

    /// <summary>Recursion: a chain with as many frames as its argument says, and one.</summary>
    internal async Task<int> DeepAsync(int depth)
    {
        var folders = new Folders();
        return await folders.CountAsync("root", depth, Urgency.High); // await: deep
    }

    /// <summary>Ordinary code above a chain: what else is done before the await keeps the ordinary call.</summary>
    internal async Task<int> OverAsync(string title)
    {
        var shopping = ShopAsync(4711);
        GC.KeepAlive(this);
        int length = await shopping; // await: over
        return length + title.Length;
    }

    /// <summary>A chain above ordinary code.</summary>
    internal async Task<int> UnderAsync()
    {
        var caller = new Caller(this);
        return await caller.CallAsync("under"); // await: under
    }

    /// <summary>A root that waits at an await that is none of ours, while it has a chain.</summary>
    internal async Task<string> OrdinaryAsync()
    {
        IStore quick = new Disk(Task.FromResult("at once"));
        string first = await quick.LoadAsync(1);
        int kept = first.Length;
        await gate.Task; // await: ordinary
        return first + kept;
    }

    internal async Task<int> BothAsync()
    {
        int[] both = await Task.WhenAll(PlainAsync(1), PlainAsync(2)); // await: both
        return both.Length;
    }

    [Unboxed.Boxed]
    internal async Task<int> PlainAsync(int number)
    {
        string text = new('x', number);
        await gate.Task; // await: plain
        return text.Length;
    }

    internal async Task<long> GenericAsync()
    {
        var numbers = await new Box<long>(77, gate.Task).OpenAsync("a note", 3); // await: generic
        return numbers;
    }

    /// <summary>A frame that was resumed, and calls again: its callees lie behind it.</summary>
    internal async Task<string> AgainAsync()
    {
        IStore store = new Prepared(new Retrying(new Disk(never.Task)), first.Task);
        return await store.LoadAsync(9); // await: again
    }

    internal async Task<int> PoolingAsync() => await PooledAsync(8); // await: pooling

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<int> PooledAsync(int places)
    {
        await semaphore.WaitAsync(); // await: pooled
        return places;
    }

    /// <summary>Waits for itself.</summary>
    internal void Circle() => circle = CircleAsync();

    async Task CircleAsync()
    {
        await first.Task;
        await circle!; // await: circle
    }

    internal async Task<bool> SourceAsync() => await new Waiting(new Signal()).WaitAsync(); // await: source

    internal async Task IterateAsync()
    {
        await foreach (int number in ManyAsync()) // await: iterate
            Console.WriteLine(number);
    }

    async IAsyncEnumerable<int> ManyAsync()
    {
        int next = 5;
        await gate.Task; // await: many
        yield return next;
    }

    internal static async Task LocalAsync(Task until)
    {
        string captured = "caught";
        await Inner(3); // await: local
        GC.KeepAlive(captured);

        async Task Inner(int count)
        {
            await until; // await: inner local
            GC.KeepAlive(captured + count);
        }
    }

    /// <summary>A caller that is not woven, of an adapter with room.</summary>
    [Unboxed.Boxed]
    internal async Task<int> AdaptedAsync()
    {
        var idle = Unboxed.Inlining.Of<IStore>(new Disk(Task.FromResult("at once")));
        await Passed(idle.LoadAsync(1));
        IStore store = Unboxed.Inlining.Of<IStore>(new Retrying(new Disk(never.Task)));
        string text = await Passed(store.LoadAsync(12)); // await: adapted
        GC.KeepAlive(idle);
        return text.Length;
    }

    static ValueTask<string> Passed(ValueTask<string> task) => task;

    /// <summary>A frame that waits for the ordinary call beside a scratch call.</summary>
    internal async Task<string> RemoteAsync()
    {
        IStore store = new Retrying(new Remote(never.Task));
        return await store.LoadAsync(6); // await: remote
    }
}

/// <summary>Between a chain and ordinary code.</summary>
sealed class Caller(Scenes scenes)
{
    internal async Task<int> CallAsync(string why) => why.Length + await scenes.PlainAsync(3); // await: caller
}

sealed class Waiting(Signal signal)
{
    internal async ValueTask<bool> WaitAsync()
    {
        return await new ValueTask<bool>(signal, 1); // await: signal
    }
}

/// <summary>A source that never completes.</summary>
sealed class Signal : IValueTaskSource<bool>
{
    public bool GetResult(short token) => true;

    public ValueTaskSourceStatus GetStatus(short token) => ValueTaskSourceStatus.Pending;

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => (this.continuation, this.state) = (continuation, state);

    internal Action<object?>? continuation;
    internal object? state;
}
