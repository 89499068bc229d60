using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>
/// What a caller hands down, and what comes back up in it. On the synchronous path nobody touches it. A callee that suspends appends its frame, and its callers theirs
/// behind it, innermost first; the chain that holds them is taken at the first of them.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[StackTraceHidden]
public ref partial struct Scratch
{
    ScratchHandle handle;

    /// <summary>See <see cref="ScratchHandle"/>.</summary>
    nint proof;

    internal Thread Thread;
    internal Chain? Chain;
    internal ref object? Slots;
    internal ref long Words;
    internal int SlotTop, WordTop;

    /// <summary>The chain's size as far as the analysis knows it: slots, and words above them.</summary>
    int expected;

    /// <summary>
    /// Whether who makes the call that is due gives the thread its contexts back: 0 where it does not, because it counts on its callee to leave them as they are. An async method does; one that is not
    /// async, and may not, answers <see cref="Answer.Unfenced"/> then. Stored before each call, and read by the callee before it makes calls of its own.
    /// </summary>
    public int Fenced
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get;
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set;
    }

    /// <summary>
    /// The root's side stack, in bytes (see <see cref="ScratchSpaceAttribute.SideStack"/>); 0 for none. Where the root has no chain yet, nothing else knows it; of a chain that goes on, the chain itself does.
    /// Below 0 of a room: see <see cref="CompilerServices.Chain.TakeSideBlock"/>.
    /// </summary>
    public int SideStack
    {
        internal readonly get;
        set;
    }

    /// <summary>A root with a side stack is about to be suspended: from now on its chain knows it.</summary>
    public readonly void KeepSideStack() => Chain?.KeepSideStack(SideStack);

    /// <summary>How what ends now has ended.</summary>
    internal Answer Outcome;

    /// <summary>The SynchronizationContext at the leaf.</summary>
    internal SynchronizationContext? LeafSynchronization;

    /// <summary>
    /// Of what ends: a result that is a reference or has some, a fault, or a task that is handed back. Of what suspends: what registers the chain with the source that its
    /// innermost frame waits for; null where that waits for a task, or for a hop.
    /// </summary>
    internal object? Carried;

    /// <summary>A result of eight bytes at most, without references.</summary>
    internal long CarriedWord;

    /// <summary>Makes it that of a root's call. Where it is then, it has to stay until <see cref="End"/>.</summary>
    /// <param name="thread">The current thread.</param>
    /// <param name="chain">The root's chain; null where it has none yet.</param>
    /// <param name="expected">How large a chain the root's method has needed before (see <see cref="Chain.Size"/>); 0 where nobody knows.</param>
    /// <param name="slots">The reference slots that the call needs, as far as the analysis knows.</param>
    /// <param name="words">The 8-byte words that the call needs, as far as the analysis knows.</param>
    /// <returns>Whether scratch calls are served; otherwise the ordinary call is due.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Begin(CurrentThread thread, Chain? chain, int expected, int slots, int words)
    {
        if (!Abi.IsServed) return false;
        Begin(thread, chain, expected == 0 ? Chain.Size(slots, words) : expected);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Begin(CurrentThread thread, Chain? chain, int expected)
    {
        if (chain is not null)
        {
            Begin(thread.Thread!, chain);
            return;
        }
        Thread = thread.Thread!;
        this.expected = expected;
        Offer();
    }

    /// <summary>Makes it that of a chain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Begin(Thread thread, Chain chain)
    {
        Thread = thread;
        Chain = chain;
        Slots = ref chain.Slots;
        Words = ref chain.Words;
        SlotTop = chain.Top.Slot;
        WordTop = chain.Top.Word;
        Offer();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Offer()
    {
        Fenced = 1;
        nint address = handle.Address;
        handle.Self = address;
        proof = Proof(address);
    }

    /// <summary>From now on nobody may use it as a callee does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End() => proof = 0;

    /// <summary>What a companion is given.</summary>
    public ref ScratchHandle Handle
    {
        [UnscopedRef]
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref handle;
    }

    /// <summary>Where the handle is, and the proof from there: the runtime lays the fields out.</summary>
    static readonly nint HandleOffset = FindHandle(), ProofOffset = FindProof();

    static nint FindProof()
    {
        Scratch scratch = default;
        return Unsafe.ByteOffset(ref scratch.handle.Self, ref scratch.proof);
    }

#if NET10_0_OR_GREATER
    static nint FindHandle()
    {
        Scratch scratch = default;
        return Unsafe.ByteOffset(ref Unsafe.As<Scratch, ScratchHandle>(ref scratch), ref scratch.handle);
    }

    /// <summary>What has the handle.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ref Scratch Of(ref ScratchHandle handle) => ref Unsafe.As<ScratchHandle, Scratch>(ref Unsafe.SubtractByteOffset(ref handle, HandleOffset));
#else
#pragma warning disable CS8500 // It is on a stack, where it stays. Before .NET 10, Unsafe.As does not take a ref struct.
    static unsafe nint FindHandle()
    {
        Scratch scratch = default;
        return scratch.handle.Address - (nint)(&scratch);
    }

    /// <summary>What has the handle.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe ref Scratch Of(ref ScratchHandle handle) => ref *(Scratch*)(handle.Address - HandleOffset);
#pragma warning restore CS8500
#endif

    /// <summary>Whether it is the handle of scratch space that is in use, and not a copy of one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsOffered(ref ScratchHandle handle)
    {
        nint address = handle.Address;
        return handle.Self == address && Unsafe.AddByteOffset(ref handle.Self, ProofOffset) == Proof(address);
    }

    /// <summary>What is nobody's address: those of the scratch space may lie around on a stack.</summary>
    static nint Proof(nint address) => address + 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly ref object? Slot(Place place, int index) => ref Unsafe.Add(ref Slots, place.Slot + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly ref long Word(Place place, int index) => ref Unsafe.Add(ref Words, place.Word + index);

    /// <summary>Keeps a reference. A method that suspends again often keeps what it kept: a compare costs less than the write barrier.</summary>
    /// <param name="place">The frame.</param>
    /// <param name="slot">The slot in the frame.</param>
    /// <param name="value">The reference.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Keep(Place place, int slot, object? value)
    {
        ref object? kept = ref Slot(place, slot);
        if (!ReferenceEquals(kept, value)) kept = value;
    }

    /// <summary>Keeps nothing in some slots.</summary>
    /// <param name="place">The frame.</param>
    /// <param name="slot">The first of them in the frame.</param>
    /// <param name="count">How many.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public readonly void Clear(Place place, int slot, int count)
    {
        for (int i = 0; i < count; i++) Keep(place, slot + i, null);
    }

    /// <summary>A reference that has been kept.</summary>
    /// <param name="place">The frame.</param>
    /// <param name="slot">The slot in the frame.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly T Kept<T>(Place place, int slot) where T : class? => Unsafe.As<T>(Slot(place, slot))!;

    /// <summary>Keeps a primitive or an enum, of 8 bytes at most.</summary>
    /// <param name="place">The frame.</param>
    /// <param name="word">The word in the frame.</param>
    /// <param name="value">The value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void KeepWord<T>(Place place, int word, T value) where T : struct => Unsafe.As<long, T>(ref Word(place, word)) = value;

    /// <summary>A primitive or an enum that has been kept.</summary>
    /// <param name="place">The frame.</param>
    /// <param name="word">The word in the frame.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly T KeptWord<T>(Place place, int word) where T : struct => Unsafe.As<long, T>(ref Word(place, word));

    /// <summary>Where the frame is that has been suspended at an ordinary call, until something completes: a reference to the caller's variable would keep that out of the registers.</summary>
    public Place Suspended
    {
        readonly get => Place.From(CarriedWord);
        internal set => CarriedWord = value.Packed;
    }

    /// <summary>Whether a frame waits for a leaf, or has waited for one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly bool HasLeaf(Place place) => Slot(place, Future.LeafSlot) is not null;

    /// <summary>A place behind the frames that are there.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    Place NewPlace(Future future)
    {
        var place = new Place(SlotTop, WordTop);
        if (Chain is null || !Chain.HasQuickly(SlotTop + future.Slots, WordTop + future.Words)) Grow(future.Slots, future.Words);
        SlotTop += future.Slots;
        WordTop += future.Words;
        Slot(place, 0) = future;
        return place;
    }

    /// <summary>Suspends a frame whose callee is pending.</summary>
    /// <param name="future">Its method.</param>
    /// <param name="state">The state in which it is to be resumed.</param>
    /// <param name="place">Where it has been before, or <see cref="Place.None"/>.</param>
    /// <param name="continueOnCapturedContext">Whether its await captures where it goes on.</param>
    /// <returns>Where it is.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Place SuspendAtCall(Future future, int state, Place place, bool continueOnCapturedContext)
    {
        if (place.IsNone) place = NewPlace(future);
        Word(place, 0) = (uint)state;
        // What it has waited for before is not to be kept.
        Keep(place, Future.LeafSlot, null);
        ref object? contexts = ref Slot(place, Future.ContextsSlot);
        if (contexts is not null || Fence.Execution(Thread) is not null || continueOnCapturedContext && (Fence.Synchronization(Thread) is not null || !RunningTask.IsNone))
            Contexts.Keep(ref contexts, Thread, continueOnCapturedContext);
        return place;
    }

    /// <summary>Suspends a frame at a leaf.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Place SuspendAtLeaf(object leaf, LeafKind kind, Registrar? registrar, Future future, int state, Place place)
    {
        if (place.IsNone) place = NewPlace(future);
        Keep(place, Future.LeafSlot, leaf);
        Word(place, 0) = kind.With(state);
        Carried = registrar;
        LeafSynchronization = Fence.Synchronization(Thread);
        ref object? contexts = ref Slot(place, Future.ContextsSlot);
        if (contexts is not null || Fence.Execution(Thread) is not null) Contexts.Keep(ref contexts, Thread, false);
        return place;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void Grow(int slots, int words)
    {
        if (Chain is not null && SlotTop + slots <= Chain.SlotCount && WordTop + words <= Chain.WordCount) return;
        // A chain that is too small has been so for some frames already, and may be again.
        int more = Chain is null ? 0 : Chain.SlotCount / 2;
        var (slotCount, wordCount) = (Math.Max(Chain.SlotsOf(expected), SlotTop + slots + more), Math.Max(Chain.WordsOf(expected), WordTop + words));
        var larger = Chain is null ? Chain.Rent(slotCount, wordCount) : Chain.TakeSideBlock(SideStack, SlotTop + slots, WordTop + words) ?? Chain.RentLarger(slotCount, wordCount);
        if (Chain is not null) larger.Replace(Chain, SlotTop, WordTop);
        Chain = larger;
        Slots = ref larger.Slots;
        Words = ref larger.Words;
    }

    /// <summary>Notes behind new frames whose callees they are, and where those of before end.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void PushGroup(Place caller, Place top)
    {
        Grow(0, 2);
        Unsafe.Add(ref Words, WordTop) = caller.Packed;
        Unsafe.Add(ref Words, WordTop + 1) = top.Packed;
        WordTop += 2;
    }

    /// <summary>The last frame of a group has gone: the frame whose callees they were is next.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal Place PopGroup()
    {
        var caller = Place.From(Unsafe.Add(ref Words, WordTop - 2));
        var top = Place.From(Unsafe.Add(ref Words, WordTop - 1));
        SlotTop = top.Slot;
        WordTop = top.Word;
        return caller;
    }
}
