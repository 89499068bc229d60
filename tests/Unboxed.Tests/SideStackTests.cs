using System.Runtime.CompilerServices;
using Unboxed.CompilerServices;
using Unboxed.Tests.Support;

namespace Unboxed.Tests;

/// <summary>Blocks that take the place of chains which are too small: those of scopes, and those of roots that ask for them.</summary>
public class SideStackTests
{
    const int Kilobyte = 1024;

    /// <summary>Levels for which no chain of the pools is large enough.</summary>
    const int Deep = 1000;

    /// <summary>Enough for <see cref="Deep"/>.</summary>
    const int Block = 64 * Kilobyte;

    /// <summary>Roots begin with a small chain, whatever ran before.</summary>
    public SideStackTests() => Root<int>.Expected = Chain.Size(8, 4);

    /// <summary>A root that descends so deep, in a scope or not, with the chain in which it waits.</summary>
    static (Task<long> Task, Chain Chain) Descend(ManualSource source, int depth = Deep, int sideStack = 0, bool isHeld = false)
    {
        Root<int>.Expected = Chain.Size(8, 4);
        var task = Root<int>.Run(new() { Source = CallNode.Chain(new LeafNode(source.Wait), depth), Count = 1, Number = x => x, SideStack = sideStack, IsHeld = isHeld });
        return (task, source.Waiting);
    }

    static void Complete((Task<long> Task, Chain Chain) root, ManualSource source, int depth = Deep)
    {
        source.Complete(1);
        Assert.Equal(depth + 2, Threads.WaitFor(root.Task));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1023)]
    [InlineData(32 * 1024 * 1024 + 1)]
    public void A_block_has_a_size_that_makes_sense(int bytes)
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => AsyncSideStack.Enter(bytes));
        Assert.Equal(("bytes", (object)bytes), (exception.ParamName, exception.ActualValue));
        Assert.Contains("from 1024 to 33554432 bytes", exception.Message, StringComparison.Ordinal);
        Assert.False(AsyncSideStack.IsAnyEntered);
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(1027)]
    [InlineData(Block)]
    [InlineData(32 * 1024 * 1024)]
    public void A_block_has_two_slots_for_each_word_and_no_more_bytes_than_it_was_asked_for(int bytes)
    {
        var (slots, words) = SideStacks.CellsOf(bytes);
        Assert.InRange(8 * (slots + words), bytes - 7, bytes);
        Assert.InRange(slots - 2 * words, 0, 3);
    }

    [Fact]
    public void A_root_that_needs_more_takes_the_scopes_block_in_one_step_and_gives_it_back() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        Chain block;
        using (AsyncSideStack.Enter(Block))
        {
            Pools.DrainChains();
            var root = Descend(source);
            block = Assert.IsType<SideBlock>(root.Chain);
            Assert.Equal(SideStacks.CellsOf(Block), (block.SlotCount, block.WordCount));
            Complete(root, source);
            // It has had one small chain, and no other on the way.
            Assert.Equal(ChainSizes.Slots(ChainSizes.Class(8, 4)), Assert.Single(Pools.DrainChains()).SlotCount);
            Assert.True(block.IsEmpty);
            root = Descend(source);
            Assert.Same(block, root.Chain);
            Complete(root, source);
            Assert.Equal((404, 202), (Chain.SlotsOf(Root<int>.Expected), Chain.WordsOf(Root<int>.Expected)));
        }
        var outside = Descend(source);
        Assert.IsType<LargeChain>(outside.Chain);
        Complete(outside, source);
    });

    [Fact]
    public void A_root_that_needs_no_more_takes_no_block() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        using var scope = AsyncSideStack.Enter(Block);
        var root = Descend(source, 0);
        Assert.IsNotType<SideBlock>(root.Chain);
        Complete(root, source, 0);
    });

    /// <summary>While the root has its chain already, and frames lie in that.</summary>
    [Fact]
    public void A_chain_that_a_root_keeps_is_replaced_by_the_block_with_all_that_is_in_it() => Threads.RunOnAnother(() =>
    {
        ManualSource first = new(), second = new();
        using var scope = AsyncSideStack.Enter(Block);
        Root<int>.Expected = Chain.Size(16, 8);
        var node = new CallNode(new TwoCalls(new LeafNode(first.Wait), CallNode.Chain(new LeafNode(second.Wait), Deep)));
        var task = Root.Run(node, 3);
        int expected = Root<int>.Expected;
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(i > 0, first.Waiting is SideBlock);
            first.Complete(10 * i);
            Assert.IsType<SideBlock>(second.Waiting);
            GC.Collect();
            second.Complete(i);
        }
        Assert.Equal(33 + 3 * (Deep + 4), Threads.WaitFor(task));
        // What it has needed later is not what the next begins with.
        Assert.Equal(expected, Root<int>.Expected);
    });

    [Fact]
    public void One_root_at_a_time_has_the_block_and_others_grow_as_usual() => Threads.RunOnAnother(() =>
    {
        ManualSource[] sources = [new(), new(), new()];
        using var scope = AsyncSideStack.Enter(Block);
        var roots = Array.ConvertAll(sources, source => Descend(source));
        Assert.Equal([typeof(SideBlock), typeof(LargeChain), typeof(LargeChain)], roots.Select(root => root.Chain.GetType()));
        Complete(roots[1], sources[1]);
        Assert.IsType<LargeChain>((roots[1] = Descend(sources[1])).Chain);
        Complete(roots[0], sources[0]);
        Assert.Same(roots[0].Chain, (roots[0] = Descend(sources[0])).Chain);
        for (int i = 0; i < 3; i++) Complete(roots[i], sources[i]);
    });

    [Fact]
    public void A_root_that_has_used_the_block_up_grows_as_usual_and_lets_it_go() => Threads.RunOnAnother(() =>
    {
        ManualSource deeper = new(), source = new();
        using var scope = AsyncSideStack.Enter(8 * Kilobyte);
        var (slots, words) = SideStacks.CellsOf(8 * Kilobyte);
        int fits = Math.Min(slots / 4, words - 2);
        var large = Descend(deeper, fits + 50);
        Assert.IsType<LargeChain>(large.Chain);
        Assert.True(large.Chain.SlotCount > slots);
        // Nobody but the large one has had it, and that has no need of it any more.
        var root = Descend(source, fits - 5);
        Assert.IsType<SideBlock>(root.Chain);
        Complete(root, source, fits - 5);
        Complete(large, deeper, fits + 50);
    });

    [Fact]
    public void The_innermost_scope_counts_and_the_outer_one_again_after_it() => Threads.RunOnAnother(() =>
    {
        ManualSource source = new(), other = new();
        using (AsyncSideStack.Enter(Block))
        {
            var outer = Descend(source);
            Complete(outer, source);
            using (AsyncSideStack.Enter(2 * Block))
            {
                var inner = Descend(source);
                Assert.Equal(SideStacks.CellsOf(2 * Block), (inner.Chain.SlotCount, inner.Chain.WordCount));
                // The outer one's is not for those inside.
                var second = Descend(other);
                Assert.IsType<LargeChain>(second.Chain);
                Complete(second, other);
                Complete(inner, source);
            }
            Assert.Same(outer.Chain, (outer = Descend(source)).Chain);
            Complete(outer, source);
        }
        Assert.False(AsyncSideStack.IsAnyEntered);
    });

    [Fact]
    public void Scopes_may_be_left_twice_and_in_any_order() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        bool HasBlock()
        {
            var root = Descend(source);
            Complete(root, source);
            return root.Chain is SideBlock;
        }
        AsyncSideStack outer = AsyncSideStack.Enter(Block), middle = AsyncSideStack.Enter(Block), inner = AsyncSideStack.Enter(Block);
        outer.Dispose();
        outer.Dispose();
        Assert.True(HasBlock());
        middle.Dispose();
        Assert.True(HasBlock());
        inner.Dispose();
        Assert.False(HasBlock() || AsyncSideStack.IsAnyEntered);
        inner.Dispose();
        Assert.False(AsyncSideStack.IsAnyEntered);
        // One scope that is left where another is entered changes nothing for those who are in the other.
        outer = AsyncSideStack.Enter(Block);
        inner = AsyncSideStack.Enter(Block);
        Threads.RunOnAnother(inner.Dispose);
        Assert.True(HasBlock());
        outer.Dispose();
        Assert.False(HasBlock() || AsyncSideStack.IsAnyEntered);
        // The flow is in the inner one still, which has been left.
        Threads.RunOnAnother(() => Assert.False(HasBlock()));
    });

    [Fact]
    public void Scopes_that_overlap_without_end_do_not_hold_one_another() => Threads.RunOnAnother(() =>
    {
        var last = new StrongBox<AsyncSideStack?>();
        Garbage.AssertCollected(Garbage.In(() =>
        {
            var first = last.Value = AsyncSideStack.Enter(Kilobyte);
            for (int i = 0; i < 5; i++)
            {
                var next = AsyncSideStack.Enter(Kilobyte);
                last.Value.Dispose();
                last.Value = next;
            }
            return new WeakReference(first);
        }));
        last.Value!.Dispose();
    });

    [Fact]
    public void A_root_that_is_pending_when_its_scope_is_left_completes_and_its_block_is_garbage() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        var scope = AsyncSideStack.Enter(Block);
        Garbage.AssertCollected(Garbage.In(() =>
        {
            var root = Descend(source);
            var block = new WeakReference(Assert.IsType<SideBlock>(root.Chain));
            scope.Dispose();
            Garbage.Collect();
            Complete(root, source);
            source.Wait();
            source.Forget();
            return block;
        }));
    });

    [Fact]
    public void An_abandoned_root_is_collected_and_the_scope_makes_another_block() => Threads.RunOnAnother(() =>
    {
        using var scope = AsyncSideStack.Enter(Block);
        Garbage.AssertCollected(Garbage.In(() =>
        {
            var source = new ManualSource();
            return new WeakReference[] { new(Assert.IsType<SideBlock>(Descend(source).Chain)), new(source) };
        }));
        var source = new ManualSource();
        var root = Descend(source);
        Assert.IsType<SideBlock>(root.Chain);
        Complete(root, source);
    });

    [Fact]
    public void What_goes_on_without_the_contexts_of_the_scope_grows_as_usual() => Threads.RunOnAnother(() =>
    {
        ManualSource first = new(), second = new();
        using var scope = AsyncSideStack.Enter(Block);
        Root<int>.Expected = Chain.Size(16, 8);
        Task<long> task;
        using (ExecutionContext.SuppressFlow()) task = Root.Run(new TwoCalls(new LeafNode(first.Wait), CallNode.Chain(new LeafNode(second.Wait), Deep)), 1);
        Threads.RunOnAnother(() => first.Complete(1));
        Assert.IsType<LargeChain>(second.Waiting);
        second.Complete(1);
        Assert.Equal(Deep + 5, Threads.WaitFor(task));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_room_takes_no_block_which_it_would_keep(bool isReserved) => Threads.RunOnAnother(() =>
    {
        ManualSource first = new(), second = new(), source = new();
        using var scope = AsyncSideStack.Enter(Block);
        var room = new Room();
        if (isReserved) room.Reserve(8, 4);
        // At its first suspension, and at a later one.
        var call = RoomCalls.Call(room, CallNode.Chain(new LeafNode(first.Wait), Deep));
        Assert.IsType<LargeChain>(first.Waiting);
        first.Complete(1);
        Assert.Equal(Deep + 2, call.Result);
        var other = new Room();
        call = RoomCalls.Call(other, new TwoCalls(new LeafNode(first.Wait), CallNode.Chain(new LeafNode(second.Wait), Deep)));
        first.Complete(1);
        Assert.IsType<LargeChain>(second.Waiting);
        var root = Descend(source);
        Assert.IsType<SideBlock>(root.Chain);
        Complete(root, source);
        second.Complete(1);
        Assert.Equal(Deep + 5, call.Result);
    });

    sealed class Allocator : IScratchAllocator
    {
        internal static int Rented, Returned;

        public ScratchBlock Rent(int slots, int words)
        {
            Rented++;
            return ScratchBlock.Create(slots, words);
        }

        public void Return(ScratchBlock block) => Returned++;
    }

    [Fact]
    public void The_allocator_of_a_root_counts_and_not_the_scope() => Threads.RunOnAnother(() =>
    {
        using var scope = AsyncSideStack.Enter(Block);
        Chain? chain = null;
        Allocated.Prepare<Allocator>(ref chain, 0, 8, 4);
        var scratch = default(Scratch);
        scratch.Begin(CurrentThread.Known(default), chain, 0);
        var source = new ManualSource();
        Assert.Equal(Answer.Pending, CallNode.Chain(new LeafNode(source.Wait), Deep).Next(ref scratch, out _));
        Assert.IsType<LargeChain>(scratch.Chain);
        Assert.True(Allocator.Rented > 1);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_root_with_a_side_stack_takes_a_block_in_one_step_which_the_next_uses_again(bool isHeld) => Threads.RunOnAnother(() =>
    {
        ManualSource source = new(), other = new();
        Pools.DrainChains();
        var root = Descend(source, sideStack: Block, isHeld: isHeld);
        Assert.IsType<SideBlock>(root.Chain);
        Assert.Equal(SideStacks.CellsOf(Block), (root.Chain.SlotCount, root.Chain.WordCount));
        var second = Descend(other, sideStack: Block, isHeld: isHeld);
        Assert.NotSame(root.Chain, second.Chain);
        Assert.IsType<SideBlock>(second.Chain);
        Complete(root, source);
        Assert.Same(root.Chain, (root = Descend(source, sideStack: Block, isHeld: isHeld)).Chain);
        Complete(second, other);
        Complete(root, source);
        Assert.True(root.Chain.IsEmpty);
        AssertChainsKnowNoSideStack();
    });

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "sideStackUnits")]
    static extern ref ushort UnitsOf(Chain chain);

    /// <summary>The next root that takes one may have no side stack.</summary>
    static void AssertChainsKnowNoSideStack()
    {
        var chains = Pools.DrainChains();
        Assert.NotEmpty(chains);
        Assert.All(chains, chain => Assert.True(chain.IsEmpty && UnitsOf(chain) == 0));
    }

    [Fact]
    public void A_chain_that_was_large_enough_for_a_root_with_a_side_stack_knows_nothing_of_it_afterwards() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        Pools.DrainChains();
        var root = Descend(source, 0, sideStack: Block);
        Assert.Equal(64, UnitsOf(root.Chain));
        Complete(root, source, 0);
        AssertChainsKnowNoSideStack();
    });

    /// <summary>The next time, less of it may be words, and the block be large enough.</summary>
    [Fact]
    public void A_chain_that_takes_another_way_than_the_block_knows_the_side_stack_all_the_same() => Threads.RunOnAnother(() =>
    {
        ManualSource first = new(), second = new();
        Pools.DrainChains();
        Root<int>.Expected = Chain.Size(16, 8);
        var task = Root<int>.Run(new() { Source = new TwoCalls(new LeafNode(first.Wait), CallNode.Chain(new LeafNode(second.Wait), 100)), Count = 1, Number = x => x, SideStack = Kilobyte });
        Assert.Equal(1, UnitsOf(first.Waiting));
        first.Complete(1);
        Assert.IsNotType<SideBlock>(second.Waiting);
        Assert.Equal(1, UnitsOf(second.Waiting));
        second.Complete(1);
        Assert.Equal(100 + 5, Threads.WaitFor(task));
        AssertChainsKnowNoSideStack();
    });

    [Fact]
    public void An_abandoned_root_with_a_side_stack_is_collected_though_its_block_was_pooled() => Threads.RunOnAnother(() =>
    {
        Garbage.In(() =>
        {
            var source = new ManualSource();
            Complete(Descend(source, sideStack: Block), source);
            return 0;
        });
        Garbage.AssertCollected(Garbage.In(() =>
        {
            var source = new ManualSource();
            return new WeakReference[] { new(Assert.IsType<SideBlock>(Descend(source, sideStack: Block).Chain)), new(source) };
        }));
    });

    /// <summary>The side stack is the chain's affair then: nothing else knows the root.</summary>
    [Fact]
    public void A_root_with_a_side_stack_that_needs_more_later_takes_a_block_then() => Threads.RunOnAnother(() =>
    {
        ManualSource first = new(), second = new();
        Root<int>.Expected = 0;
        var node = new TwoCalls(new LeafNode(first.Wait), new TwoCalls(new LeafNode(first.Wait), CallNode.Chain(new LeafNode(second.Wait), Deep)));
        Pools.DrainChains();
        for (int i = 0; i < 3; i++)
        {
            var task = Root<int>.Run(new() { Source = node, Count = 2, Number = x => x, SideStack = 8 * Kilobyte + 1 });
            for (int call = 0; call < 2; call++)
            {
                first.Complete(1);
                first.Complete(1);
                Assert.IsType<LargeChain>(second.Waiting);
                second.Complete(1);
            }
            Assert.Equal(2 * (Deep + 8), Threads.WaitFor(task));
            task = Root<int>.Run(new() { Source = node, Count = 2, Number = x => x, SideStack = Block - 1 });
            for (int call = 0; call < 2; call++)
            {
                Assert.Equal(call == 1, first.Waiting is SideBlock);
                first.Complete(1);
                first.Complete(1);
                Assert.Equal(SideStacks.CellsOf(Block), (second.Waiting.SlotCount, second.Waiting.WordCount));
                Assert.IsType<SideBlock>(second.Waiting);
                second.Complete(1);
            }
            Assert.Equal(2 * (Deep + 8), Threads.WaitFor(task));
        }
        AssertChainsKnowNoSideStack();
        var usual = Root.Run(node, 1);
        first.Complete(1);
        first.Complete(1);
        Assert.IsType<LargeChain>(second.Waiting);
        second.Complete(1);
        Assert.Equal(Deep + 8, Threads.WaitFor(usual));
    });

    [Fact]
    public void A_root_with_a_side_stack_has_the_scopes_block_when_its_own_is_used_up() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        using var scope = AsyncSideStack.Enter(Block);
        var root = Descend(source, sideStack: 8 * Kilobyte);
        Assert.Equal(SideStacks.CellsOf(Block), (root.Chain.SlotCount, root.Chain.WordCount));
        Complete(root, source);
        root = Descend(source, 300, sideStack: 16 * Kilobyte);
        Assert.Equal(SideStacks.CellsOf(16 * Kilobyte), (root.Chain.SlotCount, root.Chain.WordCount));
        Complete(root, source, 300);
    });

    [Theory]
    [InlineData(Kilobyte, 1024)]
    [InlineData(300 * Kilobyte, 3)]
    [InlineData(32 * 1024 * Kilobyte, 1)]
    public void A_bounded_number_of_blocks_is_kept(int bytes, int most)
    {
        var pool = new SideStackPool(bytes);
        var blocks = Enumerable.Range(0, most + 1).Select(_ => pool.TryTake(1, 1)!).ToHashSet();
        Assert.Equal(most + 1, blocks.Count);
        Assert.Null(pool.TryTake(bytes, 1));
        foreach (var block in blocks) ((ISideStack)pool).TakeBack(block);
        Assert.Equal(most, Enumerable.Range(0, most + 1).Count(_ => blocks.Contains(pool.TryTake(1, 1)!)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_deep_root_allocates_what_a_shallow_one_does_once_there_is_a_block(bool isInScope) => Threads.RunOnAnother(() =>
    {
        using var scope = isInScope ? AsyncSideStack.Enter(Block) : null;
        var source = new ManualSource();
        INode<int> shallow = new CallNode(new LeafNode(source.Wait)), deep = CallNode.Chain(new LeafNode(source.Wait), Deep);
        // Once all is optimised.
        Threads.WaitFor(() => Measure(deep) is var bytes && bytes == Measure(shallow) && bytes / 100 is > 0 and <= 300);

        long Measure(INode<int> node)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
            {
                Root<int>.Run(new() { Source = node, Count = 1, Number = static x => x, SideStack = isInScope ? 0 : Block });
                source.Complete(1);
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    });

    [Fact]
    public void A_scope_allocates_little_until_its_block_is_needed() => Threads.RunOnAnother(() =>
    {
        long least = long.MaxValue;
        for (int i = 0; i < 100; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            AsyncSideStack.Enter(32 * 1024 * Kilobyte).Dispose();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.InRange(least, 1, 200);
    });

    /// <summary>Many roots at once on many threads, so that the block goes from one to the other.</summary>
    [Fact]
    public async Task Roots_of_many_threads_share_the_block_without_sharing_memory()
    {
        using var scope = AsyncSideStack.Enter(Block);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            var source = new ManualSource();
            for (int i = 0; i < 200; i++)
            {
                int depth = 300 + 10 * worker;
                var task = Root.Run(CallNode.Chain(new LeafNode(source.Wait), depth), 1);
                source.Complete(i);
                Assert.Equal(depth + 1 + i, Threads.WaitFor(task));
            }
        })));
    }
}
