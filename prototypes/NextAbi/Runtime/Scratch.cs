using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace NextAbi;

/// <summary>
/// What a caller hands down, and what comes back up in it. On the synchronous path nobody touches it. A callee that suspends appends its frame, and its callers theirs
/// behind it, innermost first; the chain that holds them is taken at the first of them.
/// </summary>
/// <remarks>A proxy cannot copy it: as an argument that such code does not pass on it is the default value, whose thread is null.</remarks>
[StackTraceHidden]
public ref struct Scratch
{
    internal readonly Thread Thread;
    internal Chain? Chain;
    internal ref object? Slots;
    internal ref long Words;
    internal int SlotTop, WordTop;

    /// <summary>The chain's size as far as the analysis knows it: slots, and words above them.</summary>
    readonly int expected;

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

    /// <summary>That of a root that has no chain yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Scratch(Thread thread, int expected)
    {
        Thread = thread;
        this.expected = expected;
    }

    /// <summary>That of a chain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Scratch(Thread thread, Chain chain)
    {
        Thread = thread;
        Chain = chain;
        Slots = ref chain.Slots;
        Words = ref chain.Words;
        SlotTop = chain.Top.Slot;
        WordTop = chain.Top.Word;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref object? Slot(Place place, int index) => ref Unsafe.Add(ref Slots, place.Slot + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref long Word(Place place, int index) => ref Unsafe.Add(ref Words, place.Word + index);

    /// <summary>Keeps a reference. A method that suspends again often keeps what it kept: a compare costs less than the write barrier.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Keep(Place place, int index, object? value)
    {
        ref object? slot = ref Slot(place, index);
        if (!ReferenceEquals(slot, value)) slot = value;
    }

    /// <summary>Writes the head of a frame: at the place that it had, or behind those that are there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Place Save(Future future, int state, Place place, int slots, int words)
    {
        if (place.IsNone)
        {
            if (Chain is null || SlotTop + slots > Chain.SlotCount || WordTop + words > Chain.WordCount) Grow(slots, words);
            place = new(SlotTop, WordTop);
            SlotTop += slots;
            WordTop += words;
            Slot(place, 0) = future;
        }
        Word(place, 0) = state;
        return place;
    }

    /// <summary>Suspends a frame whose callee is pending.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Place SuspendAtCall(Future future, int state, Place place, int slots, int words, bool continueOnCapturedContext)
    {
        place = Save(future, state, place, slots, words);
        if (Slot(place, 1) is not null || Fence.Execution(Thread) is not null || continueOnCapturedContext && (Fence.Synchronization(Thread) is not null || !RunningTask.IsNone)) Contexts.Keep(ref Slot(place, 1), Thread, continueOnCapturedContext);
        return place;
    }

    /// <summary>Suspends a frame at a leaf.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Place SuspendAtLeaf(object leaf, LeafKind kind, Registrar? registrar, Future future, int state, Place place, int slots, int words)
    {
        place = Save(future, state, place, slots, words);
        Keep(place, Future.HeaderSlots, leaf);
        Word(place, Future.HeaderWords) = kind.Packed;
        Carried = registrar;
        LeafSynchronization = Fence.Synchronization(Thread);
        if (Slot(place, 1) is not null || Fence.Execution(Thread) is not null) Contexts.Keep(ref Slot(place, 1), Thread, false);
        return place;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void Grow(int slots, int words)
    {
        var larger = Chain.Rent(Math.Max(expected & 0xFFFF, SlotTop + slots), Math.Max(expected >> 16, WordTop + words));
        if (Chain is not null) larger.Replace(Chain, SlotTop, WordTop);
        Chain = larger;
        Slots = ref larger.Slots;
        Words = ref larger.Words;
    }

    /// <summary>Notes behind new frames whose callees they are, and where those of before end.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void PushGroup(Place caller, Place top)
    {
        if (WordTop + 2 > Chain!.WordCount) Grow(0, 2);
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

    /// <summary>What a body gives that was resumed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetResult<T>(T result)
    {
        Outcome = Answer.Completed;
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>() && Unsafe.SizeOf<T>() <= sizeof(long)) Unsafe.As<long, T>(ref CarriedWord) = result;
        else if (!typeof(T).IsValueType) Carried = result;
        else Carried = new StrongBox<T>(result);
    }

    /// <summary>What the callee has given, to a frame that is resumed.</summary>
    /// <exception cref="Exception">What the callee has thrown.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T TakeResult<T>()
    {
        if (Outcome != Answer.Completed) Throw();
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>() && Unsafe.SizeOf<T>() <= sizeof(long)) return Unsafe.As<long, T>(ref CarriedWord);
        object? carried = Carried;
        Carried = null;
        return typeof(T).IsValueType ? Unsafe.As<StrongBox<T>>(carried!).Value! : Unsafe.As<object?, T>(ref carried);
    }

    /// <summary>A body has thrown.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Answer Fail(Exception exception)
    {
        Carried = ExceptionDispatchInfo.Capture(exception);
        return Outcome = Answer.Faulted;
    }

    /// <summary>Throws again what the callee has thrown.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Throw()
    {
        var fault = Unsafe.As<ExceptionDispatchInfo>(Carried!);
        Carried = null;
        fault.Throw();
    }
}
