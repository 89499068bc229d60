using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
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
public abstract class Chain : Pooled, IValueTaskSource, IThreadPoolWorkItem
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
    }

    /// <summary>
    /// How many continuations take turns, so that one that is called again later is told from the one that is due. They are the same for all chains: the state says whose
    /// continuation it is.
    /// </summary>
    const int Turns = 64;

    static readonly Action<object?>[] Continuations = [.. Enumerable.Range(0, Turns).Select(ContinuationOf)];

    /// <summary>Runs a box: the framework's own delegate for it, which it knows when a source queues it.</summary>
    static readonly Action<object?> run = BoxRunner.Find();

    /// <summary>The root's box, once the builder has given it; in a pool the next chain; of a replaced chain the larger one.</summary>
    ref object? Box => ref Link;

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

    private protected Chain()
    {
    }

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

    /// <summary>A size of chains, in one number.</summary>
    /// <param name="slots">Reference slots.</param>
    /// <param name="words">8-byte words.</param>
    internal static int Size(int slots, int words) => Math.Min(slots, 0xFFFF) | Math.Min(words, 0x7FFF) << 16;

    internal static int SlotsOf(int size) => size & 0xFFFF;

    internal static int WordsOf(int size) => size >> 16;

    /// <summary>Takes a chain with room for so much.</summary>
    internal static Chain Rent(int slots, int words)
    {
        int size = ChainSizes.Class(slots, words);
        return size < ChainSizes.Classes && ChainSizes.Pools[size].Rent() is { } pooled ? Unsafe.As<Chain>(pooled) : ChainSizes.Create(size, slots, words);
    }

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
        (Box, captured, rootTarget, Top, innermost, groups, phase, isRootSuppressed, isAwaited, isKept) =
            (smaller.Box, smaller.captured, smaller.rootTarget, smaller.Top, smaller.innermost, smaller.groups, smaller.phase, smaller.isRootSuppressed, smaller.isAwaited, true);
        smaller.Box = this;
        smaller.captured = smaller.rootTarget = null;
        smaller.phase = (int)Phase.Replaced;
    }

    /// <summary>Whether the root waits for its callee, and not at another of its awaits.</summary>
    /// <param name="chain">The root's chain; null where it has none.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSuspended(Chain? chain) => chain is not null && chain.isAwaited;

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
            if (kept is null && expected != size) expected = size;
            KeepOther(ref kept, chain);
        }
        chain.innermost = default;
        chain.Top = new(scratch.SlotTop, scratch.WordTop);
        chain.isAwaited = true;
        return chain;
    }

    static void KeepOther(ref Chain? kept, Chain chain)
    {
        for (var replaced = kept; replaced is not null && !ReferenceEquals(replaced, chain);)
        {
            var next = Unsafe.As<Chain?>(replaced.Box);
            replaced.ReturnToPool();
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
    public static Answer End(Answer answer, ref Scratch scratch, ref Chain? kept, bool continueOnCapturedContext, ref int expected, ref int state, int suspended)
    {
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
        }
        return answer;
    }

    /// <summary>As <see cref="End"/>, where what the await captures is known only later: in the place of <see cref="Answer.Pending"/> it gives <see cref="Answer.Held"/>.</summary>
    /// <param name="answer">What the callee has answered.</param>
    /// <param name="scratch">What the callee was given.</param>
    /// <param name="kept">Where the root keeps its chain.</param>
    /// <param name="expected">Where the root's method notes how large a chain it needs.</param>
    /// <exception cref="Exception">What the callee has thrown.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Answer EndHeld(Answer answer, ref Scratch scratch, ref Chain? kept, ref int expected)
    {
        if (answer == Answer.Pending) return Hold(ref kept, ref scratch, ref expected);
        int state = 0;
        return End(answer, ref scratch, ref kept, false, ref expected, ref state, 0);
    }

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

    /// <param name="scratch">What names the leaf.</param>
    /// <param name="own">The root's execution context.</param>
    /// <param name="synchronization">The root's SynchronizationContext.</param>
    bool Park(ref Scratch scratch, ExecutionContext? own, SynchronizationContext? synchronization)
    {
        if (HasBuildersBox(own) && TryRegister(ref scratch)) return true;
        phase = (int)Phase.Unregistered;
        Box = null;
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
    bool HasBuildersBox(ExecutionContext? own) => Box is not null && !isRootSuppressed && ReferenceEquals(captured, own);

    /// <summary>The root's builder is asked by another of its awaits, and may capture something else.</summary>
    /// <param name="chain">The root's chain; null where it has none.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ForgetBuilder(Chain? chain)
    {
        if (chain is not null) chain.Box = chain.captured = null;
    }

    /// <summary>A box of the framework's runs by its own delegate; what another builder gives is kept together.</summary>
    static object Wrapped(Action<object?> continuation, object state) => ReferenceEquals(run, continuation) ? state : new ForeignBox(continuation, state);

    /// <summary>Is awaited by the framework's builder once, and so is given its delegate.</summary>
    sealed class BoxRunner : IValueTaskSource
    {
        Action<object?>? continuation;

        internal static Action<object?> Find()
        {
            var runner = new BoxRunner();
            _ = runner.AwaitAsync();
            return runner.continuation!;
        }

        async Task AwaitAsync() => await new ValueTask(this, 0).ConfigureAwait(false);

        void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => this.continuation = continuation;

        ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => ValueTaskSourceStatus.Pending;

        void IValueTaskSource.GetResult(short token)
        {
        }
    }

    sealed class ForeignBox(Action<object?> continuation, object state)
    {
        internal void Run() => continuation(state);
    }

    static readonly Action<object?> RunForeign = static box => Unsafe.As<ForeignBox>(box!).Run();

    /// <summary>What runs a root's box.</summary>
    static Action<object?> RunnerOf(object box) => box is ForeignBox ? RunForeign : run;

    LeafKind Kind => LeafKind.From(Unsafe.Add(ref Words, innermost.Word));

    object Leaf => Unsafe.Add(ref Slots, innermost.Slot + Future.LeafSlot)!;

    /// <summary>Registers without the root's builder, which has given its box.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool TryRegister(ref Scratch scratch)
    {
        if (scratch.Carried is not { } registrar) return TryRegisterOther(ref scratch);
        var thread = scratch.Thread;
        if (Unsafe.Add(ref Slots, innermost.Slot + Future.ContextsSlot) is null && Fence.Execution(thread) is null && Fence.Synchronization(thread) == scratch.LeafSynchronization) Unsafe.As<Registrar>(registrar).Register(Leaf, Kind, NextTurn(), this);
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
            registrar.Register(Leaf, Kind, NextTurn(), this);
        }
        finally
        {
            Fence.Restore(thread, execution, synchronization);
        }
    }

    void EnterLeafs(ref Scratch scratch) => Contexts.EnterForLeaf(Unsafe.Add(ref Slots, innermost.Slot + Future.ContextsSlot), scratch.LeafSynchronization, scratch.Thread);

    /// <summary>A task, a yield or a hop.</summary>
    bool TryRegisterOther(ref Scratch scratch)
    {
        var thread = scratch.Thread;
        ref object? kept = ref Unsafe.Add(ref Slots, innermost.Slot + Future.ContextsSlot);
        if (kept is Arrival arrival)
        {
            arrival.Departure.Hop(NextTurn(), this, thread);
            return true;
        }
        var kind = Kind;
        bool isElsewhere = Fence.Synchronization(thread) != scratch.LeafSynchronization;
        if (kind.IsTask && !isElsewhere && !isRootSuppressed && !Contexts.IsSuppressed(kept)) return false;
        if (kind.IsYield && Contexts.IsNobodys(scratch.LeafSynchronization) && RunningTask.Scheduler is null)
        {
            NextTurn();
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return true;
        }
        var (execution, synchronization) = (Fence.Execution(thread), Fence.Synchronization(thread));
        EnterLeafs(ref scratch);
        try
        {
            if (kind.IsTask) Unsafe.As<Task>(Leaf).ConfigureAwait(kind.ContinuesOnCapturedContext).GetAwaiter().UnsafeOnCompleted(new OneCall(NextTurn(), this).Run);
            else Yield(new OneCall(NextTurn(), this).Run);
        }
        finally
        {
            Fence.Restore(thread, execution, synchronization);
        }
        return true;
    }

    static void Yield(Action continuation)
    {
        try
        {
            default(YieldAwaitable.YieldAwaiter).UnsafeOnCompleted(continuation);
        }
        // Contexts and schedulers are user code, which is called here. What they throw, the framework's builders let nobody see, and end the process.
        catch (Exception exception)
        {
            Unhandled.Throw(exception);
        }
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

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        var thread = Thread.CurrentThread;
        if (captured is Departure departure)
        {
            captured = Fence.Execution(thread);
            Box = Wrapped(continuation, state!);
            phase = (int)Phase.Idle;
            departure.Hop(RunnerOf(Box), Box, thread);
            return;
        }
        Scratch scratch = default;
        scratch.Begin(thread, this);
        (scratch.Carried, scratch.LeafSynchronization) = captured is Elsewhere elsewhere ? (elsewhere.Registrar, elsewhere.Synchronization) : (captured, Fence.Synchronization(thread));
        captured = Fence.Execution(thread);
        Box = Wrapped(continuation, state!);
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

    static Action<object?> ContinuationOf(int turn) => chain => Unsafe.As<Chain>(chain!).ContinueAt(turn);

    /// <summary>The continuation that is due from now on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Action<object?> NextTurn() => Continuations[turn = (byte)((turn + 1) & (Turns - 1))];

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
        BeginRun(ref completers, Phase.Suspended);
        Scratch scratch = default;
        scratch.Begin(thread, this);
        bool completed = Run(ref scratch, ref completers);
        scratch.End();
        var chain = scratch.Chain!;
        if (completed)
        {
            bool leaves = completers.IsShared && chain.isRootSuppressed;
            if (chain.Finish(ref scratch)) chain.RunRoot();
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

    void RunRoot()
    {
        object box = Box!;
        RunnerOf(box)(box);
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

    // Apart, so that what the delegate needs is allocated for a post alone.
    static void PostTo(SynchronizationContext synchronization, Action<object?> continuation, object state) => RunningTask.Hide(_ => Post(synchronization, continuation, state), state);

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
        outcome = (byte)scratch.Outcome;
        if (scratch.Carried is { } carried) Slots = carried;
        Words = scratch.CarriedWord;
    }

    void HopRoot() => HopTo(rootTarget, RunnerOf(Box!), Box!);

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
                PostTo(synchronization, continuation, state);
                break;
        }
    }

    /// <summary>The root runs again at a scratch call.</summary>
    /// <param name="kept">Where the root keeps its chain.</param>
    /// <returns>
    /// <see cref="Answer.Completed"/>: <see cref="TakeResult"/> gives the outcome. Or the root is suspended again: <see cref="Answer.Pending"/> or
    /// <see cref="Answer.Unregistered"/>, as from <see cref="Suspend(ref Chain?, ref Scratch, bool, ref int)"/>.
    /// </returns>
    /// <exception cref="InvalidOperationException">The root has been resumed by something else than what it waits for, such as an awaiter that calls its continuation twice.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Answer Resume(ref Chain kept)
    {
        var chain = kept;
        if (chain.phase == (int)Phase.Replaced)
        {
            do chain = Unsafe.As<Chain>(chain.Box!);
            while (chain.phase == (int)Phase.Replaced);
            KeepOther(ref kept!, chain);
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
    Answer ResumeAtTask(ref Chain kept)
    {
        var thread = Thread.CurrentThread;
        var execution = Fence.Execution(thread);
        var synchronization = Fence.Synchronization(thread);
        var completers = new Completers(thread);
        BeginRun(ref completers, Phase.Awaited);
        Scratch scratch = default;
        scratch.Begin(thread, this);
        bool completed = Run(ref scratch, ref completers);
        scratch.End();
        var chain = scratch.Chain!;
        if (!ReferenceEquals(kept, chain)) KeepOther(ref kept!, chain);
        if (completed)
        {
            chain.KeepOutcome(ref scratch);
            if (Contexts.IsAt(chain.rootTarget, thread))
            {
                chain.GoOn();
                if (!chain.isRootSuppressed && Fence.Execution(thread) != execution) Fence.Set(execution);
                return Answer.Completed;
            }
            bool knows = chain.HasBuildersBox(execution);
            if (knows) chain.HopRoot();
            else (chain.captured, chain.phase, chain.Box) = (new Departure(chain.rootTarget, thread), (int)Phase.Unregistered, null);
            Fence.Exit(thread, execution, synchronization);
            return knows ? Answer.Pending : Answer.Unregistered;
        }
        bool isParked = chain.Park(ref scratch, execution, synchronization);
        Fence.Exit(thread, execution, synchronization);
        return isParked ? Answer.Pending : Answer.Unregistered;
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
    void TakeOutcome(ref Scratch scratch)
    {
        scratch.Outcome = (Answer)outcome;
        ref object? carried = ref Slots;
        scratch.Carried = carried;
        if (carried is not null) carried = null;
        scratch.CarriedWord = Words;
    }

    /// <summary>The root waits no longer: what it has captured is not to be kept while it waits for something else.</summary>
    void GoOn()
    {
        isAwaited = false;
        if (rootTarget is not null) rootTarget = null;
    }

    static InvalidOperationException NotResumed() => new("The continuation of another await of this async method was called twice, or late.");

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
        [UnscopedRef]
        internal int Ticket => (int)(Unsafe.ByteOffset(ref Unsafe.NullRef<bool>(), ref IsShared) >> 3) | int.MinValue;

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
                    chain.EndRun(ref completers, Phase.Idle);
                    return true;
                }
                chain.groups--;
                place = scratch.PopGroup();
            }
            contexts = ref scratch.Slot(place, Future.ContextsSlot);
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

    /// <summary>Gives the chain of a root back, where it has one, before the root completes.</summary>
    /// <param name="chain">The chain; null afterwards.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Return(ref Chain? chain)
    {
        if (chain is not null) Return(ref chain, chain);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Return(ref Chain? kept, Chain chain)
    {
        kept = null;
        // One that waits still, which only wrong code could bring about, must not become somebody else's.
        if (chain.phase == (int)Phase.Idle) chain.ReturnToPool();
    }

    /// <summary>Nothing is kept in it, and nobody has it.</summary>
    void ReturnToPool()
    {
        Box = captured = rootTarget = null;
        Top = innermost = default;
        groups = 0;
        phase = (int)Phase.Idle;
        isRootSuppressed = isAwaited = isKept = false;
        Debug.Assert(IsEmpty, "a chain that is given back holds a reference");
        if (sizeClass < ChainSizes.Classes) ChainSizes.Pools[sizeClass].Return(this);
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
