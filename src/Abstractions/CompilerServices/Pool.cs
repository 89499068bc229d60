using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>An object that a <see cref="Pool"/> links into its lists.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class Pooled
{
    /// <summary>What an object takes beside the fields of its class: header, type, and link.</summary>
    internal const int HeaderBytes = 24;

    /// <summary>In a pool: the next object. Otherwise the class's own.</summary>
    internal object? Link;

    private protected Pooled()
    {
    }
}

/// <summary>
/// A bounded pool: a list per thread, and behind it a shared store of full batches, so that objects that are rented on one
/// thread and returned on another come back, with thousands in flight. An object in the pool must refer to nothing.
/// </summary>
/// <remarks>
/// Bound: <see cref="LocalBytes"/> a thread, of at most <see cref="MaxLocal"/> objects and at least <see cref="MinLocal"/>, and <see cref="SharedBytes"/> beyond them; what is
/// returned above that is left to the garbage collector. Pools are never given up: there is one for each type that has one.
/// </remarks>
sealed class Pool
{
    internal const int LocalBytes = 16 * 1024, SharedBytes = 256 * 1024, MinLocal = 4, MaxLocal = 64;

    static int lastId = -1;

    readonly int id = Interlocked.Increment(ref lastId);
    readonly int batchSize;
    readonly Pooled?[] shared;
    int sharedCount;

    /// <param name="objectBytes">The size of an object.</param>
    internal Pool(int objectBytes)
    {
        batchSize = Math.Clamp(LocalBytes / objectBytes, MinLocal, MaxLocal) / 2;
        shared = new Pooled?[Math.Max(1, SharedBytes / (objectBytes * batchSize))];
    }

    /// <summary>How many objects a thread keeps.</summary>
    internal int LocalLimit => 2 * batchSize;

    /// <summary>How many objects are kept beyond those of the threads.</summary>
    internal int SharedLimit => shared.Length * batchSize;

    /// <summary>An object that was returned earlier, or null where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Pooled? Rent()
    {
        ref var local = ref ThreadPools.List(id);
        var first = local.First;
        if (first is null) return RentShared(ref local);
        local.Count--;
        local.First = Unsafe.As<Pooled?>(first.Link);
        // What waits for long must not keep alive what lay behind it in the pool.
        first.Link = null;
        return first;
    }

    /// <summary>Takes an object back. It must be empty, and nobody may use it any longer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Return(Pooled item)
    {
        ref var local = ref ThreadPools.List(id);
        if (local.Count == LocalLimit) Share(ref local);
        item.Link = local.First;
        local.First = item;
        local.Count++;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    Pooled? RentShared(ref PoolList local)
    {
        if (Volatile.Read(ref sharedCount) == 0) return null;
        Pooled? first;
        lock (shared)
        {
            if (sharedCount == 0) return null;
            first = shared[--sharedCount];
            shared[sharedCount] = null;
        }
        local.First = Unsafe.As<Pooled?>(first!.Link);
        local.Count = batchSize - 1;
        first.Link = null;
        return first;
    }

    /// <summary>Moves one batch from the thread's list to the shared store, or drops it where the store is full.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    void Share(ref PoolList local)
    {
        var first = local.First!;
        var last = first;
        for (int i = 1; i < batchSize; i++) last = Unsafe.As<Pooled>(last.Link!);
        local.First = Unsafe.As<Pooled?>(last.Link);
        local.Count -= batchSize;
        last.Link = null;
        lock (shared)
        {
            if (sharedCount < shared.Length) shared[sharedCount++] = first;
        }
    }
}

/// <summary>The lists of a thread, by the numbers of the pools. They go with the thread.</summary>
static class ThreadPools
{
    [ThreadStatic]
    internal static PoolList[]? Lists;

    /// <summary>To be used before another list is asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ref PoolList List(int id)
    {
        var own = Lists;
        if (own is null || (uint)id >= (uint)own.Length) own = Add(id);
        return ref own[id];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static PoolList[] Add(int id)
    {
        var own = Lists ?? [];
        Array.Resize(ref own, Math.Max(id + 1, Math.Max(ChainSizes.Classes, 2 * own.Length)));
        return Lists = own;
    }
}

/// <summary>One thread's list of a pool.</summary>
struct PoolList
{
    internal Pooled? First;
    internal int Count;
}
