using System.Reflection;
using System.Runtime.CompilerServices;
using Unboxed.CompilerServices;
using Unboxed.Tests.Support;

namespace Unboxed.Tests;

/// <summary>The futures of rooms: what they are for their sources, and for their consumers.</summary>
public class RoomTests
{
    static LeafNode<ValueTaskAwaiter<int>, R> Leaf<R>(ManualSource source, R result) => new(() => source.Wait().GetAwaiter(), Awaiting.ValueTaskOf, _ => result);

    /// <summary>The first registration is that of the builder, later ones are the chain's.</summary>
    [Fact]
    public void What_a_source_changes_at_the_registration_the_caller_does_not_see() => Threads.RunOnAnother(() =>
    {
        var local = new AsyncLocal<int>();
        var source = new ManualSource
        {
            Registering = _ =>
            {
                local.Value = 1;
                SynchronizationContext.SetSynchronizationContext(new());
            },
        };
        var room = new Room();
        for (int i = 0; i < 3; i++)
        {
            var call = RoomCalls.Call(room, new LeafNode(source.Wait));
            Assert.Equal(0, local.Value);
            Assert.Null(SynchronizationContext.Current);
            source.Complete(1);
            Assert.Equal(2, call.Result);
        }
    });

    [Fact]
    public Task What_a_consumer_throws_ends_the_process() => Child.AssertEndsWithAsync(nameof(ProcessCode.ThrowingConsumer), "no results");

    [Fact]
    public Task What_a_consumer_throws_that_keeps_its_context_ends_the_process() => Child.AssertEndsWithAsync(nameof(ProcessCode.ThrowingFlowingConsumer), "no results");

    /// <summary>As the task that the object itself would have returned.</summary>
    [Fact]
    public void The_task_of_a_future_completes_in_place_whatever_the_context_is() => Threads.RunOnAnother(() =>
    {
        AssertInPlace((room, source) => RoomCalls.Call(room, Leaf(source, 2)).AsTask());
        AssertInPlace((room, source) => RoomCalls.Call(room, Leaf(source, "text")).AsTask());
        AssertInPlace((room, source) => RoomCalls.CallForNothing(room, Leaf<VoidResult>(source, default)).AsTask());
    });

    sealed class NoPosts : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => throw new NotSupportedException();
    }

    static void AssertInPlace(Func<Room, ManualSource, Task> call)
    {
        var source = new ManualSource();
        var room = new Room();
        for (int i = 0; i < 2; i++)
        {
            var task = call(room, source);
            SynchronizationContext.SetSynchronizationContext(new NoPosts());
            source.Complete(1);
            SynchronizationContext.SetSynchronizationContext(null);
            Assert.True(task.IsCompletedSuccessfully);
        }
    }

    /// <summary>Also when the call has completed, and its result waits to be taken.</summary>
    [Fact]
    public void A_second_consumer_is_told_and_never_called() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        var room = new Room();
        Rival one = new(), other = new();
        for (int i = 1; i <= 3; i++)
        {
            var call = RoomCalls.Call(room, new LeafNode(source.Wait));
            one.Register(call);
            other.Register(call);
            source.Complete(1);
            other.Register(call);
            Assert.Equal(2, call.Result);
            other.Register(call);
            Assert.Equal((i, 0, 0, 3 * i), (one.Calls, one.Refusals, other.Calls, other.Refusals));
        }
    });

    /// <summary>Two consumers of one future, which is one too many.</summary>
    sealed class Rival
    {
        int calls;
        int refusals;

        internal int Calls => calls;

        internal int Refusals => refusals;

        internal void Register(ValueTask<int> future)
        {
            try
            {
                future.GetAwaiter().UnsafeOnCompleted(() => calls++);
            }
            catch (InvalidOperationException)
            {
                refusals++;
            }
        }
    }

    /// <summary>Not longer than it takes: the two are to meet within nanoseconds.</summary>
    static void SpinUntil(ref int number, int value)
    {
        for (int i = 0; Volatile.Read(ref number) != value; i++)
        {
            if (i > 1_000) Thread.Yield();
        }
    }

    [Fact]
    public void Of_two_that_register_at_once_one_is_told_and_changes_nothing() => Threads.RunOnAnother(() =>
    {
        const int Times = 20_000;
        int begun = 0, ended = 0;
        var source = new ManualSource();
        var room = new Room();
        ValueTask<int> call = default;
        Rival one = new(), other = new();
        var thread = new Thread(() =>
        {
            for (int i = 1; i <= Times; i++)
            {
                SpinUntil(ref begun, i);
                other.Register(call);
                Volatile.Write(ref ended, i);
            }
        });
        thread.IsBackground = true;
        thread.Start();
        for (int i = 1; i <= Times; i++)
        {
            call = RoomCalls.Call(room, new LeafNode(source.Wait));
            Volatile.Write(ref begun, i);
            Thread.SpinWait(i % 50);
            one.Register(call);
            SpinUntil(ref ended, i);
            source.Complete(1);
            Assert.Equal(2, call.Result);
            // Whoever has not been refused is called.
            Assert.Equal(i, one.Refusals + other.Refusals);
            Assert.Equal((i, i), (one.Calls + one.Refusals, other.Calls + other.Refusals));
        }
    });

    static async Task<int> AwaitAsync(ValueTask<int> future) => await future;

    static readonly AsyncLocal<int> Flowing = new();

    /// <summary>Registers without asking whether the call has completed.</summary>
    static Task<int> RegisterAsync(ValueTask<int> future, bool flows)
    {
        var done = new TaskCompletionSource<int>();
        var awaiter = future.GetAwaiter();
        if (flows)
        {
            Flowing.Value = 7;
            awaiter.OnCompleted(() => done.SetResult(Flowing.Value == 7 ? awaiter.GetResult() : -1));
            Flowing.Value = 0;
        }
        else
        {
            awaiter.UnsafeOnCompleted(() => done.SetResult(awaiter.GetResult()));
        }
        return done.Task;
    }

    static T InContext<T>(Func<T> call)
    {
        SynchronizationContext.SetSynchronizationContext(new OnPool());
        var result = call();
        SynchronizationContext.SetSynchronizationContext(null);
        return result;
    }

    sealed class OnPool : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => ThreadPool.UnsafeQueueUserWorkItem(state => d(state), state, preferLocal: false);
    }

    public static readonly TheoryData<string, Func<ValueTask<int>, Task<int>>> Consumers = new()
    {
        { "a method that awaits", AwaitAsync },
        { "a method that awaits in a SynchronizationContext", future => InContext(() => AwaitAsync(future)) },
        { "a continuation", future => RegisterAsync(future, flows: false) },
        { "a continuation with the execution context", future => RegisterAsync(future, flows: true) },
        { "a continuation in a SynchronizationContext", future => InContext(() => RegisterAsync(future, flows: false)) },
        { "a task", future => future.AsTask() },
    };

    [Theory]
    [MemberData(nameof(Consumers))]
    public void A_consumer_that_registers_while_the_call_completes_on_another_thread_is_called_once(string consumer, Func<ValueTask<int>, Task<int>> consume) => Threads.RunOnAnother(() =>
    {
        const int Times = 20_000;
        int begun = 0, ended = 0, ready = 0;
        var source = new ManualSource();
        var room = new Room();
        var thread = new Thread(() =>
        {
            for (int i = 1; i <= Times; i++)
            {
                Volatile.Write(ref ready, i);
                SpinUntil(ref begun, i);
                source.Complete(1);
                Volatile.Write(ref ended, i);
            }
        });
        thread.IsBackground = true;
        thread.Start();
        for (int i = 1; i <= Times; i++)
        {
            var call = RoomCalls.Call(room, new LeafNode(source.Wait));
            SpinUntil(ref ready, i);
            Volatile.Write(ref begun, i);
            Thread.SpinWait(i % 100);
            var task = consume(call);
            SpinUntil(ref ended, i);
            Assert.True(task.Wait(TimeSpan.FromSeconds(30)), $"{consumer} was not called");
            Assert.Equal(2, task.Result);
            // The room is free again for the next call, and its consumer alone is called for that.
            Assert.True(room.TryTake());
            room.End();
        }
    });

    static WeakReference SourceOf<R>(Room room)
    {
        var future = room.FutureOf<R>();
        return new(typeof(ValueTask<R>).GetField("_obj", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(future));
    }

    /// <summary>A generic method may have any number of types of results.</summary>
    [Fact]
    public void A_room_keeps_the_sources_of_a_few_types_of_results_until_it_is_closed()
    {
        var room = new Room();
        var sources = Garbage.In(() => new[]
        {
            SourceOf<int>(room), SourceOf<long>(room), SourceOf<short>(room), SourceOf<byte>(room), SourceOf<char>(room), SourceOf<bool>(room), SourceOf<float>(room), SourceOf<double>(room),
            SourceOf<uint>(room), SourceOf<ulong>(room), SourceOf<string>(room), SourceOf<object>(room), SourceOf<Guid>(room), SourceOf<decimal>(room),
        });
        Garbage.Collect();
        Assert.Equal(8, sources.Count(source => source.IsAlive));
        room.Close();
        Garbage.AssertCollected(sources);
        GC.KeepAlive(room);
    }

    /// <summary>One that serves an object of a request leaves its chain to others, and one that is called often need not ask each time.</summary>
    [Fact]
    public void A_room_of_the_pools_keeps_its_chain_after_many_calls_until_it_is_closed() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        var room = new Room(ScratchAllocator.Pooling);
        for (int i = 0; i < 40; i++)
        {
            var call = RoomCalls.Call(room, new LeafNode(source.Wait));
            source.Complete(1);
            Assert.Equal(2, call.Result);
            Assert.Equal(i < 32 ? 1 : 0, Pools.AssertChainsAreEmpty());
        }
        room.Close();
        Assert.Equal(1, Pools.AssertChainsAreEmpty());
    });

    [Fact]
    public void What_an_allocating_strategy_keeps_goes_with_its_release_and_it_serves_calls_after_it() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        var strategy = Strategies.Allocating(ScratchAllocator.Pooling);
        int Kept(int calls)
        {
            for (int i = 0; i < calls; i++)
            {
                var call = RoomCalls.Take(strategy, new LeafNode(source.Wait));
                source.Complete(1);
                Assert.Equal(2, call.Result);
            }
            return Pools.AssertChainsAreEmpty();
        }
        Assert.Equal(1, Kept(1));
        Assert.Equal(0, Kept(40));
        strategy.Release();
        Assert.Equal(1, Pools.AssertChainsAreEmpty());
        Assert.Equal(1, Kept(1));

        // A call that is pending goes on, and its chain goes when it has ended.
        Assert.Equal(0, Kept(40));
        var pending = RoomCalls.Take(strategy, new LeafNode(source.Wait));
        strategy.Release();
        Assert.Equal(0, Pools.AssertChainsAreEmpty());
        source.Complete(1);
        Assert.Equal(2, pending.Result);
        Assert.Equal(1, Pools.AssertChainsAreEmpty());
    });
}
