using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;

namespace Unboxed.CompilerServices;

/// <summary>
/// The scratch space of a chain that has suspended, which was on its root's stack before. Pooled; the root keeps it until it
/// completes. It is also what the root awaits, so that the root's builder registers the root's box without a delegate of its own.
/// </summary>
/// <remarks>Its front is the frame of the root: what it waits for, and where it continues. The root's own box keeps the rest.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
[StackTraceHidden]
public sealed class Chain : Space, IValueTaskSource
{
    const int RootSlots = Frame.CallHeaderSlots, RootWords = Frame.HeaderWords;

    /// <summary>From so many slots on, one bulk copy costs less than a write barrier for each.</summary>
    const int CopiedAtOnce = 6;

    internal struct Key;

    Turns turns;
    Leaf? pending;

    /// <summary>The thread on which the root has last been suspended or resumed.</summary>
    ThreadContext? thread;
    bool isAmbientDue;

    /// <summary>Whether the continuation is being called.</summary>
    bool isResumed;

    /// <summary>Whether the root's builder was kept from capturing the default execution context (see <see cref="Fence.TryHideDefault"/>).</summary>
    bool isBare;
    Action<object?>? continuation;
    object? state;

    /// <summary>The execution context that the root's builder has captured for the continuation.</summary>
    ExecutionContext? captured;

    /// <summary>The scratch space that a root has on its stack.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Room StackRoom(int slots, int words) => new(slots, words, CompilerServices.Room.MaxLevels);

    /// <summary>Moves the scratch space of a root, whose first scratch call has suspended, from its stack to the heap.</summary>
    /// <param name="slots">The reference slots that the callee was given.</param>
    /// <param name="slotCount">Their number.</param>
    /// <param name="words">The words that the callee was given.</param>
    /// <param name="wordCount">Their number.</param>
    /// <param name="neededSlots">The most reference slots that any scratch call of this root needs.</param>
    /// <param name="neededWords">The most words that any scratch call of this root needs.</param>
    /// <param name="thread">The current thread.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Chain Promote(ref object? slots, int slotCount, ref long words, int wordCount, int neededSlots, int neededWords, ThreadContext thread)
    {
        // Sound because nothing points into the space yet: the leaf is registered only after the root has been boxed.
        var chain = Pool<Key>.Rent<Chain>(thread) ?? new Chain();
        chain.Ensure(RootSlots + Math.Max(slotCount, neededSlots), RootWords + Math.Max(wordCount, neededWords));
        ref object? target = ref chain.CalleeRefs;
        if (slotCount > CopiedAtOnce)
        {
            MemoryMarshal.CreateSpan(ref slots, slotCount).CopyTo(MemoryMarshal.CreateSpan(ref target, slotCount));
        }
        else
        {
            // The slots of a pooled chain are empty already.
            for (int i = 0; i < slotCount; i++)
            {
                if (Unsafe.Add(ref slots, i) is { } kept) Unsafe.Add(ref target, i) = kept;
            }
        }
        ref long targetWord = ref chain.CalleeWords;
        for (int i = 0; i < wordCount; i++) Unsafe.Add(ref targetWord, i) = Unsafe.Add(ref words, i);
        return chain;
    }

    /// <summary>The first reference slot for a callee of the root.</summary>
    public ref object? CalleeRefs
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref Refs, RootSlots);
    }

    /// <summary>The first word for a callee of the root.</summary>
    public ref long CalleeWords
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref Words, RootWords);
    }

    /// <summary>The scratch space for a callee of the root.</summary>
    public Room CalleeRoom
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => WholeRoom.Minus(RootSlots, RootWords);
    }

    Room WholeRoom => Room(CompilerServices.Room.MaxLevels + 1);

    /// <summary>Whether the root is suspended at a scratch call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSuspended(Chain? chain) => chain is not null && Frame.IsAwaiting(ref chain.Refs);

    /// <summary>Suspends the root at a scratch call, and arms the chain if it can (see <see cref="TryRearm"/>).</summary>
    /// <returns>As <see cref="TryRearm"/>.</returns>
    public bool Suspend(object callee, bool continueOnCapturedContext, ThreadContext thread)
    {
        Frame.SuspendAtCall(callee, continueOnCapturedContext, 0, ref Refs, ref Words, thread);
        if (CanRearm(thread) && !turns.IsArmed && thread.Pending is { } leaf)
        {
            thread.Pending = null;
            Arm(leaf, thread);
            return true;
        }
        TakePending(thread);
        return false;
    }

    /// <summary>From here on the framework may call user code, such as event listeners, which may suspend chains of its own on this thread.</summary>
    void TakePending(ThreadContext thread)
    {
        pending = thread.Pending;
        thread.Pending = null;
        if (this.thread != thread) this.thread = thread;
    }

    /// <summary>
    /// Arms the chain for the continuation that the root's builder gave it at an earlier suspension: the root has its box, and where it is in the execution
    /// context that the builder captured then, the builder would only give the same again.
    /// </summary>
    /// <returns>False: the builder has to be asked. True: armed; the root may be running elsewhere already.</returns>
    public bool TryRearm(ThreadContext thread)
    {
        if (!CanRearm(thread)) return false;
        var leaf = Due;
        pending = null;
        Arm(leaf, thread);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool CanRearm(ThreadContext thread) => state is not null && Fence.Direct && ReferenceEquals(captured, Fence.Execution(thread));

    /// <summary>What the root's builder is to await, at once, while the root is suspended at a scratch call.</summary>
    public ValueTaskAwaiter Await(ThreadContext thread)
    {
        isBare = Fence.TryHideDefault(thread);
        return new ValueTask(this, turns.Token).GetAwaiter();
    }

    /// <summary>Polls the callee of the root. False: still pending, to be awaited again.</summary>
    public bool Resume<R>(ThreadContext thread, out R result, out ExceptionDispatchInfo? fault)
    {
        var execution = Fence.Execution(thread);
        var synchronization = Fence.Synchronization(thread);
        bool isCompleted = Frame.Resume(ref Refs, ref Words, RootSlots, RootWords, WholeRoom, thread, out result, out fault);
        if (isCompleted)
        {
            Frame.Enter(ref Refs, thread);
            return true;
        }
        Fence.Exit(thread, execution, synchronization);
        TakePending(thread);
        return false;
    }

    /// <summary>Gives the chain of a root back, where it has one, before the root completes.</summary>
    /// <param name="chain">The chain; null afterwards.</param>
    /// <param name="thread">The current thread, if it has been looked up already.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Return(ref Chain? chain, ThreadContext? thread)
    {
        if (chain is not null) ReturnToPool(ref chain, thread);
    }

    /// <inheritdoc/>
    internal override void LeaveThread() => thread = null;

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void ReturnToPool(ref Chain? chain, ThreadContext? thread)
    {
        var returned = chain!;
        chain = null;
        Debug.Assert(returned.IsEmpty, "a completed chain holds a reference");
        // The continuation is the framework's own, the same for all roots.
        returned.state = null;
        returned.captured = null;
        // What lies in the pool of a thread may refer to that thread.
        thread ??= ThreadContext.Current;
        if (returned.thread != thread) returned.thread = thread;
        // One that waits still, which only wrong code could bring about, must not become somebody else's.
        if (returned.IsPoolable && !IsSuspended(returned)) Pool<Key>.Return(returned, thread);
    }

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        if (token != turns.Token) throw new InvalidOperationException("The chain is not suspended here.");
        var thread = this.thread!;
        if (isBare) Fence.ShowDefault(thread);
        var leaf = Due;
        if (!ReferenceEquals(this.continuation, continuation)) this.continuation = continuation;
        if (!ReferenceEquals(this.state, state)) this.state = state;
        var execution = Fence.Execution(thread);
        if (!ReferenceEquals(captured, execution)) captured = execution;
        pending = null;
        Arm(leaf, thread);
    }

    /// <summary>The leaf that is to be registered.</summary>
    Leaf Due
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !turns.IsArmed && pending is { } leaf ? leaf : throw NotDue();
    }

    InvalidOperationException NotDue() => new(turns.IsArmed ? "The chain is not suspended here." : "The chain has no leaf to wait for.");

    /// <summary>From now on the leaf may complete, on any thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Arm(Leaf leaf, ThreadContext thread)
    {
        isAmbientDue = leaf.IsFlowSuppressed;
        if (isAmbientDue) leaf.IsFlowSuppressed = false;
        leaf.Register(turns.Arm(this), thread);
        // The chain may be running elsewhere by now, or serve another root.
    }

    internal void ContinueAt(int turn)
    {
        if (!turns.TryTake(turn)) throw new InvalidOperationException("The continuation of a suspended async call was called twice, or late.");
        var thread = ThreadContext.Current;
        if (this.thread != thread) this.thread = thread;
        isResumed = true;
        if (isAmbientDue) ContinueSuppressed(thread);
        else if (isBare) ContinueBare(thread);
        else continuation!(state);
    }

    /// <summary>
    /// Continues a root of which its builder believes that its flow was suppressed, and which it therefore runs in the contexts in which it is called, and leaves as they
    /// are then: enters the default execution context, and gives the thread back what it had.
    /// </summary>
    void ContinueBare(ThreadContext thread)
    {
        var execution = Fence.Execution(thread);
        var synchronization = Fence.Synchronization(thread);
        if (execution is not null) Fence.Set(null);
        try
        {
            continuation!(state);
        }
        finally
        {
            // The chain may serve another root by now.
            Fence.Exit(thread, execution, synchronization);
        }
    }

    /// <summary>Continues a chain whose innermost frame continues in the execution context of whoever completes its leaf.</summary>
    void ContinueSuppressed(ThreadContext thread)
    {
        var outer = thread.Ambient;
        thread.Ambient = Fence.Execution(thread);
        try
        {
            if (isBare) ContinueBare(thread);
            else continuation!(state);
        }
        finally
        {
            thread.Ambient = outer;
        }
    }

    /// <summary>As <see cref="ThreadContext.EnterRoot"/>, for a root that is resumed.</summary>
    /// <exception cref="InvalidOperationException">The root has been resumed by something else than what it waits for, such as an awaiter that calls its continuation twice.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ThreadContext EnterResumed(Chain chain)
    {
        if (!chain.isResumed) throw NotResumed();
        chain.isResumed = false;
        var thread = chain.thread!;
        thread.ForgetScheduler();
        return thread;
    }

    static InvalidOperationException NotResumed() => new("The continuation of another await of this async method was called twice, or late.");

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => ValueTaskSourceStatus.Pending;

    void IValueTaskSource.GetResult(short token)
    {
    }
}
