using System.Runtime.CompilerServices;
using Unboxed.CompilerServices;

namespace Unboxed.Tests;

public class PoolTests
{
    /// <summary>A pool of its own for each type of the tests.</summary>
    struct Key<T>;

    sealed class Plain : Pooled;
    sealed class Bounded : Pooled;
    sealed class Crossing : Pooled;
    sealed class Flight : Pooled;
    sealed class Steady : Pooled;
    sealed class Linked : Pooled;
    sealed class Ended : Pooled;

    [Fact]
    public void What_was_returned_is_rented_again_and_once_only()
    {
        Assert.Null(Pool<Key<Plain>>.Rent<Plain>(ThreadContext.Current));
        var item = new Plain();
        Pool<Key<Plain>>.Return(item, ThreadContext.Current);
        Assert.Same(item, Pool<Key<Plain>>.Rent<Plain>(ThreadContext.Current));
        Assert.Null(Pool<Key<Plain>>.Rent<Plain>(ThreadContext.Current));
    }

    [Fact]
    public void The_pool_keeps_no_more_than_its_bound()
    {
        const int bound = Pool<Key<Bounded>>.LocalLimit + Pool<Key<Bounded>>.BatchSize * Pool<Key<Bounded>>.SharedBatches;
        for (int i = 0; i < 3 * bound; i++) Pool<Key<Bounded>>.Return(new Bounded(), ThreadContext.Current);
        var distinct = new HashSet<Bounded>();
        while (Pool<Key<Bounded>>.Rent<Bounded>(ThreadContext.Current) is { } item) Assert.True(distinct.Add(item));
        Assert.InRange(distinct.Count, bound - Pool<Key<Bounded>>.BatchSize, bound);
    }

    [Fact]
    public void Objects_returned_on_another_thread_come_back()
    {
        const int count = 1000;
        for (int round = 0; round < 3; round++)
        {
            var rented = new List<Crossing>();
            int created = 0;
            for (int i = 0; i < count; i++)
            {
                var item = Pool<Key<Crossing>>.Rent<Crossing>(ThreadContext.Current);
                if (item is null) created++;
                rented.Add(item ?? new Crossing());
            }
            Assert.Equal(count, rented.Distinct().Count());
            if (round > 0) Assert.InRange(created, 0, round * Pool<Key<Crossing>>.LocalLimit);
            OnAnotherThread(() => rented.ForEach(item => Pool<Key<Crossing>>.Return(item, ThreadContext.Current)));
        }
    }

    [Fact]
    public void Thousands_in_flight_between_threads_are_never_handed_out_twice()
    {
        var owned = new System.Collections.Concurrent.ConcurrentDictionary<Flight, bool>();
        var flying = new System.Collections.Concurrent.ConcurrentQueue<Flight>();
        var errors = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var threads = Enumerable.Range(0, 4).Select(seed => new Thread(() =>
        {
            var random = new Random(seed);
            for (int i = 0; i < 20_000; i++)
            {
                if (flying.Count < 4000 && random.Next(2) == 0)
                {
                    var item = Pool<Key<Flight>>.Rent<Flight>(ThreadContext.Current) ?? new Flight();
                    if (!owned.TryAdd(item, true)) errors.Enqueue("rented twice");
                    flying.Enqueue(item);
                }
                else if (flying.TryDequeue(out var item))
                {
                    if (!owned.TryRemove(item, out _)) errors.Enqueue("returned twice");
                    Pool<Key<Flight>>.Return(item, ThreadContext.Current);
                }
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Empty(errors);
    }

    [Fact]
    public void Renting_and_returning_allocates_nothing_once_warm()
    {
        const int count = 500;
        var items = new Steady[count];
        void Round()
        {
            for (int i = 0; i < count; i++) items[i] = Pool<Key<Steady>>.Rent<Steady>(ThreadContext.Current) ?? new Steady();
            foreach (var item in items) Pool<Key<Steady>>.Return(item, ThreadContext.Current);
        }
        for (int i = 0; i < 3; i++) Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) Round();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Otherwise a long wait keeps the frames of an abandoned chain alive, whose space was behind its own in the pool.</summary>
    [Fact]
    public void A_rented_object_refers_to_no_other_object_of_the_pool()
    {
        Pool<Key<Linked>>.Return(new Linked(), ThreadContext.Current);
        Pool<Key<Linked>>.Return(new Linked(), ThreadContext.Current);
        Assert.Null(Pool<Key<Linked>>.Rent<Linked>(ThreadContext.Current)!.Next);
    }

    [Fact]
    public void What_an_ended_thread_had_in_its_pool_is_collected()
    {
        var references = Fill();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.All(references, reference => Assert.False(reference.IsAlive));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static List<WeakReference> Fill()
        {
            var references = new List<WeakReference>();
            OnAnotherThread(() =>
            {
                for (int i = 0; i < Pool<Key<Ended>>.LocalLimit; i++)
                {
                    var item = new Ended();
                    references.Add(new(item));
                    Pool<Key<Ended>>.Return(item, ThreadContext.Current);
                }
            });
            return references;
        }
    }

    static void OnAnotherThread(ThreadStart action)
    {
        var thread = new Thread(action);
        thread.Start();
        thread.Join();
    }
}
