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
    /// Whether the receiver is of exactly this class. A class that derives from a woven one inherits the companion, but may
    /// override the method, or implement the interface again.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsExactly<T>(object receiver) => receiver.GetType() == typeof(T);

    /// <summary>Whether a callee of this need can take the room that it is offered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Fits(Room room, int slots, int words) => room.Has(slots, words) && Fence.CanKeep;

    /// <summary>Whether a callee that does not fit may take a segment: it needs one slot for the link, a level, and no more words than a room can count.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool MayTakeSegment(Room room, int slots, int words) =>
        room.HasLevel && room.Slots > 0 && Fence.CanKeep && slots < Room.MaxWords && words < Room.MaxWords;
}
