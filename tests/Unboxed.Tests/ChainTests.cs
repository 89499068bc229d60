using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;
using Unboxed.CompilerServices;
using Unboxed.Tests.Support;

namespace Unboxed.Tests;

public class ChainTests
{
    /// <summary>The chain of a root that has been suspended at a source, and whose builder has not been asked yet.</summary>
    static Chain? SuspendedAt(ManualSource source)
    {
        Chain? chain = null;
        int expected = 0;
        Scratch scratch = default;
        scratch.Begin(CurrentThread.Known(default), chain, expected);
        Assert.Equal(Answer.Pending, new LeafNode(source.Wait).Next(ref scratch, out _));
        Assert.Equal(Answer.Unregistered, Chain.Suspend(ref chain, ref scratch, true, ref expected));
        return chain;
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 4)]
    [InlineData(5, 4)]
    [InlineData(4, 5)]
    [InlineData(30, 3)]
    [InlineData(3, 30)]
    [InlineData(404, 204)]
    [InlineData(405, 1)]
    [InlineData(1, 205)]
    [InlineData(5000, 9000)]
    public void A_chain_has_room_for_what_it_was_asked_for(int slots, int words) => Threads.RunOnAnother(() =>
    {
        var chain = Chain.Rent(slots, words);
        Assert.True(chain.SlotCount >= slots && chain.WordCount >= words);
        Assert.True(chain.IsEmpty);
    });

    [Fact]
    public void All_slots_and_words_of_a_chain_of_any_size_are_its_own() => Threads.RunOnAnother(() =>
    {
        for (int size = 0; size <= ChainSizes.Classes; size++)
        {
            var chain = size == ChainSizes.Classes ? Chain.Rent(1000, 1000) : ChainSizes.Create(size, 0, 0);
            if (size < ChainSizes.Classes) Assert.Equal((ChainSizes.Slots(size), ChainSizes.Words(size)), (chain.SlotCount, chain.WordCount));
            MemoryMarshal.CreateSpan(ref chain.Words, chain.WordCount).Fill(-1);
            Assert.True(chain.IsEmpty);
            var slots = MemoryMarshal.CreateSpan(ref chain.Slots, chain.SlotCount);
            for (int i = 0; i < slots.Length; i++) slots[i] = new string('x', i + 1);
            GC.Collect();
            for (int i = 0; i < slots.Length; i++) Assert.Equal(i + 1, ((string)slots[i]!).Length);
            foreach (long word in MemoryMarshal.CreateSpan(ref chain.Words, chain.WordCount)) Assert.Equal(-1, word);
            Assert.False(Chain.IsSuspended(chain));
        }
    });

    [Theory]
    [InlineData(0, 0)]
    [InlineData(17, 9)]
    [InlineData(0xFFFF, 0x7FFF)]
    public void A_size_is_one_number(int slots, int words)
    {
        int size = Chain.Size(slots, words);
        Assert.Equal((slots, words), (Chain.SlotsOf(size), Chain.WordsOf(size)));
    }

    [Fact]
    public void A_size_beyond_the_number_is_the_largest() =>
        Assert.Equal(Chain.Size(0xFFFF, 0x7FFF), Chain.Size(1_000_000, 1_000_000));

    [Fact]
    public void Later_calls_of_a_root_use_its_chain_again() => Threads.RunOnAnother(() =>
    {
        Pools.DrainChains();
        Root<int>.Expected = Chain.Size(8, 4);
        var source = new ManualSource();
        var task = Root.Run(new CallNode(new LeafNode(source.Wait)), 5);
        for (int i = 0; i < 5; i++) source.Complete(i);
        Assert.Equal(10 + 5 * 2, Threads.WaitFor(task));
        Assert.True(Assert.Single(Pools.DrainChains()).IsEmpty);
    });

    [Fact]
    public void A_roots_method_notes_how_large_a_chain_it_needs_and_takes_that_at_once() => Threads.RunOnAnother(() =>
    {
        Pools.DrainChains();
        Root<int>.Expected = 0;
        var source = new ManualSource();
        void Once()
        {
            var task = Root.Run(CallNode.Chain(new LeafNode(source.Wait), 5), 1);
            source.Complete(1);
            Assert.Equal(7, Threads.WaitFor(task));
        }
        Once();
        // One after the other has become too small.
        var grown = Pools.DrainChains();
        Assert.True(grown.Count > 1);
        Assert.All(grown, chain => Assert.True(chain.IsEmpty));
        Assert.Equal((6 * 4, 3 + 5), (Chain.SlotsOf(Root<int>.Expected), Chain.WordsOf(Root<int>.Expected)));
        Once();
        Assert.Equal(ChainSizes.Slots(ChainSizes.Class(6 * 4, 3 + 5)), Assert.Single(Pools.DrainChains()).SlotCount);
    });

    /// <summary>While the root has it, and while a frame waits in it whose callee is new.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    [InlineData(400)]
    public void A_chain_that_becomes_too_small_is_replaced_with_all_that_is_in_it(int depth) => Threads.RunOnAnother(() =>
    {
        Pools.DrainChains();
        Root<int>.Expected = 0;
        ManualSource first = new(), second = new();
        var deep = CallNode.Chain(new LeafNode(second.Wait), depth);
        var node = new CallNode(new TwoCalls(new LeafNode(first.Wait), deep));
        var task = Root.Run(node, 3);
        var small = first.Waiting;
        for (int i = 0; i < 3; i++)
        {
            first.Complete(10 * i);
            if (i == 0) Assert.NotSame(small, second.Waiting);
            GC.Collect();
            second.Complete(i);
        }
        Assert.Equal(33 + 3 * (depth + 4), Threads.WaitFor(task));
        var pooled = Pools.DrainChains();
        Assert.All(pooled, chain => Assert.True(chain.IsEmpty));
        Assert.Contains(small, pooled);
    });

    [Fact]
    public void What_the_small_ones_of_a_chain_have_counted_is_not_counted_again() => Threads.RunOnAnother(() =>
    {
        Pools.DrainChains();
        Root<int>.Expected = 0;
        ManualSource first = new(), second = new();
        var task = Root.Run(new TwoCalls(new LeafNode(first.Wait), new TwoCalls(new LeafNode(first.Wait), CallNode.Chain(new LeafNode(second.Wait), 60))), 1);
        first.Complete(1);
        first.Complete(1);
        second.Complete(1);
        Assert.Equal(2 + 1 + 2 + 1 + 62, Threads.WaitFor(task));

        for (int size = 0; size < ChainSizes.Classes; size++)
        {
            var sources = Enumerable.Range(0, 3).Select(_ => new ManualSource()).ToList();
            var tasks = sources.ConvertAll(source =>
            {
                Root<int>.Expected = Chain.Size(ChainSizes.Slots(size), ChainSizes.Words(size));
                return Root.Run(new LeafNode(source.Wait), 1);
            });
            foreach (var source in sources) source.Complete(5);
            Assert.All(tasks, task => Assert.Equal(6, Threads.WaitFor(task)));
        }
    });

    [Fact]
    public void A_chain_beyond_all_sizes_is_left_to_the_collector() => Threads.RunOnAnother(() =>
    {
        Pools.DrainChains();
        var source = new ManualSource();
        for (int i = 0; i < 2; i++)
        {
            var task = Root.Run(CallNode.Chain(new LeafNode(source.Wait), 2000), 2);
            source.Complete(0);
            source.Complete(0);
            Assert.Equal(2 * 2001, Threads.WaitFor(task));
        }
        Assert.All(Pools.DrainChains(), chain => Assert.True(chain.IsEmpty && chain.SlotCount < 2000));
    });

    [Fact]
    public void A_chain_knows_the_box_of_its_root_while_the_builder_would_capture_the_same_for_it() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        var node = new LeafNode(source.Wait);
        var local = new AsyncLocal<int>();
        Chain? chain = null;
        int expected = 0, continued = 0;

        Assert.Equal(Answer.Unregistered, Suspend());
        Register();
        Complete(1);
        Assert.Equal(Answer.Pending, Suspend());
        Complete(2);

        // Its builder captures another context.
        local.Value = 1;
        Assert.Equal(Answer.Unregistered, Suspend());
        Register();
        Complete(3);
        Assert.Equal(Answer.Pending, Suspend());
        Complete(4);

        // Its builder was asked by another await.
        Chain.ForgetBuilder(chain);
        Assert.Equal(Answer.Unregistered, Suspend());
        Register();
        Complete(5);

        // The next root has another box.
        Chain.Return(ref chain);
        Assert.Null(chain);
        Assert.Equal(Answer.Unregistered, Suspend());

        Answer Suspend()
        {
            Scratch scratch = default;
            scratch.Begin(CurrentThread.Known(default), chain, expected);
            Assert.Equal(Answer.Pending, node.Next(ref scratch, out _));
            var answer = Chain.Suspend(ref chain, ref scratch, true, ref expected);
            Assert.True(Chain.IsSuspended(chain));
            return answer;
        }

        void Register() => Chain.Await(chain!).UnsafeOnCompleted(() => continued++);

        void Complete(int count)
        {
            source.Complete(5);
            Assert.Equal(count, continued);
            Assert.Equal(Answer.Completed, RootSide.Resume(ref chain, out int result));
            Assert.Equal(6, result);
            Assert.False(Chain.IsSuspended(chain));
        }
    });

    [Fact]
    public void What_a_root_without_a_chain_asks_and_returns_is_nothing()
    {
        Chain? none = null;
        Assert.False(Chain.IsSuspended(none));
        Chain.ForgetBuilder(none);
        Chain.Return(ref none);
        Assert.Null(none);
    }

    [Fact]
    public void The_box_of_the_frameworks_builder_is_kept_as_it_is() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        var task = Root.Run(new LeafNode(source.Wait), 1);
        Assert.Same(task, source.Waiting.Link);
        source.Complete(1);
        Assert.Equal(2, Threads.WaitFor(task));
    });

    /// <summary>What a builder gives that is none of the framework's is kept with its delegate.</summary>
    [Fact]
    public void A_chain_runs_whatever_its_builder_has_given() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        Chain? chain = SuspendedAt(source);
        object? seen = null;
        ((IValueTaskSource)chain!).OnCompleted(state => seen = state, "state", 0, ValueTaskSourceOnCompletedFlags.None);
        source.Complete(1);
        Assert.Equal("state", seen);
        Assert.Equal(Answer.Completed, RootSide.Resume(ref chain, out int result));
        Assert.Equal(2, result);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_root_may_say_later_what_its_await_captures(bool isCaptured) => Threads.RunOnAnother(() =>
    {
        var ui = new UiContext();
        var source = new ManualSource();
        var seen = new List<SynchronizationContext?>();
        Task<long> task = null!;
        ui.Enter(() => task = Root<int>.Run(new()
        {
            Source = new CallNode(new LeafNode(source.Wait), continueOnCapturedContext: false),
            Count = 2,
            Number = x => x,
            IsHeld = true,
            IsCaptured = isCaptured,
            AfterCall = _ => seen.Add(SynchronizationContext.Current),
        }));
        for (int i = 0; i < 2; i++)
        {
            source.Complete(i);
            Assert.Equal(isCaptured, ui.Posts == i + 1);
            ui.Pump();
        }
        Assert.Equal(5, Threads.WaitFor(task));
        Assert.Equal(isCaptured ? [ui, ui] : [null, null], seen);
    });

    /// <summary>Where what the await captures cannot be found, the chain must not become somebody else's with what is in it.</summary>
    [Fact]
    public void A_chain_that_is_held_and_never_suspended_is_not_given_back() => Threads.RunOnAnother(() =>
    {
        Pools.DrainChains();
        Chain? chain = null;
        int expected = 0;
        Scratch scratch = default;
        scratch.Begin(CurrentThread.Known(default), chain, expected);
        Assert.Equal(Answer.Pending, new LeafNode(new ManualSource().Wait).Next(ref scratch, out _));
        Assert.Equal(Answer.Held, Chain.Hold(ref chain, ref scratch, ref expected));
        Assert.True(Chain.IsSuspended(chain));
        Chain.Return(ref chain);
        Assert.Empty(Pools.DrainChains());
    });

    [Fact]
    public void A_chain_is_empty_after_an_exception_at_every_level() => Threads.RunOnAnother(() =>
    {
        Pools.AssertChainsAreEmpty();
        var thrown = new FormatException();
        for (int level = 0; level < 3; level++)
        {
            Root<int>.Expected = 0;
            var source = new ManualSource();
            Node<int> node = new LeafNode(source.Wait);
            for (int i = 0; i < 3; i++)
            {
                var call = new CallNode(node);
                if (i == level) call.After = () => throw thrown;
                node = call;
            }
            var task = Root.Run(node, 1);
            source.Complete(1);
            Assert.Same(thrown, task.Exception!.InnerException);
            Assert.True(Pools.AssertChainsAreEmpty() >= 1);
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
    public void What_a_callee_throws_is_thrown_by_the_roots_await() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        var node = new LeafNode(source.Wait);
        Chain? chain = null;
        int expected = 0;
        var thrown = new FormatException();
        for (int i = 0; i < 2; i++)
        {
            Scratch scratch = default;
            scratch.Begin(CurrentThread.Known(default), chain, expected);
            Assert.Equal(Answer.Pending, node.Next(ref scratch, out _));
            if (Chain.Suspend(ref chain, ref scratch, true, ref expected) == Answer.Unregistered) Chain.Await(chain!).UnsafeOnCompleted(() => { });
            source.Fail(thrown);
            Assert.Same(thrown, Assert.Throws<FormatException>(() => RootSide.Resume<int>(ref chain!, out _)));
            Assert.False(Chain.IsSuspended(chain));
        }
        Assert.True(chain!.IsEmpty);
    });

    [Fact]
    public void A_continuation_that_is_called_twice_fails_fast() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        InvalidOperationException? inside = null;
        Action? first = null;
        var leaf = new LeafNode(source.Wait) { After = () => inside ??= Assert.Throws<InvalidOperationException>(first!) };
        var task = Root.Run(new CallNode(leaf), 2);
        first = source.Continuation;
        source.Complete(1);
        Assert.NotNull(inside);
        var second = source.Continuation;
        source.Complete(2);
        Assert.Equal(7, Threads.WaitFor(task));
        Assert.Throws<InvalidOperationException>(first);
        Assert.Throws<InvalidOperationException>(second);
    });

    /// <summary>On another thread while the chain runs on the first.</summary>
    [Fact]
    public void A_continuation_that_is_called_on_two_threads_fails_on_the_second() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        Action? again = null;
        var leaf = new LeafNode(source.Wait) { After = () => Threads.RunOnAnother(() => Assert.Throws<InvalidOperationException>(again!)) };
        var task = Root.Run(new CallNode(leaf), 1);
        again = source.Continuation;
        source.Complete(1);
        Assert.Equal(3, Threads.WaitFor(task));
    });

    [Fact]
    public void A_late_continuation_does_not_touch_a_chain_that_lies_in_the_pool_or_runs_for_another_root() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        var task = Root.Run(new CallNode(new LeafNode(source.Wait)), 1);
        var late = source.Continuation;
        source.Complete(1);
        Assert.Equal(3, Threads.WaitFor(task));
        Assert.Throws<InvalidOperationException>(late);
        var other = new ManualSource();
        int refused = 0;
        var otherTask = Root.Run(new CallNode(new LeafNode(other.Wait)) { After = () => { Assert.Throws<InvalidOperationException>(late); refused++; } }, 1);
        other.Complete(5);
        Assert.Equal(7, Threads.WaitFor(otherTask));
        Assert.Equal(1, refused);
    });

    /// <summary>A builder may run code of the user between the suspension of the root and its registration: listeners of its events.</summary>
    [Fact]
    public void A_chain_that_suspends_between_suspension_and_registration_of_another_does_not_disturb_it() => Threads.RunOnAnother(() =>
    {
        ManualSource outer = new(), inner = new();
        Chain? chain = SuspendedAt(outer);
        var awaiter = Chain.Await(chain!);
        Assert.False(awaiter.IsCompleted);

        var task = Root.Run(new CallNode(new LeafNode(inner.Wait)), 1);

        bool isResumed = false;
        awaiter.UnsafeOnCompleted(() => isResumed = true);
        inner.Complete(1);
        Assert.Equal(3, Threads.WaitFor(task));
        outer.Complete(2);
        Assert.True(isResumed);
        Assert.Equal(Answer.Completed, RootSide.Resume(ref chain, out int result));
        Assert.Equal(3, result);
    });

    [Fact]
    public void A_root_that_is_resumed_by_something_else_than_its_chain_fails_before_it_touches_anything() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        Chain? chain = SuspendedAt(source);
        bool isResumed = false;
        Chain.Await(chain!).UnsafeOnCompleted(() => isResumed = true);
        Assert.Throws<InvalidOperationException>(() => RootSide.Resume<int>(ref chain!, out _));
        source.Complete(1);
        Assert.True(isResumed);
        Assert.Equal(Answer.Completed, RootSide.Resume(ref chain, out int result));
        Assert.Equal(2, result);
    });

    /// <summary>Which only wrong code could bring about.</summary>
    [Fact]
    public void A_chain_that_waits_still_is_not_given_back() => Threads.RunOnAnother(() =>
    {
        Pools.DrainChains();
        var source = new ManualSource();
        Chain? chain = SuspendedAt(source);
        Chain.Await(chain!).UnsafeOnCompleted(() => { });
        Chain.Return(ref chain);
        Assert.Null(chain);
        Assert.Empty(Pools.DrainChains());
    });

    [Fact]
    public void A_deep_chain_resumes_on_a_thread_with_a_small_stack() => Threads.RunOnAnother(() =>
    {
        const int depth = 5000;
        var source = new ManualSource();
        var task = Root.Run(CallNode.Chain(new LeafNode(source.Wait), depth), 1);
        Threads.RunOnAnother(() => source.Complete(0), maxStackSize: 256 * 1024);
        Assert.Equal(depth + 1, Threads.WaitFor(task));
    }, maxStackSize: 64 * 1024 * 1024);

    [Fact]
    public void A_thousand_chains_in_flight_complete_on_other_threads()
    {
        const int count = 1000, calls = 4;
        for (int round = 0; round < 3; round++)
        {
            var sources = Enumerable.Range(0, count).Select(_ => new ManualSource()).ToArray();
            Task<long>[] tasks = [];
            Threads.RunOnAnother(() => tasks = sources.Select(source => Root.Run(CallNode.Chain(new LeafNode(source.Wait), 2), calls)).ToArray());
            for (int call = 0; call < calls; call++)
            {
                Parallel.ForEach(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => sources[i].Complete(i));
            }
            for (int i = 0; i < count; i++) Assert.Equal(calls * (i + 3L), Threads.WaitFor(tasks[i]));
        }
    }
}
