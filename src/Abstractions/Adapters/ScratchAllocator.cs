using Unboxed.CompilerServices;

namespace Unboxed;

/// <summary>The allocators that are shipped.</summary>
public static class ScratchAllocator
{
    /// <summary>The pools that all woven code has: bounded lists for each thread, and a shared store behind them.</summary>
    public static IScratchAllocator Pooling { get; } = new PoolingAllocator();

    /// <summary>A new block each time, which the garbage collector takes back: to see in a profile what is allocated where, and to find what is used after its end.</summary>
    public static IScratchAllocator Unpooled { get; } = new UnpooledAllocator();

    /// <summary>Keeps blocks that are given back, up to a number of bytes; those beyond are left to the garbage collector.</summary>
    /// <param name="maxBytes">The most bytes that it keeps.</param>
    public static IScratchAllocator Bounded(long maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        return new BoundedAllocator(maxBytes);
    }

    internal static bool IsPooling(IScratchAllocator allocator) => allocator is PoolingAllocator;

    /// <summary>Before anything of the block is touched: one that is kept twice, or that a call has, would be two calls' memory.</summary>
    static void Store(ScratchBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        if (((Chain)block).TryStore()) return;
        throw new InvalidOperationException("A scratch block is given back that has been given back already, or that a call has still. Give back what IScratchAllocator.Return is called with, once.");
    }

    static ScratchBlock FromStore(ScratchBlock block)
    {
        ((Chain)block).TakeFromStore();
        return block;
    }

    sealed class PoolingAllocator : IScratchAllocator
    {
        static readonly Pool[] pools = [.. Enumerable.Range(0, ChainSizes.Classes).Select(size => new Pool(ChainSizes.BlockBytes(size)))];

        public ScratchBlock Rent(int slots, int words)
        {
            int size = ChainSizes.Class(slots, words);
            return size < pools.Length && pools[size].Rent() is ScratchBlock pooled ? FromStore(pooled) : ScratchBlock.Create(slots, words);
        }

        public void Return(ScratchBlock block)
        {
            Store(block);
            int size = ChainSizes.Class(block.ReferenceSlots, block.DataWords);
            if (size < pools.Length) pools[size].Return(block);
        }
    }

    sealed class UnpooledAllocator : IScratchAllocator
    {
        public ScratchBlock Rent(int slots, int words) => ScratchBlock.Create(slots, words);

        public void Return(ScratchBlock block)
        {
        }
    }

    sealed class BoundedAllocator(long maxBytes) : IScratchAllocator
    {
        readonly Stack<ScratchBlock>[] kept = [.. Enumerable.Range(0, ChainSizes.Classes).Select(_ => new Stack<ScratchBlock>())];
        long bytes;

        public ScratchBlock Rent(int slots, int words)
        {
            int size = ChainSizes.Class(slots, words);
            if (size < kept.Length)
            {
                lock (kept)
                {
                    if (kept[size].TryPop(out var block))
                    {
                        bytes -= block.Bytes;
                        return FromStore(block);
                    }
                }
            }
            return ScratchBlock.Create(slots, words);
        }

        public void Return(ScratchBlock block)
        {
            Store(block);
            int size = ChainSizes.Class(block.ReferenceSlots, block.DataWords);
            if (size >= kept.Length) return;
            lock (kept)
            {
                if (bytes + block.Bytes > maxBytes) return;
                bytes += block.Bytes;
                kept[size].Push(block);
            }
        }
    }
}
