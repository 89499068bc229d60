using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>
/// More scratch space on the heap, for a callee for which too little is left. The callee's frame is in it; the caller's
/// scratch space has one slot with the segment. Pooled: it goes back when the callee completes or throws.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[StackTraceHidden]
public sealed class Segment : Space
{
    internal struct Key;

    internal object? Callee;
    int levels;

    /// <summary>Room that a segment offers to the callees of the callee that took it, beyond that one's own need.</summary>
    internal const int SpareSlots = 16, SparesWords = 8;

    /// <summary>Takes a segment for a callee.</summary>
    /// <param name="slots">The callee's own need of reference slots.</param>
    /// <param name="words">The callee's own need of words.</param>
    /// <param name="room">The room that was too small.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Segment Rent(int slots, int words, Room room)
    {
        var segment = Pool<Key>.Rent<Segment>(ThreadContext.Current) ?? new Segment();
        segment.Ensure(slots + SpareSlots, words + SparesWords);
        segment.levels = room.Levels;
        return segment;
    }

    /// <summary>The scratch space of the segment.</summary>
    public Room Room() => Room(levels);

    /// <summary>Gives the segment back. Nothing may be kept in it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Return()
    {
        Callee = null;
        if (IsPoolable) Pool<Key>.Return(this, ThreadContext.Current);
    }

    /// <summary>After the callee's first run: gives the segment back, or links it in the caller's scratch space if the callee is pending.</summary>
    /// <param name="callee">The callee's future; null where it has completed.</param>
    /// <param name="refs">The reference slot that the caller keeps for the link.</param>
    /// <returns>The future that the caller polls.</returns>
    public Future<R>? Link<R>(Future<R>? callee, ref object? refs)
    {
        if (callee is null || callee.IsDeclined)
        {
            Return();
            return callee;
        }
        Callee = callee;
        refs = this;
        return SegmentFuture<R>.Instance;
    }
}

/// <summary>The future of a callee in a segment.</summary>
[StackTraceHidden]
sealed class SegmentFuture<R> : Future<R>
{
    internal static readonly SegmentFuture<R> Instance = new();

    public override Future<R>? Poll(ref object? refs, ref long words, Room room, ThreadContext thread, out R result)
    {
        var segment = Unsafe.As<Segment>(refs!);
        bool isPending = false;
        try
        {
            isPending = Unsafe.As<Future<R>>(segment.Callee!).Poll(ref segment.Refs, ref segment.Words, segment.Room(), thread, out result) is not null;
        }
        finally
        {
            if (!isPending)
            {
                refs = null;
                segment.Return();
            }
        }
        return isPending ? this : null;
    }
}
