using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>What the methods of a companion interface ask before they take a call.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerNonUserCode]
public static class Companion
{
    /// <summary>
    /// The most words of a frame: 64 KB. Values beyond that, which generic code may be given, the JIT does not pass as it passes others, and a room could not count
    /// those of 256 KB; such a call is declined.
    /// </summary>
    internal const int MaxFrameWords = 8192;

    /// <summary>
    /// Whether the receiver is of exactly this class. A class that derives from a woven one inherits the companion, but may
    /// override the method, or implement the interface again.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsExactly<T>(object receiver) => receiver.GetType() == typeof(T);

    /// <summary>
    /// Called before a companion is: by the address, the callee sees that the space comes from woven code. A proxy over all interfaces of a woven object implements
    /// the companion as well, and passes copies of what its <c>ref</c> parameters refer to.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Offer(ref object? refs, ThreadContext thread) => thread.Offered = Address(ref refs);

    /// <summary>
    /// Whether the space is the one that was offered. Where the garbage collector has moved it meanwhile, the answer is no, and the call an ordinary one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsOffered(ref object? refs, ThreadContext thread)
    {
        if (thread.Offered != Address(ref refs)) return false;
        // A proxy that runs woven code of its own before it goes on is not to find an old address.
        thread.Offered = 0;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static nint Address(ref object? refs) => Unsafe.ByteOffset(ref Unsafe.NullRef<object?>(), ref refs);

    /// <summary>What a companion returns: for a completed call something that a proxy, which returns a default value where it does not go on, could not return.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Future<R> Answer<R>(Future<R>? future) => future ?? Unsafe.As<Future<R>>(Future.Completed);

    /// <summary>What a companion has returned: null for a completed call, declined where no woven code has answered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Future<R>? Open<R>(Future<R>? answer) => ReferenceEquals(answer, Future.Completed) ? null : answer ?? Future<R>.Declined;

    /// <summary>Whether a callee of this need can take the room that it is offered.</summary>
    /// <remarks>The words are a constant for the JIT: only for frames beyond the limit is anything left of the first comparison.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Fits(Room room, int slots, int words) => words <= MaxFrameWords && room.Has(slots, words) && Fence.CanKeep;

    /// <summary>Whether a callee that does not fit may take a segment: it needs one slot for the link, a level, and no more words than a frame may have.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool MayTakeSegment(Room room, int slots, int words) =>
        room.HasLevel && room.Slots > 0 && Fence.CanKeep && slots < Room.MaxWords && words <= MaxFrameWords;
}
