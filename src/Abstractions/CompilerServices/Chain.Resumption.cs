using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

// The loop that resumes the frames.
public abstract partial class Chain
{
    void IThreadPoolWorkItem.Execute() => Continue();

    /// <summary>
    /// From now on the chain runs here. An interlocked exchange would cost a quarter of a suspension: a continuation that is called twice finds the chain running, and one that
    /// is called on two threads in the same instant ends the process (see <see cref="EndRun"/>).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void BeginRun(ref Completers completers, Phase due)
    {
        if (phase != (int)due) throw Twice();
        phase = completers.Ticket;
    }

    internal static InvalidOperationException Twice() => new("The continuation of a suspended async call was called twice, or late.");

    /// <summary>The chain has run here alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void EndRun(ref Completers completers, Phase next)
    {
        if (phase != completers.Ticket) Environment.FailFast("The continuation of a suspended async call was called on two threads at once.");
        phase = (int)next;
    }

    void ContinueAt(int due)
    {
        if (turn != due) throw Twice();
        Continue();
    }

    /// <summary>What the innermost frame waits for has completed.</summary>
    void Continue()
    {
        var thread = Thread.CurrentThread;
        var completers = new Completers(thread);
        Scratch scratch = default;
        bool completed = Run(Phase.Suspended, thread, ref scratch, ref completers);
        if (completers.Hidden is null) GoOn(completed, thread, ref scratch, ref completers);
        else GoOnOutside(completed, thread, ref scratch, ref completers);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void GoOnOutside(bool completed, Thread thread, ref Scratch scratch, ref Completers completers)
    {
        try
        {
            GoOn(completed, thread, ref scratch, ref completers);
        }
        finally
        {
            RunningTask.Show(completers.Hidden);
        }
    }

    /// <summary>What is due where the frames have run as far as they could.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void GoOn(bool completed, Thread thread, ref Scratch scratch, ref Completers completers)
    {
        var chain = scratch.Chain!;
        if (completed)
        {
            bool leaves = completers.IsShared && (chain.isRootSuppressed || chain.rootTarget is Room);
            if (chain.Finish(ref scratch)) chain.GoOnWithRoot(thread);
            if (leaves) return;
        }
        else if (chain.TryRegisterNext(ref scratch))
        {
            chain.RunRoot();
        }
        completers.Exit(thread);
    }

    /// <returns>Whether only the root's builder can register.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool TryRegisterNext(ref Scratch scratch)
    {
        if (TryRegister(ref scratch)) return false;
        // A task.
        captured = null;
        phase = (int)Phase.Unregistered;
        return true;
    }

    void RunRoot() => RootBox.Run(Box!);

    /// <summary>The root's callee has completed in a task, and has only one frame.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    void RunRootOutside() => RunningTask.Hide(static chain => Unsafe.As<Chain>(chain!).RunRoot(), this);

    /// <summary>Keeps the outcome of the root's callee until the root takes it.</summary>
    /// <returns>Whether the root may go on here.</returns>
    bool Finish(ref Scratch scratch)
    {
        KeepOutcome(ref scratch);
        var thread = scratch.Thread;
        if (rootTarget is null && Fence.Synchronization(thread) is null && RunningTask.IsNone || IsRootAt(thread)) return true;
        HopRoot(rootTarget);
        return false;
    }

    bool IsRootAt(Thread thread) => rootTarget is Room || Contexts.IsAt(rootTarget, thread);

    void HopRoot(object? target) => Hop.To(target, RootBox.RunnerOf(Box!), Box!);

    /// <param name="due">In which phase the chain has to be.</param>
    /// <param name="thread">The current thread.</param>
    /// <param name="scratch">Where it is until this ends; what is left in it is for the caller.</param>
    /// <param name="completers">The contexts to give back.</param>
    /// <returns>As the other.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool Run(Phase due, Thread thread, ref Scratch scratch, ref Completers completers)
    {
        BeginRun(ref completers, due);
        scratch.Begin(thread, this);
        bool completed = Run(ref scratch, ref completers);
        scratch.End();
        return completed;
    }

    /// <summary>Runs the innermost frame, and the frames that wait for it, one after the other.</summary>
    /// <returns>Whether the outermost has completed; its outcome is in the scratch space.</returns>
    bool Run(ref Scratch scratch, ref Completers completers)
    {
        var place = innermost;
        ref object? contexts = ref scratch.Slot(place, Future.ContextsSlot);
        if (contexts is not null) completers.IsShared = EnterFirst(ref contexts, ref scratch);
        else if (Fence.Execution(scratch.Thread) is not null) Fence.Set(null);
        while (true)
        {
            var (slotTop, wordTop) = (scratch.SlotTop, scratch.WordTop);
            var future = Unsafe.As<Future>(scratch.Slot(place, 0)!);
            var answer = future.Resume(ref scratch, place, (int)scratch.Word(place, 0));
            if (answer == Answer.Pending)
            {
                if (scratch.SlotTop != slotTop)
                {
                    scratch.PushGroup(place, Places.At(slotTop, wordTop));
                    place = Places.At(slotTop, wordTop);
                }
                completers.Share(scratch.Thread);
                return scratch.Chain!.Stay(place, ref scratch, ref completers);
            }
            ref object? cell = ref scratch.Slot(place, 0);
            for (int i = 0; i < future.Slots; i++) Unsafe.Add(ref cell, i) = null;
            place = Places.At(place.Slot + future.Slots, place.Word + future.Words);
            if (place.Slot == slotTop)
            {
                // Behind the frames of a callee's group there are two words more.
                if (place.Word == wordTop)
                {
                    scratch.SlotTop = scratch.WordTop = 0;
                    completers.Share(scratch.Thread);
                    scratch.Chain!.EndRun(ref completers, Phase.Idle);
                    return true;
                }
                place = scratch.PopGroup();
            }
            contexts = ref scratch.Slot(place, Future.ContextsSlot);
            if (completers.IsShared)
            {
                completers.Share(scratch.Thread);
                completers.IsShared = Contexts.IsSuppressed(contexts);
            }
            if ((contexts is not null || Fence.Execution(scratch.Thread) is not null || Fence.Synchronization(scratch.Thread) is not null || !RunningTask.IsNone) && !TryEnter(ref contexts, ref scratch, ref completers))
                return scratch.Chain!.Stay(place, ref scratch, ref completers);
        }
    }

    bool Stay(Place place, ref Scratch scratch, ref Completers completers)
    {
        innermost = place;
        Top = Places.At(scratch.SlotTop, scratch.WordTop);
        EndRun(ref completers, Phase.Suspended);
        return false;
    }

    /// <summary>Enters the contexts of a frame whose leaf has completed, or that has arrived where it goes on.</summary>
    /// <returns>Whether it shares those of whoever has completed its leaf.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    static bool EnterFirst(ref object? slot, ref Scratch scratch)
    {
        var kept = slot;
        if (kept is Arrival arrival)
        {
            scratch.Outcome = arrival.Outcome;
            scratch.Carried = arrival.Carried;
            scratch.CarriedWord = arrival.CarriedWord;
            slot = kept = arrival.Kept;
        }
        Contexts.Enter(kept, scratch.Thread);
        return Contexts.IsSuppressed(kept);
    }

    /// <summary>Enters the contexts of a frame whose callee has completed.</summary>
    /// <returns>False: it may not go on here; its outcome waits in its place.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    static bool TryEnter(ref object? slot, ref Scratch scratch, ref Completers completers)
    {
        object? target = Contexts.TargetOf(slot);
        if (!Contexts.IsAt(target, scratch.Thread))
        {
            slot = new Arrival(slot, target, ref scratch);
            scratch.Carried = null;
            return false;
        }
        if (!RunningTask.IsNone) completers.Hidden = RunningTask.Hide();
        Contexts.Enter(slot, scratch.Thread);
        return true;
    }
}
