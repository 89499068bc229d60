using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;

namespace NextAbi;

/// <summary>
/// A suspended chain: the frames of its methods, innermost first. It resumes the frame that waits for the leaf, and then those that wait for it, one after the other; the
/// root's own box is run only when the root's callee has completed, or where the root's builder has to be asked.
/// </summary>
/// <remarks>On one thread at a time. A continuation that is called twice finds the chain not suspended.</remarks>
[StackTraceHidden]
public abstract class Chain : IValueTaskSource, IThreadPoolWorkItem
{
    enum Phase : byte
    {
        /// <summary>No frames. The outcome of the root's callee, where there is one, is in the first cells.</summary>
        Idle,

        /// <summary>Waits for the innermost frame's leaf, or for a hop.</summary>
        Suspended,

        /// <summary>Waits for a leaf with which only the root's builder can register.</summary>
        Unregistered,

        /// <summary>A larger chain has taken its place.</summary>
        Replaced,
    }

    static readonly Action<object?> Completed = static chain => Unsafe.As<Chain>(chain!).Continue();

    /// <summary>Runs a box: the framework's own delegate for it, which it knows when a source queues it.</summary>
    static Action<object?>? run;

    /// <summary>The root's box, once the builder has given it; in a pool the next chain; of a replaced chain the larger one.</summary>
    object? box;

    /// <summary>The execution context that the root's builder has captured for its box; until then the registrar of the leaf.</summary>
    object? captured;

    /// <summary>Where the root goes on: see <see cref="Contexts.CaptureTarget"/>.</summary>
    object? rootTarget;

    /// <summary>The end of the frames.</summary>
    internal Place Top;

    Place innermost;

    /// <summary>How many groups of frames there are behind the first.</summary>
    int groups;

    int phase;
    Answer outcome;
    bool isRootSuppressed;
    byte sizeClass;

    internal int SlotCount { get; private set; }

    internal int WordCount { get; private set; }

    internal void SetSize(int size, int slots, int words) => (sizeClass, SlotCount, WordCount) = ((byte)size, slots, words);

    internal ref object? Slots
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref sizeClass == ChainSizes.Classes ? ref MemoryMarshal.GetArrayDataReference(Unsafe.As<LargeChain>(this).SlotArray) : ref Unsafe.As<ChainSizes.Smallest, object?>(ref Unsafe.As<Chain<ChainSizes.Smallest>>(this).Cells);
    }

    internal ref long Words
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref sizeClass == ChainSizes.Classes ? ref MemoryMarshal.GetArrayDataReference(Unsafe.As<LargeChain>(this).WordArray) : ref Unsafe.As<object?, long>(ref Unsafe.Add(ref Slots, SlotCount));
    }

    /// <summary>Takes a chain with room for so much.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static Chain Rent(int slots, int words)
    {
        int size = ChainSizes.Class(slots, words);
        var pools = ChainPools.Current;
        if (size == ChainSizes.Classes || pools.First[size] is not { } first) return ChainSizes.Create(size, slots, words);
        pools.First[size] = Unsafe.As<Chain?>(first.box);
        pools.Count[size]--;
        first.box = null;
        return first;
    }

    /// <summary>Takes the place of a chain that has become too small.</summary>
    internal void Replace(Chain smaller, int slots, int words)
    {
        MemoryMarshal.CreateReadOnlySpan(ref smaller.Slots, slots).CopyTo(MemoryMarshal.CreateSpan(ref Slots, slots));
        MemoryMarshal.CreateReadOnlySpan(ref smaller.Words, words).CopyTo(MemoryMarshal.CreateSpan(ref Words, words));
        MemoryMarshal.CreateSpan(ref smaller.Slots, slots).Clear();
        (box, captured, rootTarget, Top, innermost, groups, phase, isRootSuppressed) =
            (smaller.box, smaller.captured, smaller.rootTarget, smaller.Top, smaller.innermost, smaller.groups, smaller.phase, smaller.isRootSuppressed);
        smaller.box = this;
        smaller.captured = smaller.rootTarget = null;
        smaller.phase = (int)Phase.Replaced;
    }

    /// <summary>The root's callee is pending, after a first run.</summary>
    /// <param name="kept">Where the root keeps its chain.</param>
    /// <param name="scratch">What the callee was given.</param>
    /// <param name="continueOnCapturedContext">Whether the root's await captures where it goes on.</param>
    /// <returns>Whether the chain is registered; otherwise the root's builder is to await it (see <see cref="Await"/>).</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Suspend(ref Chain? kept, ref Scratch scratch, bool continueOnCapturedContext)
    {
        var chain = scratch.Chain!;
        if (!ReferenceEquals(kept, chain)) kept = chain;
        chain.innermost = default;
        chain.Top = new(scratch.SlotTop, scratch.WordTop);
        chain.phase = (int)Phase.Suspended;
        var thread = scratch.Thread;
        if (Fence.Execution(thread) is not null || Fence.Synchronization(thread) is not null || !RunningTask.IsNone || chain.rootTarget is not null || chain.isRootSuppressed)
            chain.KeepRootsContexts(thread, continueOnCapturedContext);
        return chain.Park(ref scratch, Fence.Execution(thread), Fence.Synchronization(thread));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void KeepRootsContexts(Thread thread, bool continueOnCapturedContext)
    {
        rootTarget = continueOnCapturedContext ? Contexts.CaptureTarget(thread) : null;
        isRootSuppressed = ExecutionContext.IsFlowSuppressed();
    }

    /// <param name="scratch">What names the leaf.</param>
    /// <param name="own">The root's execution context.</param>
    /// <param name="synchronization">The root's SynchronizationContext.</param>
    bool Park(ref Scratch scratch, ExecutionContext? own, SynchronizationContext? synchronization)
    {
        if (HasBuildersBox(own) && TryRegister(ref scratch)) return true;
        phase = (int)Phase.Unregistered;
        box = null;
        captured = scratch.LeafSynchronization == synchronization ? scratch.Carried : new Elsewhere(Unsafe.As<Registrar?>(scratch.Carried), scratch.LeafSynchronization);
        return false;
    }

    /// <summary>A leaf that was awaited in another SynchronizationContext than the root's.</summary>
    sealed class Elsewhere(Registrar? registrar, SynchronizationContext? synchronization)
    {
        internal readonly Registrar? Registrar = registrar;
        internal readonly SynchronizationContext? Synchronization = synchronization;
    }

    /// <summary>Whether the builder has given its box, and would only capture again what it has captured for it.</summary>
    /// <param name="own">The root's execution context.</param>
    bool HasBuildersBox(ExecutionContext? own) => box is not null && !isRootSuppressed && ReferenceEquals(captured, own);

    /// <summary>The root's builder is asked by another of its awaits, and may capture something else.</summary>
    public static void ForgetBuilder(Chain? chain)
    {
        if (chain is not null) chain.box = null;
    }

    LeafKind Kind => LeafKind.From(Unsafe.Add(ref Words, innermost.Word + Future.HeaderWords));

    object Leaf => Unsafe.Add(ref Slots, innermost.Slot + Future.HeaderSlots)!;

    /// <summary>Registers without the root's builder, which has given its box.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool TryRegister(ref Scratch scratch)
    {
        if (scratch.Carried is not { } registrar) return TryRegisterOther(ref scratch);
        var thread = scratch.Thread;
        if (Unsafe.Add(ref Slots, innermost.Slot + 1) is null && Fence.Execution(thread) is null && Fence.Synchronization(thread) == scratch.LeafSynchronization) Unsafe.As<Registrar>(registrar).Register(Leaf, Kind, Completed, this);
        else RegisterUnder(Unsafe.As<Registrar>(registrar), ref scratch);
        return true;
    }

    /// <summary>An awaiter captures the contexts that it finds at registration.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    void RegisterUnder(Registrar registrar, ref Scratch scratch)
    {
        var thread = scratch.Thread;
        var (execution, synchronization) = (Fence.Execution(thread), Fence.Synchronization(thread));
        EnterLeafs(ref scratch);
        try
        {
            registrar.Register(Leaf, Kind, Completed, this);
        }
        finally
        {
            Fence.Restore(thread, execution, synchronization);
        }
    }

    void EnterLeafs(ref Scratch scratch) => Contexts.EnterForLeaf(Unsafe.Add(ref Slots, innermost.Slot + 1), scratch.LeafSynchronization, scratch.Thread);

    /// <summary>A task, a yield or a hop.</summary>
    bool TryRegisterOther(ref Scratch scratch)
    {
        var thread = scratch.Thread;
        ref object? kept = ref Unsafe.Add(ref Slots, innermost.Slot + 1);
        if (kept is Arrival arrival)
        {
            arrival.Departure.Hop(Completed, this, thread);
            return true;
        }
        var kind = Kind;
        bool isElsewhere = Fence.Synchronization(thread) != scratch.LeafSynchronization;
        if (kind.IsTask && !isElsewhere && !isRootSuppressed && !Contexts.IsSuppressed(kept)) return false;
        if (kind.IsYield && Contexts.IsNobodys(scratch.LeafSynchronization) && (RunningTask.IsNone || TaskScheduler.Current == TaskScheduler.Default))
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return true;
        }
        var (execution, synchronization) = (Fence.Execution(thread), Fence.Synchronization(thread));
        EnterLeafs(ref scratch);
        try
        {
            if (kind.IsTask) Unsafe.As<Task>(Leaf).ConfigureAwait(kind.ContinuesOnCapturedContext).GetAwaiter().UnsafeOnCompleted(Continue);
            else default(YieldAwaitable.YieldAwaiter).UnsafeOnCompleted(Continue);
        }
        finally
        {
            Fence.Restore(thread, execution, synchronization);
        }
        return true;
    }

    /// <summary>What the root's builder is to await.</summary>
    public ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter Await()
    {
        if (captured is Departure) return new ValueTask(this, 0).ConfigureAwait(false).GetAwaiter();
        var kind = Kind;
        bool isTask = captured is null && kind.IsTask && !isRootSuppressed && Unsafe.Add(ref Slots, innermost.Slot + 1) is var kept && kept is not Arrival && !Contexts.IsSuppressed(kept);
        if (!isTask) return new ValueTask(this, 0).ConfigureAwait(false).GetAwaiter();
        phase = (int)Phase.Suspended;
        return new ValueTask(Unsafe.As<Task>(Leaf)).ConfigureAwait(kind.ContinuesOnCapturedContext).GetAwaiter();
    }

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        run ??= continuation;
        var thread = Thread.CurrentThread;
        if (captured is Departure departure)
        {
            captured = Fence.Execution(thread);
            box = state;
            phase = (int)Phase.Idle;
            departure.Hop(continuation, state!, thread);
            return;
        }
        var scratch = new Scratch(thread, this);
        (scratch.Carried, scratch.LeafSynchronization) = captured is Elsewhere elsewhere ? (elsewhere.Registrar, elsewhere.Synchronization) : (captured, Fence.Synchronization(thread));
        captured = Fence.Execution(thread);
        box = state;
        phase = (int)Phase.Suspended;
        TryRegister(ref scratch);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => ValueTaskSourceStatus.Pending;

    void IValueTaskSource.GetResult(short token)
    {
    }

    void IThreadPoolWorkItem.Execute() => Continue();

    /// <summary>
    /// From now on the chain runs here. An interlocked exchange would cost a quarter of a suspension: a continuation that is called twice finds the chain running, and one that
    /// is called on two threads in the same instant ends the process (see <see cref="End"/>).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Begin(ref Completers completers)
    {
        if (phase != (int)Phase.Suspended) throw Twice();
        phase = completers.Ticket;
    }

    static InvalidOperationException Twice() => new("The continuation of a suspended async call was called twice, or late.");

    /// <summary>The chain has run here alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void End(ref Completers completers, Phase next)
    {
        if (phase != completers.Ticket) Environment.FailFast("The continuation of a suspended async call was called on two threads at once.");
        phase = (int)next;
    }

    /// <summary>What the innermost frame waits for has completed.</summary>
    void Continue()
    {
        var thread = Thread.CurrentThread;
        var completers = new Completers(thread);
        Begin(ref completers);
        var scratch = new Scratch(thread, this);
        bool completed = Run(ref scratch, ref completers);
        var chain = scratch.Chain!;
        if (completed)
        {
            bool leaves = completers.IsShared && chain.isRootSuppressed;
            if (chain.Finish(ref scratch)) run!(chain.box);
            if (leaves) return;
        }
        else if (chain.TryRegisterNext(ref scratch))
        {
            run!(chain.box);
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

    /// <summary>Keeps the outcome of the root's callee until the root takes it.</summary>
    /// <returns>Whether the root may go on here.</returns>
    bool Finish(ref Scratch scratch)
    {
        KeepOutcome(ref scratch);
        var thread = scratch.Thread;
        if (rootTarget is null && Fence.Synchronization(thread) is null && RunningTask.IsNone || Contexts.IsAt(rootTarget, thread)) return true;
        HopRoot();
        return false;
    }

    static void Post(SynchronizationContext synchronization, Action<object?> continuation, object state)
    {
        try
        {
            synchronization.Post(new SendOrPostCallback(continuation), state);
        }
        // A context is user code. The framework's continuation lets nobody see what it throws, and ends the process.
        catch (Exception exception)
        {
            Unhandled.Throw(exception);
        }
    }

    void KeepOutcome(ref Scratch scratch)
    {
        Top = default;
        outcome = scratch.Outcome;
        if (scratch.Carried is { } carried) Slots = carried;
        Words = scratch.CarriedWord;
    }

    void HopRoot() => HopTo(rootTarget, run!, box!);

    static void HopTo(object? target, Action<object?> continuation, object state)
    {
        switch (target)
        {
            case null:
                ThreadPool.UnsafeQueueUserWorkItem(continuation, state, preferLocal: true);
                break;
            case SchedulerTarget scheduler:
                scheduler.Go(continuation, state);
                break;
            case SynchronizationContext synchronization when ReferenceEquals(synchronization, SynchronizationContext.Current):
                // On a task scheduler of somebody's.
                RunningTask.Hide(continuation, state);
                break;
            case SynchronizationContext synchronization:
                RunningTask.Hide(_ => Post(synchronization, continuation, state), state);
                break;
        }
    }

    /// <summary>The root runs again at a scratch call.</summary>
    /// <returns>
    /// Completed: the outcome is in the scratch space. Pending: the chain is registered. Declined: the root's builder is to await it.
    /// </returns>
    public static Answer Resume(ref Chain kept, ref Scratch scratch)
    {
        var chain = kept;
        while (chain.phase == (int)Phase.Replaced) kept = chain = Unsafe.As<Chain>(chain.box!);
        switch ((Phase)chain.phase)
        {
            case Phase.Idle:
                scratch.Outcome = chain.outcome;
                ref object? carried = ref chain.Slots;
                scratch.Carried = carried;
                if (carried is not null) carried = null;
                scratch.CarriedWord = chain.Words;
                return Answer.Completed;
            case Phase.Unregistered:
                return Answer.Declined;
        }
        var thread = scratch.Thread;
        var execution = Fence.Execution(thread);
        var synchronization = Fence.Synchronization(thread);
        var completers = new Completers(thread);
        chain.Begin(ref completers);
        scratch = new(thread, chain);
        bool completed = chain.Run(ref scratch, ref completers);
        chain = kept = scratch.Chain!;
        if (completed)
        {
            if (Contexts.IsAt(chain.rootTarget, thread))
            {
                chain.Top = default;
                if (!chain.isRootSuppressed && Fence.Execution(thread) != execution) Fence.Set(execution);
                return Answer.Completed;
            }
            chain.KeepOutcome(ref scratch);
            bool knows = chain.HasBuildersBox(execution);
            if (knows) chain.HopRoot();
            else (chain.captured, chain.phase, chain.box) = (new Departure(chain.rootTarget, thread), (int)Phase.Unregistered, null);
            Fence.Exit(thread, execution, synchronization);
            return knows ? Answer.Pending : Answer.Declined;
        }
        bool isParked = chain.Park(ref scratch, execution, synchronization);
        Fence.Exit(thread, execution, synchronization);
        return isParked ? Answer.Pending : Answer.Declined;
    }

    /// <summary>
    /// The contexts of whoever has completed the leaf, to be given back. Frames that were suspended under suppressed flow go on in them, and what they change there stays,
    /// until one goes on in its own.
    /// </summary>
    ref struct Completers(Thread thread)
    {
        ExecutionContext? execution = Fence.Execution(thread);
        SynchronizationContext? synchronization = Fence.Synchronization(thread);

        internal bool IsShared;

        /// <summary>What no other thread has: where this is on its stack.</summary>
        internal unsafe int Ticket => (int)((nint)Unsafe.AsPointer(ref IsShared) >> 3) | int.MinValue;

        internal void Share(Thread thread)
        {
            if (!IsShared) return;
            execution = Fence.Execution(thread);
            synchronization = Fence.Synchronization(thread);
        }

        internal readonly void Exit(Thread thread) => Fence.Exit(thread, execution, synchronization);
    }

    /// <summary>Runs the innermost frame, and the frames that wait for it, one after the other.</summary>
    /// <returns>Whether the outermost has completed; its outcome is in the scratch space.</returns>
    bool Run(ref Scratch scratch, ref Completers completers)
    {
        var place = innermost;
        ref object? contexts = ref scratch.Slot(place, 1);
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
                    scratch.PushGroup(place, new(slotTop, wordTop));
                    scratch.Chain!.groups++;
                    place = new(slotTop, wordTop);
                }
                completers.Share(scratch.Thread);
                return scratch.Chain!.Stay(place, ref scratch, ref completers);
            }
            ref object? cell = ref scratch.Slot(place, 0);
            for (int i = 0; i < future.Slots; i++) Unsafe.Add(ref cell, i) = null;
            place = new(place.Slot + future.Slots, place.Word + future.Words);
            if (place.Slot == slotTop)
            {
                var chain = scratch.Chain!;
                if (chain.groups == 0)
                {
                    scratch.SlotTop = scratch.WordTop = 0;
                    completers.Share(scratch.Thread);
                    chain.End(ref completers, Phase.Idle);
                    return true;
                }
                chain.groups--;
                place = scratch.PopGroup();
            }
            contexts = ref scratch.Slot(place, 1);
            if (completers.IsShared)
            {
                completers.Share(scratch.Thread);
                completers.IsShared = Contexts.IsSuppressed(contexts);
            }
            if ((contexts is not null || Fence.Execution(scratch.Thread) is not null || Fence.Synchronization(scratch.Thread) is not null || !RunningTask.IsNone) && !TryEnter(ref contexts, ref scratch))
                return scratch.Chain!.Stay(place, ref scratch, ref completers);
        }
    }

    bool Stay(Place place, ref Scratch scratch, ref Completers completers)
    {
        innermost = place;
        Top = new(scratch.SlotTop, scratch.WordTop);
        End(ref completers, Phase.Suspended);
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
    static bool TryEnter(ref object? slot, ref Scratch scratch)
    {
        object? target = Contexts.TargetOf(slot);
        if (!Contexts.IsAt(target, scratch.Thread))
        {
            slot = new Arrival(slot, target, ref scratch);
            scratch.Carried = null;
            return false;
        }
        Contexts.Enter(slot, scratch.Thread);
        return true;
    }

    /// <summary>Gives the chain of a root back, which has completed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Return(ref Chain? chain)
    {
        if (chain is not null) ReturnToPool(ref chain);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void ReturnToPool(ref Chain? returned)
    {
        var chain = returned!;
        returned = null;
        chain.captured = chain.rootTarget = chain.box = null;
        chain.isRootSuppressed = false;
        var pools = ChainPools.Current;
        int size = chain.sizeClass;
        if (size == ChainSizes.Classes || pools.Count[size] >= ChainPools.Kept) return;
        chain.box = pools.First[size];
        pools.First[size] = chain;
        pools.Count[size]++;
    }

    /// <summary>What a frame's slot for contexts holds while it is on its way to where it goes on.</summary>
    sealed class Arrival(object? kept, object? target, ref Scratch scratch)
    {
        internal readonly object? Kept = kept, Carried = scratch.Carried;
        internal readonly Answer Outcome = scratch.Outcome;
        internal readonly long CarriedWord = scratch.CarriedWord;
        internal readonly Departure Departure = new(target, scratch.Thread);
    }

    /// <summary>A hop that is due.</summary>
    sealed class Departure(object? target, Thread thread)
    {
        ExecutionContext? execution = Fence.Execution(thread);
        SynchronizationContext? synchronization = Fence.Synchronization(thread);

        /// <summary>In the contexts that the callee has left: what is posted or queued to finds them.</summary>
        internal void Hop(Action<object?> continuation, object state, Thread thread)
        {
            var (current, currentSynchronization) = (Fence.Execution(thread), Fence.Synchronization(thread));
            Fence.Restore(thread, execution, synchronization);
            execution = null;
            synchronization = null;
            HopTo(target, continuation, state);
            Fence.Restore(thread, current, currentSynchronization);
        }
    }
}

sealed class ChainPools
{
    internal const int Kept = 64;

    [ThreadStatic]
    static ChainPools? current;

    internal readonly Chain?[] First = new Chain?[ChainSizes.Classes];
    internal readonly int[] Count = new int[ChainSizes.Classes];

    internal static ChainPools Current => current ??= new();
}
