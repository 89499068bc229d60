using Unboxed;

namespace AssemblyToProcess.Harness;

/// <summary>An allocator that counts.</summary>
public sealed class CountingAllocator : IScratchAllocator
{
    static int rented, returned;

    readonly IScratchAllocator inner = ScratchAllocator.Bounded(100_000);

    public static int Rented => rented;

    public static int Returned => returned;

    public ScratchBlock Rent(int slots, int words)
    {
        Interlocked.Increment(ref rented);
        return inner.Rent(slots, words);
    }

    public void Return(ScratchBlock block)
    {
        Interlocked.Increment(ref returned);
        inner.Return(block);
    }
}
