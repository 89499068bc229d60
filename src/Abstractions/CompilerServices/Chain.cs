using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
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

    // One delegate for the odd generations and one for the even ones: a continuation that is called a second time is told from the one that is due.
    readonly Action resumeOdd, resumeEven;
    int generation;
    int armed;
    Action<object?>? continuation;
    object? state;

    Chain()
    {
        resumeOdd = () => Resume(1);
        resumeEven = () => Resume(0);
    }

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
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Chain Promote(ref object? slots, int slotCount, ref long words, int wordCount, int neededSlots, int neededWords)
    {
        // Sound because nothing points into the space yet: the leaf is registered only after the root has been boxed.
        var chain = Pool<Chain>.Rent() ?? new Chain();
        chain.Ensure(RootSlots + neededSlots, RootWords + neededWords);
        System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref slots, slotCount).CopyTo(chain.AllSlots[RootSlots..]);
        System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref words, wordCount).CopyTo(chain.AllWords[RootWords..]);
        return chain;
    }

    /// <summary>The first reference slot for a callee of the root.</summary>
    public ref object? CalleeRefs => ref Unsafe.Add(ref Refs, RootSlots);

    /// <summary>The first word for a callee of the root.</summary>
    public ref long CalleeWords => ref Unsafe.Add(ref Words, RootWords);

    /// <summary>The scratch space for a callee of the root.</summary>
    public Room CalleeRoom => WholeRoom.Minus(RootSlots, RootWords);

    Room WholeRoom => Room(CompilerServices.Room.MaxLevels + 1);

    /// <summary>Whether the root is suspended at a scratch call.</summary>
    public static bool IsSuspended(Chain? chain) => chain is not null && Frame.IsAwaiting(ref chain.Refs);

    /// <summary>Suspends the root at a scratch call.</summary>
    public void Suspend(object callee, bool continueOnCapturedContext, Thread thread) => Frame.Await(callee, continueOnCapturedContext, ref Refs, thread);

    /// <summary>What the root's builder awaits while the root is suspended at a scratch call.</summary>
    public ValueTaskAwaiter Suspension => new ValueTask(this, (short)generation).GetAwaiter();

    /// <summary>Polls the callee of the root. False: still pending, to be awaited again.</summary>
    public bool Resume<R>(Thread thread, out R result, out ExceptionDispatchInfo? fault) =>
        Frame.Resume(ref Refs, ref Words, RootSlots, RootWords, WholeRoom, thread, out result, out fault);

    /// <summary>Gives the chain of a root back, where it has one, before the root completes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Return(ref Chain? chain)
    {
        if (chain is not null) ReturnToPool(ref chain);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void ReturnToPool(ref Chain? chain)
    {
        var returned = chain!;
        chain = null;
        Debug.Assert(returned.IsEmpty, "a completed chain holds a reference");
        returned.state = null;
        returned.continuation = null;
        if (returned.IsPoolable) Pool<Chain>.Return(returned);
    }

    /// <summary>Arms the chain: from now on its leaf may complete, on any thread.</summary>
    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        if (token != (short)generation || armed != 0) throw new InvalidOperationException("The chain is not suspended here.");
        var leaf = Leaf.Pending ?? throw new InvalidOperationException("The chain has no leaf to wait for.");
        Leaf.Pending = null;
        this.continuation = continuation;
        if (!ReferenceEquals(this.state, state)) this.state = state;
        int next = unchecked(generation + 1);
        if (next == 0) next = 2;
        generation = next;
        Volatile.Write(ref armed, next);
        leaf.Register((next & 1) == 0 ? resumeEven : resumeOdd, Thread.CurrentThread);
        // The chain may be running elsewhere by now, or serve another root.
    }

    void Resume(int parity)
    {
        int due = Volatile.Read(ref armed);
        if (due == 0 || (due & 1) != parity || Interlocked.CompareExchange(ref armed, 0, due) != due)
            throw new InvalidOperationException("The continuation of a suspended async call was called twice, or late.");
        continuation!(state);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => ValueTaskSourceStatus.Pending;

    void IValueTaskSource.GetResult(short token)
    {
    }
}
