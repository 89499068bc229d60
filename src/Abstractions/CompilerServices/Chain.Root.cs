using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

// What a root does first: it is suspended at a scratch call.
public abstract partial class Chain
{
    /// <summary>Whether the root waits for its callee, and not at another of its awaits.</summary>
    /// <param name="chain">The root's chain; null where it has none.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSuspended([NotNullWhen(true)] Chain? chain) => chain is not null && chain.isAwaited;

    /// <summary>The root's callee is pending, after a first run: suspends the root.</summary>
    /// <param name="kept">Where the root keeps its chain.</param>
    /// <param name="scratch">What the callee was given.</param>
    /// <param name="continueOnCapturedContext">Whether the root's await captures where it goes on.</param>
    /// <param name="expected">Where the root's method notes how large a chain it needs.</param>
    /// <returns>
    /// <see cref="Answer.Pending"/>: the root may be running elsewhere already. <see cref="Answer.Unregistered"/>: its builder is to await the chain (see <see cref="Await(Chain)"/>).
    /// </returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Answer Suspend(ref Chain? kept, ref Scratch scratch, bool continueOnCapturedContext, ref int expected)
    {
        var chain = Keep(ref kept, ref scratch, ref expected);
        return chain.Suspend(ref scratch, continueOnCapturedContext) ? Answer.Pending : Answer.Unregistered;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Chain Keep(ref Chain? kept, ref Scratch scratch, ref int expected)
    {
        var chain = scratch.Chain!;
        if (!ReferenceEquals(kept, chain))
        {
            // One that is larger than those that are pooled would be made anew each time, for small calls too.
            int size = Size(Math.Min(scratch.SlotTop, ChainSizes.Slots(ChainSizes.Classes - 1)), Math.Min(scratch.WordTop, ChainSizes.Words(ChainSizes.Classes - 1)));
            if ((kept is null || chain.IsOwned) && expected != size) expected = size;
            KeepOther(ref kept, chain);
        }
        chain.innermost = default;
        chain.Top = Places.At(scratch.SlotTop, scratch.WordTop);
        chain.isAwaited = true;
        return chain;
    }

    static void KeepOther(ref Chain? kept, Chain chain)
    {
        for (var replaced = kept; replaced is not null && !ReferenceEquals(replaced, chain);)
        {
            var next = Unsafe.As<Chain?>(replaced.Box);
            replaced.GiveBack(chain.rootTarget as Room);
            replaced = next;
        }
        kept = chain;
        chain.isKept = true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool Suspend(ref Scratch scratch, bool continueOnCapturedContext)
    {
        phase = (int)Phase.Suspended;
        var thread = scratch.Thread;
        if (Fence.Execution(thread) is not null || Fence.Synchronization(thread) is not null || !RunningTask.IsNone || rootTarget is not null || isRootSuppressed)
            KeepRootsContexts(thread, continueOnCapturedContext);
        return Park(ref scratch, Fence.Execution(thread), Fence.Synchronization(thread));
    }

    /// <summary>What a root does whose callee has not completed at once.</summary>
    /// <param name="answer">What the callee has answered.</param>
    /// <param name="scratch">What the callee was given.</param>
    /// <param name="kept">Where the root keeps its chain.</param>
    /// <param name="continueOnCapturedContext">Whether the root's await captures where it goes on.</param>
    /// <param name="expected">Where the root's method notes how large a chain it needs.</param>
    /// <param name="state">The state of the root's machine.</param>
    /// <param name="suspended">Its value while the root is suspended. It is set before the root is registered, since it may be running elsewhere then.</param>
    /// <returns>
    /// <see cref="Answer.Declined"/>: the ordinary call is due. <see cref="Answer.HandedBack"/>: <see cref="Handed.TakeHeld"/> has the task. Or as
    /// <see cref="Suspend(ref Chain?, ref Scratch, bool, ref int)"/>.
    /// </returns>
    /// <exception cref="Exception">What the callee has thrown.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Answer End(Answer answer, ref Scratch scratch, ref Chain? kept, bool continueOnCapturedContext, ref int expected, ref int state, int suspended) =>
        EndHere(answer, ref scratch, ref kept, continueOnCapturedContext, ref expected, ref state, suspended);

    /// <remarks>Inlined, so that what the callee has thrown goes through no frame more.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Answer EndHere(Answer answer, ref Scratch scratch, ref Chain? kept, bool continueOnCapturedContext, ref int expected, ref int state, int suspended)
    {
        scratch.End();
        switch (answer)
        {
            case Answer.Pending:
                state = suspended;
                return Suspend(ref kept, ref scratch, continueOnCapturedContext, ref expected);
            case Answer.Faulted:
                scratch.Throw(suspended);
                break;
            case Answer.HandedBack:
                Handed.Hold(ref scratch);
                break;
            case Answer.Unfenced:
                // The builder gives the contexts back.
                return Answer.Completed;
        }
        return answer;
    }

    /// <summary>As <see cref="End"/>, for a companion.</summary>
    /// <param name="answered">What the companion has returned.</param>
    /// <param name="scratch">As for <see cref="End"/>.</param>
    /// <param name="kept">As for <see cref="End"/>.</param>
    /// <param name="continueOnCapturedContext">As for <see cref="End"/>.</param>
    /// <param name="expected">As for <see cref="End"/>.</param>
    /// <param name="state">As for <see cref="End"/>.</param>
    /// <param name="suspended">As for <see cref="End"/>.</param>
    /// <exception cref="Exception">What the callee has thrown.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Answer EndCompanion(Type? answered, ref Scratch scratch, ref Chain? kept, bool continueOnCapturedContext, ref int expected, ref int state, int suspended) =>
        EndHere(Answered.IsPending(answered) ? Answer.Pending : Answered.Open(answered), ref scratch, ref kept, continueOnCapturedContext, ref expected, ref state, suspended);

    /// <summary>As <see cref="End"/>, where what the await captures is known only later: in the place of <see cref="Answer.Pending"/> it gives <see cref="Answer.Held"/>.</summary>
    /// <param name="answer">What the callee has answered.</param>
    /// <param name="scratch">What the callee was given.</param>
    /// <param name="kept">Where the root keeps its chain.</param>
    /// <param name="expected">Where the root's method notes how large a chain it needs.</param>
    /// <exception cref="Exception">What the callee has thrown.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Answer EndHeld(Answer answer, ref Scratch scratch, ref Chain? kept, ref int expected)
    {
        scratch.End();
        if (answer == Answer.Pending) return Hold(ref kept, ref scratch, ref expected);
        int state = 0;
        return End(answer, ref scratch, ref kept, false, ref expected, ref state, 0);
    }

    /// <summary>As <see cref="EndHeld"/>, for a companion.</summary>
    /// <param name="answered">What the companion has returned.</param>
    /// <param name="scratch">As for <see cref="EndHeld"/>.</param>
    /// <param name="kept">As for <see cref="EndHeld"/>.</param>
    /// <param name="expected">As for <see cref="EndHeld"/>.</param>
    /// <exception cref="Exception">What the callee has thrown.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Answer EndHeldCompanion(Type? answered, ref Scratch scratch, ref Chain? kept, ref int expected) => EndHeld(Answered.Open(answered), ref scratch, ref kept, ref expected);

    /// <summary>As <see cref="Suspend(ref Chain?, ref Scratch, bool, ref int)"/>, where what the await captures is known only later: the root calls <see cref="SuspendHeld"/> then.</summary>
    /// <param name="kept">Where the root keeps its chain.</param>
    /// <param name="scratch">What the callee was given.</param>
    /// <param name="expected">Where the root's method notes how large a chain it needs.</param>
    /// <returns><see cref="Answer.Held"/>.</returns>
    internal static Answer Hold(ref Chain? kept, ref Scratch scratch, ref int expected)
    {
        var chain = Keep(ref kept, ref scratch, ref expected);
        // Where the root fails before it calls, the chain is not given back with its frames.
        chain.phase = (int)Phase.Unregistered;
        // The builder is asked again: where its answer is noted, this is meanwhile.
        chain.Box = null;
        (chain.captured, chain.rootTarget) = (scratch.Carried, scratch.LeafSynchronization);
        return Answer.Held;
    }

    /// <summary>Suspends a root after <see cref="Hold"/>.</summary>
    /// <param name="chain">The root's chain.</param>
    /// <param name="continueOnCapturedContext">Whether the root's await captures where it goes on.</param>
    /// <returns>As <see cref="Suspend(ref Chain?, ref Scratch, bool, ref int)"/>.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Answer SuspendHeld(Chain chain, bool continueOnCapturedContext)
    {
        Scratch scratch = default;
        scratch.Begin(Thread.CurrentThread, chain);
        (scratch.Carried, scratch.LeafSynchronization) = (chain.captured, Unsafe.As<SynchronizationContext?>(chain.rootTarget));
        chain.captured = chain.rootTarget = null;
        return chain.Suspend(ref scratch, continueOnCapturedContext) ? Answer.Pending : Answer.Unregistered;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void KeepRootsContexts(Thread thread, bool continueOnCapturedContext)
    {
        rootTarget = continueOnCapturedContext ? Contexts.CaptureTarget(thread) : null;
        isRootSuppressed = ExecutionContext.IsFlowSuppressed();
    }

    /// <summary>The root's builder is asked by another of its awaits, and may capture something else.</summary>
    /// <param name="chain">The root's chain; null where it has none.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ForgetBuilder(Chain? chain)
    {
        if (chain is not null) chain.Box = chain.captured = null;
    }

    /// <summary>What the root's builder is to await.</summary>
    /// <param name="chain">The root's chain, which is suspended and not registered.</param>
    public static ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter Await(Chain chain) => chain.Await();

    ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter Await()
    {
        if (captured is Departure) return new ValueTask(this, 0).ConfigureAwait(false).GetAwaiter();
        var kind = Kind;
        bool isTask = captured is null && kind.IsTask && !isRootSuppressed && Unsafe.Add(ref Slots, innermost.Slot + Future.ContextsSlot) is var kept && kept is not Arrival && !Contexts.IsSuppressed(kept);
        if (!isTask) return new ValueTask(this, 0).ConfigureAwait(false).GetAwaiter();
        phase = (int)Phase.Awaited;
        return new ValueTask(Unsafe.As<Task>(Leaf)).ConfigureAwait(kind.ContinuesOnCapturedContext).GetAwaiter();
    }
}
