using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

// What a root does when its callee goes on: it runs again, takes what its callee has given, and gives the chain back.
public abstract partial class Chain
{
    /// <summary>The root runs again at a scratch call.</summary>
    /// <param name="kept">Where the root keeps its chain, if it has one.</param>
    /// <returns>
    /// <see cref="Answer.Declined"/>: the root has waited for something else. <see cref="Answer.Completed"/>: <see cref="TakeResult"/> gives the outcome. Or the root is suspended again: <see cref="Answer.Pending"/> or
    /// <see cref="Answer.Unregistered"/>, as from <see cref="Suspend(ref Chain?, ref Scratch, bool, ref int)"/>.
    /// </returns>
    /// <exception cref="InvalidOperationException">The root has been resumed by something else than what it waits for, such as an awaiter that calls its continuation twice.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Answer Resume(ref Chain? kept)
    {
        if (!IsSuspended(kept)) return Answer.Declined;
        var chain = kept;
        if (chain.phase == (int)Phase.Replaced)
        {
            do chain = Unsafe.As<Chain>(chain.Box!);
            while (chain.phase == (int)Phase.Replaced);
            KeepOther(ref kept, chain);
        }
        switch ((Phase)chain.phase)
        {
            case Phase.Idle:
                chain.GoOn();
                return Answer.Completed;
            case Phase.Unregistered:
                return Answer.Unregistered;
            case Phase.Awaited:
                return chain.ResumeAtTask(ref kept);
            default:
                throw NotResumed();
        }
    }

    /// <summary>The task has completed that the root's builder has awaited for the chain.</summary>
    Answer ResumeAtTask(ref Chain? kept)
    {
        var thread = Thread.CurrentThread;
        var execution = Fence.Execution(thread);
        var synchronization = Fence.Synchronization(thread);
        var completers = new Completers(thread);
        Scratch scratch = default;
        bool completed = Run(Phase.Awaited, thread, ref scratch, ref completers);
        var chain = scratch.Chain!;
        if (!ReferenceEquals(kept, chain)) KeepOther(ref kept, chain);
        if (completed)
        {
            chain.KeepOutcome(ref scratch);
            bool isHere = chain.IsRootAt(thread);
            bool isRoom = chain.rootTarget is Room;
            // Outside of a task that runs, as the framework's continuations: that is the affair of a SynchronizationContext that runs what is posted in tasks. A room sees to it itself.
            if (isHere && (isRoom || (completers.Hidden is null && RunningTask.IsNone)))
            {
                ShowHidden(ref completers);
                chain.GoOn();
                if (!isRoom && !chain.isRootSuppressed && Fence.Execution(thread) != execution) Fence.Set(execution);
                return Answer.Completed;
            }
            bool knows = chain.HasBuildersBox(execution);
            object? target = isHere ? Hop.Here : chain.rootTarget;
            if (knows) chain.HopRoot(target);
            else (chain.captured, chain.phase, chain.Box) = (new Departure(target, thread), (int)Phase.Unregistered, null);
            Fence.Exit(thread, execution, synchronization);
            ShowHidden(ref completers);
            return knows ? Answer.Pending : Answer.Unregistered;
        }
        bool isParked = chain.Park(ref scratch, execution, synchronization);
        Fence.Exit(thread, execution, synchronization);
        ShowHidden(ref completers);
        return isParked ? Answer.Pending : Answer.Unregistered;
    }

    /// <summary>What the run of the frames has hidden is that of whoever has run the root.</summary>
    static void ShowHidden(ref Completers completers)
    {
        if (completers.Hidden is { } task) RunningTask.Show(task);
    }

    /// <summary>What the root's callee has given.</summary>
    /// <param name="chain">The root's chain.</param>
    /// <param name="site">See <see cref="Scratch.Throw"/>.</param>
    /// <exception cref="Exception">What the callee has thrown.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R TakeResult<R>(Chain chain, int site)
    {
        Scratch scratch = default;
        chain.TakeOutcome(ref scratch);
        return scratch.TakeResult<R>(site);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void TakeOutcome(ref Scratch scratch)
    {
        scratch.Outcome = (Answer)outcome;
        ref object? carried = ref Slots;
        scratch.Carried = carried;
        if (carried is not null) carried = null;
        scratch.CarriedWord = Words;
    }

    void KeepOutcome(ref Scratch scratch)
    {
        if (sizeClass == ChainSizes.Classes && Unsafe.As<LargeChain>(this).TakeProblem() is { } problem) Scratch.Fail(problem, ref scratch);
        Top = default;
        outcome = (byte)scratch.Outcome;
        if (scratch.Carried is { } carried) Slots = carried;
        Words = scratch.CarriedWord;
    }

    /// <summary>The root waits no longer: what it has captured is not to be kept while it waits for something else.</summary>
    void GoOn()
    {
        isAwaited = false;
        if (rootTarget is not null) rootTarget = null;
    }

    static InvalidOperationException NotResumed() => new("The continuation of another await of this async method was called twice, or late.");

    /// <summary>Gives the chain of a root back, where it has one, before the root completes.</summary>
    /// <param name="chain">The chain; null afterwards.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Return(ref Chain? chain)
    {
        if (chain is not null) Return(ref chain, chain);
    }

    /// <summary>As <see cref="Return(ref Chain?)"/>, of a root with a side stack.</summary>
    /// <param name="chain">The chain; null afterwards.</param>
    public static void ReturnFromSideStack(ref Chain? chain)
    {
        if (chain is null) return;
        chain.sideStackUnits = 0;
        Return(ref chain, chain);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Return(ref Chain? kept, Chain chain)
    {
        kept = null;
        // One that waits still, which only wrong code could bring about, must not become somebody else's.
        if (chain.phase == (int)Phase.Idle) chain.ReturnToPool();
    }
}
