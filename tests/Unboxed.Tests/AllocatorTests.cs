using Unboxed.Tests.Support;

namespace Unboxed.Tests;

/// <summary>What the allocators that are shipped do with blocks that they may not take.</summary>
public class AllocatorTests
{
    static readonly IScratchAllocator[] keeping = [ScratchAllocator.Pooling, ScratchAllocator.Bounded(100_000)];

    [Fact]
    public void A_block_that_is_given_back_twice_is_refused_and_rented_once() => Threads.RunOnAnother(() =>
    {
        foreach (var allocator in keeping)
        {
            var block = allocator.Rent(3, 3);
            allocator.Return(block);
            Assert.Contains("given back", Assert.Throws<InvalidOperationException>(() => allocator.Return(block)).Message, StringComparison.Ordinal);
            Assert.Same(block, allocator.Rent(3, 3));
            Assert.NotSame(block, allocator.Rent(3, 3));
            allocator.Return(block);
            Assert.Throws<ArgumentNullException>(() => allocator.Return(null!));
        }
    });

    [Fact]
    public void A_block_that_is_given_back_is_nobody_elses() => Threads.RunOnAnother(() =>
    {
        foreach (var allocator in keeping)
        {
            var block = allocator.Rent(3, 3);
            allocator.Return(block);
            foreach (var other in keeping) Assert.Throws<InvalidOperationException>(() => other.Return(block));
        }
    });

    sealed class Giving(ScratchBlock block) : IScratchAllocator
    {
        public ScratchBlock Rent(int slots, int words) => block;

        public void Return(ScratchBlock block)
        {
        }
    }

    [Fact]
    public void A_block_of_a_call_that_is_pending_is_refused_and_the_call_goes_on() => Threads.RunOnAnother(() =>
    {
        foreach (var allocator in keeping)
        {
            var block = ScratchBlock.Create(20, 20);
            var room = new Room(new Giving(block));
            var source = new ManualSource();
            for (int i = 0; i < 3; i++)
            {
                var call = RoomCalls.Call(room, new CallNode(new LeafNode(source.Wait)));
                Assert.Throws<InvalidOperationException>(() => allocator.Return(block));
                source.Complete(1);
                Assert.Equal(3, call.Result);
            }
            allocator.Return(block);
        }
    });
}
