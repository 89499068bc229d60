using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>An object that <see cref="Pool{T}"/> links into its lists.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class Pooled
{
    internal Pooled? Next;
}

/// <summary>
/// A bounded pool: a list per thread, and behind it a shared store of full batches, so that objects that are rented on one
/// thread and returned on another come back, with thousands in flight. An object in the pool must refer to nothing.
/// </summary>
/// <remarks>
/// Bound: <see cref="LocalLimit"/> objects a thread and <see cref="BatchSize"/> times <see cref="SharedBatches"/> objects beyond them,
/// for each type; what is returned above that is left to the garbage collector.
/// </remarks>
static class Pool<T> where T : Pooled
{
    internal const int BatchSize = 32;
    internal const int LocalLimit = 2 * BatchSize;
    internal const int SharedBatches = 64;

    [ThreadStatic]
    static Local? current;

    static readonly Pooled?[] shared = new Pooled?[SharedBatches];
    static int sharedCount;

    /// <summary>An object that was returned earlier, or null where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T? Rent()
    {
        var local = current;
        var first = local?.First;
        if (first is null) return RentShared();
        local!.First = first.Next;
        local.Count--;
        // What waits for long must not keep alive what lay behind it in the pool.
        first.Next = null;
        return Unsafe.As<T>(first);
    }

    /// <summary>Takes an object back. It must be empty, and nobody may use it any longer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Return(T item)
    {
        var local = current ?? CreateLocal();
        if (local.Count == LocalLimit) Share(local);
        item.Next = local.First;
        local.First = item;
        local.Count++;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static Local CreateLocal() => current = new Local();

    [MethodImpl(MethodImplOptions.NoInlining)]
    static T? RentShared()
    {
        if (Volatile.Read(ref sharedCount) == 0) return null;
        Pooled? first;
        lock (shared)
        {
            if (sharedCount == 0) return null;
            first = shared[--sharedCount];
            shared[sharedCount] = null;
        }
        var local = current ?? CreateLocal();
        local.First = first!.Next;
        local.Count = BatchSize - 1;
        first.Next = null;
        return Unsafe.As<T>(first);
    }

    /// <summary>Moves one batch from the thread's list to the shared store, or drops it where the store is full.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Share(Local local)
    {
        var first = local.First!;
        var last = first;
        for (int i = 1; i < BatchSize; i++) last = last.Next!;
        local.First = last.Next;
        local.Count -= BatchSize;
        last.Next = null;
        lock (shared)
        {
            if (sharedCount < SharedBatches) shared[sharedCount++] = first;
        }
    }

    sealed class Local
    {
        internal Pooled? First;
        internal int Count;
    }
}
