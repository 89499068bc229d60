using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Unboxed.CompilerServices;
using Unboxed.Tests.Support;

namespace Unboxed.Tests;

public class ChainTests
{
    [Fact]
    public void Promotion_moves_what_the_callee_left_on_the_stack() => Threads.RunOnAnother(() =>
    {
        object?[] slots = ["a", null, "c"];
        long[] words = [1, 2];
        var chain = Chain.Promote(ref slots[0], 3, ref words[0], 2, 3, 2, ThreadContext.Current);
        Assert.Equal(["a", null, "c"], System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref chain.CalleeRefs, 3).ToArray());
        Assert.Equal([1, 2], System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref chain.CalleeWords, 2).ToArray());
        Assert.Equal(Room.MaxLevels, chain.CalleeRoom.Levels);
        Assert.False(Chain.IsSuspended(chain));
        Assert.False(Chain.IsSuspended(null));
    });

    [Fact]
    public void A_chain_grows_to_what_its_root_needs_and_is_left_to_the_collector_beyond_the_bound() => Threads.RunOnAnother(() =>
    {
        Pools.Drain<Chain.Key, Chain>();
        object? slot = null;
        long word = 0;
        Chain? chain = Chain.Promote(ref slot, 1, ref word, 1, 100, 200, ThreadContext.Current);
        Assert.True(chain.CalleeRoom.Has(100, 200));
        Chain.Return(ref chain, null);
        Assert.Null(chain);
        Assert.Single(Pools.Drain<Chain.Key, Chain>());
        chain = Chain.Promote(ref slot, 1, ref word, 1, Space.MaxPooledSlots, 1, ThreadContext.Current);
        Chain.Return(ref chain, null);
        Assert.Empty(Pools.Drain<Chain.Key, Chain>());
    });

    [Fact]
    public void Later_calls_of_a_root_use_its_chain_again() => Threads.RunOnAnother(() =>
    {
        Pools.Drain<Chain.Key, Chain>();
        var source = new ManualSource();
        var task = Root.Run(new CallNode(new LeafNode(source.Wait)), 5);
        for (int i = 0; i < 5; i++) source.Complete(i);
        Assert.Equal(10 + 5 * 2, Threads.WaitFor(task));
        Assert.True(Assert.Single(Pools.Drain<Chain.Key, Chain>()).IsEmpty);
    });

    [Fact]
    public void A_chain_keeps_the_continuation_of_its_root_for_later_suspensions_in_the_same_execution_context() => Threads.RunOnAnother(() =>
    {
        var thread = ThreadContext.EnterRoot();
        var source = new ManualSource();
        var node = new LeafNode(source.Wait);
        var local = new AsyncLocal<int>();
        object? slot = null;
        long word = 0;
        Chain? chain = Chain.Promote(ref slot, 1, ref word, 1, 16, 8, thread);
        int continued = 0;

        Assert.False(Suspend());
        Assert.False(chain.TryRearm(thread));
        chain.Await(thread).UnsafeOnCompleted(() => continued++);
        Complete();
        Assert.Equal(1, continued);

        Assert.Equal(Fence.Direct, Suspend());
        if (!Fence.Direct) chain.Await(thread).UnsafeOnCompleted(() => continued++);
        Complete();
        Assert.Equal(2, continued);

        local.Value = 1;
        Assert.False(Suspend());
        Assert.False(chain.TryRearm(thread));
        chain.Await(thread).UnsafeOnCompleted(() => continued += 10);
        Complete();
        Assert.Equal(12, continued);

        Chain.Return(ref chain, thread);
        chain = Chain.Promote(ref slot, 1, ref word, 1, 16, 8, thread);
        Assert.False(Suspend());
        Assert.False(chain.TryRearm(thread));

        bool Suspend()
        {
            var callee = node.Next(ref chain!.CalleeRefs, ref chain.CalleeWords, chain.CalleeRoom, thread, out _);
            Assert.NotNull(callee);
            return chain.Suspend(callee, true, thread);
        }

        void Complete()
        {
            source.Complete(5);
            Assert.True(chain!.Resume(thread, out int result, out var fault));
            Assert.Null(fault);
            Assert.Equal(6, result);
        }
    });

    [Fact]
    public void A_chain_is_empty_after_an_exception_at_every_level() => Threads.RunOnAnother(() =>
    {
        Pools.AssertSpacesAreEmpty();
        var thrown = new FormatException();
        for (int level = 0; level < 3; level++)
        {
            var source = new ManualSource();
            Node node = new LeafNode(source.Wait);
            for (int i = 0; i < 3; i++)
            {
                var call = new CallNode(node);
                if (i == level) call.After = () => throw thrown;
                node = call;
            }
            var task = Root.Run(node, 1);
            source.Complete(1);
            Assert.Same(thrown, task.Exception!.InnerException);
            Assert.Equal(1, Pools.AssertSpacesAreEmpty());
        }
    });

    [Fact]
    public void A_root_survives_an_exception_of_its_callee_and_calls_on() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        var node = new CallNode(new CallNode(new LeafNode(source.Wait))) { Catch = _ => 10 };
        var task = Root.Run(node, 3);
        source.Complete(1);
        source.Fail(new FormatException());
        source.Complete(2);
        Assert.Equal(4 + 11 + 5, Threads.WaitFor(task));
    });

    [Fact]
    public void A_continuation_that_is_called_twice_fails_fast() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        var task = Root.Run(new CallNode(new LeafNode(source.Wait)), 2);
        var first = source.Continuation;
        source.Complete(1);
        Assert.Throws<InvalidOperationException>(first);
        var second = source.Continuation;
        source.Complete(2);
        Assert.Equal(7, Threads.WaitFor(task));
        Assert.Throws<InvalidOperationException>(first);
        Assert.Throws<InvalidOperationException>(second);
    });

    [Fact]
    public void A_late_continuation_does_not_touch_a_chain_that_another_root_uses() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        var task = Root.Run(new CallNode(new LeafNode(source.Wait)), 1);
        var late = source.Continuation;
        source.Complete(1);
        Assert.Equal(3, Threads.WaitFor(task));
        var other = new ManualSource();
        var otherTask = Root.Run(new CallNode(new LeafNode(other.Wait)), 1);
        Assert.Throws<InvalidOperationException>(late);
        Assert.False(otherTask.IsCompleted);
        other.Complete(5);
        Assert.Equal(7, Threads.WaitFor(otherTask));
    });

    /// <summary>The generation has to tell any earlier suspension from the one that is due, not only the last.</summary>
    [Fact]
    public void A_continuation_that_is_two_suspensions_late_fails_fast() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        var task = Root.Run(new CallNode(new LeafNode(source.Wait)), 3);
        var late = source.Continuation;
        source.Complete(1);
        source.Complete(2);
        Assert.Throws<InvalidOperationException>(late);
        source.Complete(3);
        Assert.Equal(12, Threads.WaitFor(task));
    });

    /// <summary>A builder may run code of the user between the suspension of the root and its registration: listeners of its events.</summary>
    [Fact]
    public void A_chain_that_suspends_between_suspension_and_registration_of_another_does_not_disturb_it() => Threads.RunOnAnother(() =>
    {
        ManualSource outer = new(), inner = new();
        var slots = new object?[16];
        var words = new long[16];
        var thread = ThreadContext.Current;
        var callee = new LeafNode(outer.Wait).Next(ref slots[0], ref words[0], new Room(16, 16, 4), thread, out _);
        var chain = Chain.Promote(ref slots[0], 16, ref words[0], 16, 16, 16, ThreadContext.Current);
        chain.Suspend(callee!, true, thread);
        var awaiter = chain.Await(thread);

        var task = Root.Run(new CallNode(new LeafNode(inner.Wait)), 1);

        bool isResumed = false;
        awaiter.UnsafeOnCompleted(() => isResumed = true);
        inner.Complete(1);
        Assert.Equal(3, Threads.WaitFor(task));
        outer.Complete(2);
        Assert.True(isResumed);
        Assert.True(chain.Resume<int>(thread, out int result, out var fault));
        Assert.Equal((3, null), (result, fault));
    });

    /// <summary>Its builder has captured no execution context, and leaves both contexts to the chain.</summary>
    [Fact]
    public void A_root_in_the_default_context_is_resumed_there_and_leaves_nothing_where_it_was_resumed() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        AsyncLocal<string?> completers = new(), roots = new();
        var seen = new List<string>();
        var task = Root.Run(new CallNode(new LeafNode(source.Wait)), 3, afterCall: _ =>
        {
            seen.Add($"{completers.Value} {roots.Value}");
            roots.Value = "root";
            SynchronizationContext.SetSynchronizationContext(new());
        });
        Assert.False(ExecutionContext.IsFlowSuppressed());
        for (int i = 0; i < 3; i++)
        {
            Threads.RunOnAnother(() =>
            {
                SynchronizationContext.SetSynchronizationContext(i == 1 ? new SynchronizationContext() : null);
                var synchronization = SynchronizationContext.Current;
                completers.Value = "completer";
                source.Complete(1);
                Assert.Equal(("completer", null), (completers.Value, roots.Value));
                Assert.Same(synchronization, SynchronizationContext.Current);
            });
        }
        Assert.Equal(9, Threads.WaitFor(task));
        Assert.Equal([" ", " root", " root"], seen);
    });

    /// <summary>In its own context, whatever that of the completer is, and whatever the callee has left: the chain needs the builder no more.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_root_in_the_default_context_that_stays_pending_is_armed_again_wherever_it_was_resumed(bool calleeChangesContexts) => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        var local = new AsyncLocal<string?>();
        var ui = new UiContext();
        SynchronizationContext.SetSynchronizationContext(ui);
        object? slot = null;
        long word = 0;
        var chain = Chain.Promote(ref slot, 1, ref word, 1, 16, 8, ThreadContext.EnterRoot());
        var callee = new LeafNode(source.Wait).Next(ref chain.CalleeRefs, ref chain.CalleeWords, chain.CalleeRoom, ThreadContext.Current, out _);
        if (calleeChangesContexts) callee = new Leaving(callee!, () => local.Value = "callee");
        Assert.False(chain.Suspend(callee!, true, ThreadContext.Current));
        var seen = new List<string>();
        chain.Await(ThreadContext.Current).UnsafeOnCompleted(() =>
        {
            var thread = Chain.EnterResumed(chain);
            seen.Add(chain.Resume<int>(thread, out int result, out _) ? $"completed with {result}" : chain.TryRearm(thread) ? "armed" : "not armed");
        });
        Threads.RunOnAnother(() =>
        {
            local.Value = "completer";
            source.Complete(1);
            Assert.Equal("completer", local.Value);
        });
        if (Fence.Direct)
        {
            ui.Pump();
            Assert.Equal(["armed", "completed with 2"], seen);
        }
        else
        {
            Assert.Equal(["not armed"], seen);
        }
    });

    /// <summary>A callee that leaves something behind when it completes, as woven ones do that have been polled.</summary>
    sealed class Leaving(Future<int> callee, Action leave) : Future<int>
    {
        public override Future<int>? Poll(ref object? refs, ref long words, Room room, ThreadContext thread, out int result)
        {
            Assert.Null(callee.Poll(ref refs, ref words, room, thread, out result));
            leave();
            return null;
        }
    }

    [Fact]
    public void A_root_that_is_resumed_by_something_else_than_its_chain_fails_before_it_touches_anything() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        object? slot = null;
        long word = 0;
        var thread = ThreadContext.EnterRoot();
        var chain = Chain.Promote(ref slot, 1, ref word, 1, 16, 8, thread);
        var callee = new LeafNode(source.Wait).Next(ref chain.CalleeRefs, ref chain.CalleeWords, chain.CalleeRoom, thread, out _);
        Assert.False(chain.Suspend(callee!, true, thread));
        bool isResumed = false;
        chain.Await(thread).UnsafeOnCompleted(() => isResumed = true);
        Assert.Throws<InvalidOperationException>(() => Chain.EnterResumed(chain));
        source.Complete(1);
        Assert.True(isResumed);
        Assert.Same(thread, Chain.EnterResumed(chain));
        Assert.True(chain.Resume<int>(thread, out int result, out _));
        Assert.Equal(2, result);
        Assert.Throws<InvalidOperationException>(() => Chain.EnterResumed(chain));
    });

    [Fact]
    public void Chains_in_the_shared_store_do_not_keep_the_thread_that_returned_them() => Threads.RunOnAnother(() =>
    {
        Pools.Drain<Chain.Key, Chain>();
        var ended = Fill();
        // As many as the store was given; those that lay in the thread's own list are gone with it.
        var chains = Pools.Drain<Chain.Key, Chain>();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.NotEmpty(chains);
        Assert.False(ended.IsAlive);
        GC.KeepAlive(chains);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Fill()
        {
            WeakReference? thread = null;
            Threads.RunOnAnother(() =>
            {
                thread = new(ThreadContext.Current);
                var sources = Enumerable.Range(0, 2 * Pool<Chain.Key>.LocalLimit).Select(_ => new ManualSource()).ToList();
                var tasks = sources.ConvertAll(source => Root.Run(new LeafNode(source.Wait), 1));
                foreach (var source in sources) source.Complete(1);
                Assert.All(tasks, task => Assert.True(task.IsCompletedSuccessfully));
            });
            return thread!;
        }
    });

    [Fact]
    public void A_chain_refuses_a_registration_that_is_not_due() => Threads.RunOnAnother(() =>
    {
        object? slot = null;
        long word = 0;
        var thread = ThreadContext.Current;
        var chain = Chain.Promote(ref slot, 1, ref word, 1, 1, 1, thread);
        Assert.False(chain.Await(thread).IsCompleted);
        Assert.Throws<InvalidOperationException>(() => chain.Await(thread).UnsafeOnCompleted(() => { }));
        IValueTaskSource source = chain;
        Assert.Equal(ValueTaskSourceStatus.Pending, source.GetStatus(0));
        Assert.Throws<InvalidOperationException>(() => source.OnCompleted(_ => { }, null, -3, ValueTaskSourceOnCompletedFlags.None));
    });

    [Fact]
    public void A_registered_chain_refuses_a_second_registration() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        var slots = new object?[16];
        var words = new long[16];
        var thread = ThreadContext.Current;
        var callee = new LeafNode(source.Wait).Next(ref slots[0], ref words[0], new Room(16, 16, 4), thread, out _);
        var chain = Chain.Promote(ref slots[0], 16, ref words[0], 16, 16, 16, ThreadContext.Current);
        chain.Suspend(callee!, true, thread);
        Assert.True(Chain.IsSuspended(chain));
        chain.Await(thread).UnsafeOnCompleted(() => { });
        Assert.Throws<InvalidOperationException>(() => chain.Await(thread).UnsafeOnCompleted(() => { }));
    });

    [Fact]
    public void A_thousand_chains_in_flight_complete_on_other_threads()
    {
        const int count = 1000, calls = 4;
        for (int round = 0; round < 3; round++)
        {
            var sources = Enumerable.Range(0, count).Select(_ => new ManualSource()).ToArray();
            Task<long>[] tasks = [];
            Threads.RunOnAnother(() => tasks = sources.Select(source => Root.Run(new CallNode(new CallNode(new LeafNode(source.Wait))), calls)).ToArray());
            for (int call = 0; call < calls; call++)
            {
                Parallel.ForEach(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => sources[i].Complete(i));
            }
            for (int i = 0; i < count; i++) Assert.Equal(calls * (i + 3L), Threads.WaitFor(tasks[i]));
        }
    }
}
