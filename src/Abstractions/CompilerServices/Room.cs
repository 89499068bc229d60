using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>
/// How much scratch space is left: reference slots, 8-byte words, and levels of calls. It travels in one register:
/// slots in bits 0 to 31, words in bits 32 to 47, levels in bits 48 to 63.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Room
{
    /// <summary>
    /// The levels of scratch calls below one root. A deeper call starts a root of its own, so that resuming a chain from its
    /// root needs a bounded piece of a stack that may be smaller than the one on which the chain was started.
    /// </summary>
    public const int MaxLevels = 64;

    /// <summary>The most words that a room can count.</summary>
    public const int MaxWords = short.MaxValue;

    const long SignBits = (1L << 63) | (1L << 47) | (1L << 31);

    readonly long packed;

    /// <summary>A room of the given size.</summary>
    /// <param name="slots">Reference slots.</param>
    /// <param name="words">8-byte words, at most <see cref="MaxWords"/>.</param>
    /// <param name="levels">Levels of calls.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Room(int slots, int words, int levels) => packed = Pack(slots, words, levels);

    Room(long packed) => this.packed = packed;

    /// <summary>Reference slots.</summary>
    public int Slots => (int)packed;

    /// <summary>8-byte words.</summary>
    public int Words => (short)(packed >> 32);

    /// <summary>Levels of calls; negative where the limit has been passed.</summary>
    public int Levels => (int)(packed >> 48);

    /// <summary>Whether another level of calls is allowed.</summary>
    public bool HasLevel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => packed >= 0;
    }

    /// <summary>Whether a frame of this size fits, and another level is allowed.</summary>
    /// <remarks>
    /// All three at once: a part that is too small leaves its own sign bit set, and what it borrows from the next one cannot clear that. Three branches
    /// at every level could be measured where calls complete synchronously.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has(int slots, int words) => ((packed - Pack(slots, words, 0)) & SignBits) == 0;

    /// <summary>The room of a frame that counts for more levels than one, because its method takes much of the stack.</summary>
    public static Room Deeper(Room room, int levels) => new(room.packed - ((long)levels << 48));

    /// <summary>What is left for the callee of a frame of this size, which must fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Room Minus(int slots, int words) => new(packed - Pack(slots, words, 1));

    /// <summary>The same room with so many levels more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Room WithLevels(int levels) => new(packed + Pack(0, 0, levels));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static long Pack(int slots, int words, int levels) => ((long)levels << 48) | ((long)words << 32) | (uint)slots;
}
