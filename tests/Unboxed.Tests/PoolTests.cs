using System.Runtime.CompilerServices;
using Unboxed.CompilerServices;
using Unboxed.Tests.Support;

namespace Unboxed.Tests;

public class PoolTests
{
    const int Small = 100;

    sealed class Item : Pooled;

    [Fact]
    public void What_was_returned_is_rented_again_and_once_only()
    {
        var pool = new Pool(Small);
        Assert.Null(pool.Rent());
        var item = new Item();
        pool.Return(item);
        Assert.Same(item, pool.Rent());
        Assert.Null(pool.Rent());
    }

    [Theory]
    [InlineData(24)]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(10_000)]
    public void A_pool_keeps_no_more_bytes_than_its_bound(int objectBytes)
    {
        var pool = new Pool(objectBytes);
        int bound = pool.LocalLimit + pool.SharedLimit;
        for (int i = 0; i < 3 * bound; i++) pool.Return(new Item());
        var kept = Pools.Drain(pool);
        Assert.Equal(kept.Count, kept.Distinct().Count());
        Assert.InRange(kept.Count, bound - pool.LocalLimit / 2, bound);
        Assert.InRange(pool.LocalLimit, Pool.MinLocal, Pool.MaxLocal);
        Assert.True(pool.LocalLimit == Pool.MinLocal || pool.LocalLimit * objectBytes <= Pool.LocalBytes);
        Assert.True(pool.SharedLimit == pool.LocalLimit / 2 || pool.SharedLimit * objectBytes <= Pool.SharedBytes);
    }

    /// <summary>What the bounds count with is not less than what an object takes.</summary>
    [Fact]
    public void The_pools_of_chains_keep_no_more_bytes_than_their_bound() => Threads.RunOnAnother(() =>
    {
        for (int size = 0; size < ChainSizes.Classes; size++)
        {
            var type = ChainSizes.Create(size, 0, 0).GetType();
            RuntimeHelpers.GetUninitializedObject(type);
            long before = GC.GetAllocatedBytesForCurrentThread();
            object chain = RuntimeHelpers.GetUninitializedObject(type);
            long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            var pool = ChainSizes.Pools[size];
            Assert.True(pool.LocalLimit == Pool.MinLocal || pool.LocalLimit * bytes <= Pool.LocalBytes, $"size {size}: {pool.LocalLimit} of {bytes}");
            Assert.True(pool.SharedLimit * bytes <= Pool.SharedBytes, $"size {size}: {pool.SharedLimit} of {bytes}");
            GC.KeepAlive(chain);
        }
    });

    [Fact]
    public void Objects_returned_on_another_thread_come_back()
    {
        const int count = 1000;
        var pool = new Pool(Small);
        for (int round = 0; round < 3; round++)
        {
            var rented = new List<Pooled>();
            int created = 0;
            for (int i = 0; i < count; i++)
            {
                var item = pool.Rent();
                if (item is null) created++;
                rented.Add(item ?? new Item());
            }
            Assert.Equal(count, rented.Distinct().Count());
            // What lay in the list of a thread has gone with it.
            if (round > 0) Assert.InRange(created, 0, round * pool.LocalLimit);
            Threads.RunOnAnother(() => rented.ForEach(pool.Return));
        }
    }

    [Fact]
    public void Thousands_in_flight_between_threads_are_never_handed_out_twice()
    {
        var pool = new Pool(Small);
        var owned = new System.Collections.Concurrent.ConcurrentDictionary<Pooled, bool>();
        var flying = new System.Collections.Concurrent.ConcurrentQueue<Pooled>();
        var errors = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var threads = Enumerable.Range(0, 4).Select(seed => new Thread(() =>
        {
            var random = new Random(seed);
            for (int i = 0; i < 20_000; i++)
            {
                if (flying.Count < 4000 && random.Next(2) == 0)
                {
                    var item = pool.Rent() ?? new Item();
                    if (!owned.TryAdd(item, true)) errors.Enqueue("rented twice");
                    flying.Enqueue(item);
                }
                else if (flying.TryDequeue(out var item))
                {
                    if (!owned.TryRemove(item, out _)) errors.Enqueue("returned twice");
                    pool.Return(item);
                }
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Empty(errors);
    }

    /// <summary>A thread has one list for each pool, however many there are by then.</summary>
    [Fact]
    public void Pools_that_come_later_have_lists_of_their_own()
    {
        var pools = Enumerable.Range(0, 200).Select(_ => new Pool(Small)).ToList();
        var items = pools.ConvertAll(_ => new Item());
        for (int i = pools.Count - 1; i >= 0; i--) pools[i].Return(items[i]);
        for (int i = 0; i < pools.Count; i++)
        {
            Assert.Same(items[i], pools[i].Rent());
            Assert.Null(pools[i].Rent());
        }
    }

    [Fact]
    public void Renting_and_returning_allocates_nothing_once_warm()
    {
        const int count = 500;
        var pool = new Pool(Small);
        var items = new Pooled[count];
        void Round()
        {
            for (int i = 0; i < count; i++) items[i] = pool.Rent() ?? new Item();
            foreach (var item in items) pool.Return(item);
        }
        for (int i = 0; i < 3; i++) Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) Round();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Otherwise a long wait keeps the frames of an abandoned chain alive, whose object was behind its own in the pool.</summary>
    [Fact]
    public void A_rented_object_refers_to_no_other_object_of_the_pool()
    {
        var pool = new Pool(Small);
        for (int i = 0; i < pool.LocalLimit + pool.SharedLimit; i++) pool.Return(new Item());
        Assert.All(Pools.Drain(pool), item => Assert.Null(item.Link));
    }

    [Fact]
    public void What_an_ended_thread_had_in_its_pool_is_collected()
    {
        var pool = new Pool(Small);
        Garbage.AssertCollected(Garbage.In(() => Fill(pool)));
        GC.KeepAlive(pool);

        static WeakReference[] Fill(Pool pool)
        {
            var references = new WeakReference[pool.LocalLimit];
            Threads.RunOnAnother(() =>
            {
                for (int i = 0; i < references.Length; i++)
                {
                    var item = new Item();
                    references[i] = new(item);
                    pool.Return(item);
                }
            });
            return references;
        }
    }

    /// <summary>Nor do the objects that are rented meanwhile, and wait on.</summary>
    [Fact]
    public void A_pending_chain_does_not_keep_what_else_lay_in_the_pool_of_its_thread()
    {
        var (source, task, others) = Start();
        Garbage.AssertCollected(others);
        source.Complete(1);
        Assert.Equal(3, Threads.WaitFor(task));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (ManualSource, Task<long>, WeakReference[]) Start()
        {
            var source = new ManualSource();
            Task<long> task = null!;
            WeakReference[] others = [];
            Threads.RunOnAnother(() =>
            {
                Pools.DrainChains();
                int size = ChainSizes.Class(8, 4);
                Root<int>.Expected = Chain.Size(8, 4);
                var chains = Enumerable.Range(0, 3).Select(_ => ChainSizes.Create(size, 0, 0)).ToList();
                others = [.. chains.Take(2).Select(chain => new WeakReference(chain))];
                chains.ForEach(ChainSizes.Pools[size].Return);
                // It takes the last.
                task = Root.Run(new CallNode(new LeafNode(source.Wait)), 1);
            });
            return (source, task, others);
        }
    }

    [Fact]
    public void Chains_in_the_shared_store_do_not_keep_the_thread_that_returned_them()
    {
        var (ended, chains) = Fill();
        Assert.NotEmpty(chains);
        Garbage.AssertCollected(ended);
        GC.KeepAlive(chains);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (WeakReference, List<Chain>) Fill()
        {
            Pools.DrainChains();
            WeakReference? thread = null;
            Threads.RunOnAnother(() =>
            {
                thread = new(Thread.CurrentThread);
                var sources = Enumerable.Range(0, 2 * Pool.MaxLocal).Select(_ => new ManualSource()).ToList();
                var tasks = sources.ConvertAll(source => Root.Run(new LeafNode(source.Wait), 1));
                foreach (var source in sources) source.Complete(1);
                Assert.All(tasks, task => Assert.True(task.IsCompletedSuccessfully));
            });
            // Those that lay in the thread's own list are gone with it.
            return (thread!, Pools.DrainChains());
        }
    }
}
