using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>An object that <see cref="Pool{T}"/> links into its lists.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class Pooled
{
    internal Pooled? Next;

    /// <summary>Called when the object leaves the list of its thread for the shared store, where it must no longer refer to the thread.</summary>
    internal virtual void LeaveThread()
    {
    }
}

/// <summary>
/// A bounded pool: a list per thread, and behind it a shared store of full batches, so that objects that are rented on one
/// thread and returned on another come back, with thousands in flight. An object in the pool must refer to nothing.
/// </summary>
/// <remarks>
/// Bound: <see cref="LocalLimit"/> objects a thread and <see cref="BatchSize"/> times <see cref="SharedBatches"/> objects beyond them,
/// for each type; what is returned above that is left to the garbage collector.
/// Keys are structs so that each pool has code and statics of its own: a type argument that is a class would share the code, at the
/// cost of a look-up.
/// </remarks>
/// <typeparam name="TKey">Stands for the type of the objects.</typeparam>
static class Pool<TKey> where TKey : struct
{
    internal const int BatchSize = 32;
    internal const int LocalLimit = 2 * BatchSize;
    internal const int SharedBatches = 64;

    static readonly int id = PoolIds.Next();
    static readonly Pooled?[] shared = new Pooled?[SharedBatches];
    static int sharedCount;

    /// <summary>An object that was returned earlier, or null where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T? Rent<T>(ThreadContext thread) where T : Pooled
    {
        ref var local = ref thread.Pool(id);
        var first = local.First;
        if (first is null) return Unsafe.As<T>(RentShared(ref local));
        local.Count--;
        if (first.Next is { } next)
        {
            local.First = next;
            // What waits for long must not keep alive what lay behind it in the pool.
            first.Next = null;
        }
        else
        {
            local.First = null;
        }
        return Unsafe.As<T>(first);
    }

    /// <summary>Takes an object back. It must be empty, and nobody may use it any longer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Return(Pooled item, ThreadContext thread)
    {
        ref var local = ref thread.Pool(id);
        if (local.Count == LocalLimit) Share(ref local);
        if (local.First is { } first) item.Next = first;
        local.First = item;
        local.Count++;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static Pooled? RentShared(ref PoolList local)
    {
        if (Volatile.Read(ref sharedCount) == 0) return null;
        Pooled? first;
        lock (shared)
        {
            if (sharedCount == 0) return null;
            first = shared[--sharedCount];
            shared[sharedCount] = null;
        }
        local.First = first!.Next;
        local.Count = BatchSize - 1;
        first.Next = null;
        return first;
    }

    /// <summary>Moves one batch from the thread's list to the shared store, or drops it where the store is full.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Share(ref PoolList local)
    {
        var first = local.First!;
        var last = first;
        last.LeaveThread();
        for (int i = 1; i < BatchSize; i++)
        {
            last = last.Next!;
            last.LeaveThread();
        }
        local.First = last.Next;
        local.Count -= BatchSize;
        last.Next = null;
        lock (shared)
        {
            if (sharedCount < SharedBatches) shared[sharedCount++] = first;
        }
    }
}

/// <summary>Numbers the pools.</summary>
static class PoolIds
{
    static int last = -1;

    internal static int Next() => Interlocked.Increment(ref last);
}

/// <summary>One thread's list of a pool.</summary>
struct PoolList
{
    internal Pooled? First;
    internal int Count;
}
