using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

// The frames that are kept in scratch space: what is in them, and how they come and go.
public ref partial struct Scratch
{
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
        readonly get => (Place)CarriedWord;
        internal set => CarriedWord = (long)value;
    }

    /// <summary>Whether a frame waits for a leaf, or has waited for one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly bool HasLeaf(Place place) => Slot(place, Future.LeafSlot) is not null;

    /// <summary>A place behind the frames that are there.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    Place NewPlace(Future future)
    {
        var place = Places.At(SlotTop, WordTop);
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
    public Place SuspendAtCall(Future future, int state, Place place, bool continueOnCapturedContext) => SuspendHere(future, state, place, continueOnCapturedContext);

    /// <summary>Suspends a frame whose callee is pending, which is a companion's that has not completed: <see cref="Suspended"/> says where it is.</summary>
    /// <param name="answered">What the companion has returned.</param>
    /// <param name="future">The method of the frame.</param>
    /// <param name="state">The state in which it is to be resumed.</param>
    /// <param name="place">Where it has been before, or <see cref="Place.None"/>.</param>
    /// <param name="continueOnCapturedContext">Whether its await captures where it goes on.</param>
    /// <returns>What the companion has answered.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Answer SuspendIfPending(Type? answered, Future future, int state, Place place, bool continueOnCapturedContext)
    {
        if (!Answered.IsPending(answered)) return Answered.Open(answered);
        Suspended = SuspendHere(future, state, place, continueOnCapturedContext);
        return Answer.Pending;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Place SuspendHere(Future future, int state, Place place, bool continueOnCapturedContext)
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
        Unsafe.Add(ref Words, WordTop) = (long)caller;
        Unsafe.Add(ref Words, WordTop + 1) = (long)top;
        WordTop += 2;
    }

    /// <summary>The last frame of a group has gone: the frame whose callees they were is next.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal Place PopGroup()
    {
        var caller = (Place)Unsafe.Add(ref Words, WordTop - 2);
        var top = (Place)Unsafe.Add(ref Words, WordTop - 1);
        SlotTop = top.Slot;
        WordTop = top.Word;
        return caller;
    }
}
