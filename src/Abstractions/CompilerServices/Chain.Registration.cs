using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Unboxed.CompilerServices;

// How the chain waits for its leaf, itself or by the root's builder.
public abstract partial class Chain
{
    /// <summary>
    /// How many continuations take turns, so that one that is called again later is told from the one that is due. They are the same for all chains: the state says whose
    /// continuation it is.
    /// </summary>
    const int Turns = 64;

    static readonly Action<object?>[] Continuations = [.. Enumerable.Range(0, Turns).Select(ContinuationOf)];

    static Action<object?> ContinuationOf(int turn) => chain => Unsafe.As<Chain>(chain!).ContinueAt(turn);

    /// <summary>The continuation that is due from now on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Action<object?> NextTurn() => Continuations[turn = (byte)((turn + 1) & (Turns - 1))];

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
            arrival.Departure.Go(NextTurn(), this, thread);
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

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        var thread = Thread.CurrentThread;
        if (captured is Departure departure)
        {
            captured = Fence.Execution(thread);
            Box = RootBox.Of(continuation, state!);
            phase = (int)Phase.Idle;
            departure.Go(RootBox.RunnerOf(Box), Box, thread);
            return;
        }
        Scratch scratch = default;
        scratch.Begin(thread, this);
        (scratch.Carried, scratch.LeafSynchronization) = captured is Elsewhere elsewhere ? (elsewhere.Registrar, elsewhere.Synchronization) : (captured, Fence.Synchronization(thread));
        captured = Fence.Execution(thread);
        Box = RootBox.Of(continuation, state!);
        phase = (int)Phase.Suspended;
        TryRegister(ref scratch);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => ValueTaskSourceStatus.Pending;

    void IValueTaskSource.GetResult(short token)
    {
    }
}
