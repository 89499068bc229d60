using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;

namespace Unboxed.CompilerServices;

/// <summary>
/// A suspended chain: the frames of its methods, innermost first. It resumes the frame that waits for the leaf, and then those that wait for it, one after the other; the
/// root's own box is run only when the root's callee has completed, or where the root's builder has to be asked.
/// </summary>
/// <remarks>On one thread at a time. A continuation that is called twice finds the chain not suspended.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
[StackTraceHidden]
public abstract partial class Chain : ScratchBlock, IValueTaskSource, IThreadPoolWorkItem
{
    enum Phase : byte
    {
        /// <summary>No frames. The outcome of the root's callee, where there is one, is in the first cells.</summary>
        Idle,

        /// <summary>Waits for the innermost frame's leaf, or for a hop.</summary>
        Suspended,

        /// <summary>Waits for a leaf with which only the root's builder can register.</summary>
        Unregistered,

        /// <summary>Waits for a task that the root's builder awaits.</summary>
        Awaited,

        /// <summary>A larger chain has taken its place.</summary>
        Replaced,

        /// <summary>An allocator of the user's has it.</summary>
        Given,

        /// <summary>An allocator that is shipped keeps it, and may link it into a list.</summary>
        Stored,
    }

    /// <summary>The root's box, once the builder has given it; in a pool the next chain; of a replaced chain the larger one.</summary>
    ref object? Box => ref Link;

    /// <summary>The execution context that the root's builder has captured for its box; until then the registrar of the leaf.</summary>
    object? captured;

    /// <summary>Where the root goes on: see <see cref="Contexts.CaptureTarget"/>. The root itself, where that is a <see cref="Room"/>: it goes on anywhere.</summary>
    object? rootTarget;

    /// <summary>The end of the frames.</summary>
    internal Place Top;

    Place innermost;

    int phase;

    /// <summary>The slots and words; of a chain beyond all classes, as many as two bytes hold.</summary>
    ushort slotCount, wordCount;

    /// <summary>How the root's callee has ended.</summary>
    byte outcome;
    byte sizeClass;

    /// <summary>That of the continuation which is due.</summary>
    byte turn;
    bool isRootSuppressed;

    /// <summary>Whether the root waits for its callee.</summary>
    bool isAwaited;

    /// <summary>Whether a root has it, and may ask it.</summary>
    bool isKept;

    /// <summary>See <see cref="KeepSideStack"/>.</summary>
    ushort sideStackUnits;

    private protected Chain()
    {
    }

    internal int SlotCount => sizeClass == ChainSizes.Classes ? Unsafe.As<LargeChain>(this).SlotArray.Length : slotCount;

    internal int WordCount => sizeClass == ChainSizes.Classes ? Unsafe.As<LargeChain>(this).WordArray.Length : wordCount;

    /// <summary>Whether there is certainly so much room; not, beyond what two bytes hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool HasQuickly(int slots, int words) => slots <= slotCount && words <= wordCount;

    internal void SetSize(int size, int slots, int words) =>
        (sizeClass, slotCount, wordCount) = ((byte)size, (ushort)Math.Min(slots, ushort.MaxValue), (ushort)Math.Min(words, ushort.MaxValue));

    internal ref object? Slots
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref sizeClass == ChainSizes.Classes ? ref MemoryMarshal.GetArrayDataReference(Unsafe.As<LargeChain>(this).SlotArray) : ref Unsafe.As<ChainSizes.Smallest, object?>(ref Unsafe.As<Chain<ChainSizes.Smallest>>(this).Cells);
    }

    internal ref long Words
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref sizeClass == ChainSizes.Classes ? ref MemoryMarshal.GetArrayDataReference(Unsafe.As<LargeChain>(this).WordArray) : ref Unsafe.As<object?, long>(ref Unsafe.Add(ref Slots, slotCount));
    }

    /// <summary>A size of chains, in one number.</summary>
    /// <param name="slots">Reference slots.</param>
    /// <param name="words">8-byte words.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Size(int slots, int words) => Math.Min(slots, 0xFFFF) | Math.Min(words, 0x7FFF) << 16;

    internal static int SlotsOf(int size) => size & 0xFFFF;

    internal static int WordsOf(int size) => size >> 16;

    /// <summary>Takes a chain with room for so much.</summary>
    internal static Chain Rent(int slots, int words)
    {
        int size = ChainSizes.Class(slots, words);
        return size < ChainSizes.Classes && ChainSizes.Pools[size].Rent() is { } pooled ? Unsafe.As<Chain>(pooled) : ChainSizes.Create(size, slots, words);
    }

    /// <summary>Takes one to take the place of this chain.</summary>
    internal Chain RentLarger(int slots, int words) => sizeClass < ChainSizes.Classes ? Rent(slots, words) : Unsafe.As<LargeChain>(this).RentLarger(slots, words);

    /// <summary>Takes the place of a chain that has become too small.</summary>
    internal void Replace(Chain smaller, int slots, int words)
    {
        MemoryMarshal.CreateReadOnlySpan(ref smaller.Slots, slots).CopyTo(MemoryMarshal.CreateSpan(ref Slots, slots));
        MemoryMarshal.CreateReadOnlySpan(ref smaller.Words, words).CopyTo(MemoryMarshal.CreateSpan(ref Words, words));
        MemoryMarshal.CreateSpan(ref smaller.Slots, slots).Clear();
        if (!smaller.isKept)
        {
            smaller.ReturnToPool();
            return;
        }
        (Box, captured, rootTarget, Top, innermost, phase, isRootSuppressed, isAwaited, isKept, sideStackUnits) =
            (smaller.Box, smaller.captured, smaller.rootTarget, smaller.Top, smaller.innermost, smaller.phase, smaller.isRootSuppressed, smaller.isAwaited, true, smaller.sideStackUnits);
        smaller.Box = this;
        smaller.captured = smaller.rootTarget = null;
        smaller.sideStackUnits = 0;
        smaller.phase = (int)Phase.Replaced;
    }

    LeafKind Kind => LeafKind.From(Unsafe.Add(ref Words, innermost.Word));

    object Leaf => Unsafe.Add(ref Slots, innermost.Slot + Future.LeafSlot)!;

    /// <summary>Nothing is kept in it, and nobody has it.</summary>
    internal void ReturnToPool() => GiveBack(null);

    /// <summary>Gives it back to where it has come from: a pool, an allocator, or nowhere.</summary>
    /// <param name="room">The room that has it; null where a method is the root.</param>
    void GiveBack(Room? room)
    {
        Box = captured = rootTarget = null;
        Top = innermost = default;
        phase = (int)Phase.Idle;
        isRootSuppressed = isAwaited = isKept = false;
        Debug.Assert(IsEmpty, "a chain that is given back holds a reference");
        Debug.Assert(sideStackUnits == 0, "a chain that is given back knows the side stack of a root");
        if (sizeClass < ChainSizes.Classes) ChainSizes.Pools[sizeClass].Return(this);
        else Unsafe.As<LargeChain>(this).ReturnToOwner(room);
    }

    /// <summary>Whether no reference is kept here.</summary>
    internal bool IsEmpty
    {
        get
        {
            foreach (object? slot in MemoryMarshal.CreateReadOnlySpan(ref Slots, SlotCount))
            {
                if (slot is not null) return false;
            }
            return true;
        }
    }
}
