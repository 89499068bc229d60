namespace Unboxed.Stress;

/// <summary>An object that many threads call at once, through adapters of each strategy.</summary>
interface IShared : IAsyncDisposable
{
    ValueTask<long> RunAsync(long seed, int depth);

    ValueTask<long> CancelAsync(long value, CancellationToken cancellation);
}

sealed class Shared(Leaves leaves, IWork work) : IShared
{
    public async ValueTask<long> RunAsync(long seed, int depth) => await work.RunAsync(seed, depth);

    /// <summary>Waits on another thread, which completes or is canceled first.</summary>
    public async ValueTask<long> CancelAsync(long value, CancellationToken cancellation)
    {
        long got = await leaves.Raced(value).WaitAsync(cancellation);
        return got == value ? value : -1;
    }

    public async ValueTask DisposeAsync() => await Task.Yield();
}

/// <summary>The adapters that all chains share, and those that live for a few calls. Each call gets its own result, none is lost, and in the end all rooms are free and all blocks given back.</summary>
sealed class Adapters
{
    /// <summary>The ways in which chains call.</summary>
    const int Ways = 6;

    readonly Leaves leaves;
    readonly Counting counting = new();
    readonly Ring ring = new(5);
    readonly IShared shared;
    readonly IShared[] all;
    long calls, canceled, begun, ended;

    internal Adapters(Leaves leaves, IWork work)
    {
        this.leaves = leaves;
        shared = new Shared(leaves, work);
        all =
        [
            Inlining.Of<IShared>(shared), Caching.Of<IShared>(shared), Allocating.Of<IShared>(shared, ScratchAllocator.Pooling), Allocating.Of<IShared>(shared, ScratchAllocator.Bounded(20_000)),
            Allocating.Of<IShared>(shared, counting), Adapting.Of<IShared>(shared, ring), Caching.Of<IShared>(Allocating.Of<IShared>(shared, counting)), Inlining.Of<IShared>(Caching.Of<IShared>(shared)),
        ];
    }

    /// <summary>Puts an adapter around a layer of a chain.</summary>
    internal static IWork Around(IWork work, int number) => (number % 5) switch
    {
        0 => work,
        1 => Inlining.Of<IWork>(work),
        2 => Caching.Of<IWork>(work),
        3 => Allocating.Of<IWork>(work, ScratchAllocator.Pooling),
        _ => Caching.Of<IWork>(Inlining.Of<IWork>(work)),
    };

    internal string Summary => $"{calls} calls through adapters, {canceled} of them canceled";

    /// <param name="seed">Which adapter is called, in which way, and with what.</param>
    /// <param name="depth">How deep.</param>
    /// <param name="layers">How many layers there are.</param>
    internal async Task CallAsync(long seed, int depth, int layers)
    {
        var adapter = all[seed / Ways % all.Length];
        long expected = Mixing.OfLayer(seed, depth, layers);
        Interlocked.Increment(ref begun);
        switch (seed % Ways)
        {
            case 0:
                Verify(await adapter.RunAsync(seed, depth), expected);
                break;
            case 1:
                Verify(await Passed(adapter.RunAsync(seed, depth)), expected);
                break;
            case 2:
                ValueTask<long> first = adapter.RunAsync(seed, depth), second = adapter.RunAsync(seed + 1, depth);
                Verify(await second, Mixing.OfLayer(seed + 1, depth, layers));
                Verify(await first, expected);
                break;
            case 3:
                Verify(await adapter.RunAsync(seed, depth).AsTask(), expected);
                break;
            case 4:
                await CancelAsync(adapter, seed / Ways);
                break;
            default:
                await DisposeAsync(seed, depth, expected);
                break;
        }
        Interlocked.Increment(ref ended);
    }

    async Task CancelAsync(IShared adapter, long value)
    {
        // Not disposed: the other thread may come to it after the call has ended.
        var cancellation = new CancellationTokenSource();
        bool isEarly = (value & 1) == 0;
        if (isEarly) leaves.Soon(cancellation.Cancel);
        var future = adapter.CancelAsync(value, cancellation.Token);
        if (!isEarly) leaves.Soon(cancellation.Cancel);
        try
        {
            Verify(await future, value);
        }
        catch (OperationCanceledException exception) when (exception.CancellationToken == cancellation.Token)
        {
            Interlocked.Increment(ref canceled);
        }
    }

    /// <summary>An adapter that is disposed of while a call is pending; the next call is an ordinary one.</summary>
    async Task DisposeAsync(long seed, int depth, long expected)
    {
        var ringOfOwn = new Ring(2);
        var adapter = (seed / Ways % 3) switch { 0 => Inlining.Of<IShared>(shared), 1 => Caching.Of<IShared>(shared), _ => Adapting.Of<IShared>(shared, ringOfOwn) };
        var pending = adapter.RunAsync(seed, depth);
        await adapter.DisposeAsync();
        Verify(await Passed(adapter.RunAsync(seed, depth)), expected);
        Verify(await pending, expected);
    }

    void Verify(long result, long expected)
    {
        Interlocked.Increment(ref calls);
        Failures.Verify(result == expected, $"a call through an adapter returned {result} instead of {expected}");
    }

    /// <summary>When nothing is in flight.</summary>
    internal async Task CheckAsync()
    {
        Failures.Verify(begun == ended, $"of {begun} calls through adapters, {ended} have ended");
        for (int i = 0; i < all.Length; i++) Failures.Verify(await IsInRoomAsync(all[i]), $"adapter {i} has no room for a call, though none is pending");
        Failures.Verify(counting.Rented == 0, $"{counting.Rented} blocks have not been given back");
        Failures.Verify(ring.IsFree, "a room is not free");
    }

    /// <summary>Whether a call gets a room. A future over one has failed once it has been consumed; that of a box has not.</summary>
    async Task<bool> IsInRoomAsync(IShared adapter)
    {
        using var never = new CancellationTokenSource();
        ValueTask<long> future;
        do
        {
            // Where the other thread has been faster, there was no need for a room.
            future = adapter.CancelAsync(1, never.Token);
        }
        while (future.IsCompleted && await future == 1);
        var copy = future;
        Verify(await future, 1);
        return copy.IsFaulted;
    }

    /// <summary>A future that is passed on is not awaited where the call is: the call is an ordinary one.</summary>
    static ValueTask<long> Passed(ValueTask<long> future) => future;

    sealed class Counting : IScratchAllocator
    {
        int rented;

        internal int Rented => Volatile.Read(ref rented);

        public ScratchBlock Rent(int slots, int words)
        {
            Interlocked.Increment(ref rented);
            return ScratchBlock.Create(slots, words);
        }

        public void Return(ScratchBlock block) => Interlocked.Decrement(ref rented);
    }

    /// <summary>Rooms that threads take where they find one.</summary>
    sealed class Ring(int count) : AdapterStrategy
    {
        readonly Room[] rooms = [.. Enumerable.Range(0, count).Select(_ => new Room())];

        protected internal override void Prepare(int slots, int words)
        {
            foreach (var room in rooms) room.Reserve(slots, words);
        }

        protected internal override Room? Take() => Array.Find(rooms, room => room.TryTake());

        protected internal override void Release()
        {
            foreach (var room in rooms) room.Close();
        }

        /// <summary>Whether no call has a room. They are taken by this.</summary>
        internal bool IsFree => Array.TrueForAll(rooms, room => room.TryTake());
    }
}
