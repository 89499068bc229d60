using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;

namespace Unboxed.CompilerServices;

// The chain of a room: of a call that an adapter makes for code that is not woven.
public abstract partial class Chain
{
    /// <summary>From now on the chain is a room's, which keeps it from call to call, and which a larger one is asked of.</summary>
    /// <param name="room">The room.</param>
    /// <param name="box">The box of the room's builder, where it has been made, and holds the default context.</param>
    internal void BelongTo(Room room, object? box)
    {
        // Mostly as the last call has left them, and the garbage collector has to be told of what is stored.
        if (!ReferenceEquals(Box, box)) Box = box;
        if (!ReferenceEquals(rootTarget, room)) rootTarget = room;
        isKept = true;
    }

    /// <summary>Whether it is an allocator's.</summary>
    bool IsOwned => sizeClass == ChainSizes.Classes && Unsafe.As<LargeChain>(this).HasOwner;

    /// <summary>A root has it before it is suspended.</summary>
    internal void BeKept() => isKept = true;

    /// <summary>As <see cref="Suspend(ref Chain?, ref Scratch, bool, ref int)"/>, of a room: it goes on wherever its callee completes, and whoever awaits its call has captured where that goes on.</summary>
    internal static Answer SuspendInRoom(ref Chain? kept, ref Scratch scratch, ref int expected, Room room, object? box)
    {
        var chain = Keep(ref kept, ref scratch, ref expected);
        // One that was taken when the call was suspended.
        if (chain.rootTarget is null) chain.BelongTo(room, box);
        chain.phase = (int)Phase.Suspended;
        var thread = scratch.Thread;
        var execution = Fence.Execution(thread);
        chain.isRootSuppressed = execution is not null && ExecutionContext.IsFlowSuppressed();
        return chain.Park(ref scratch, execution, Fence.Synchronization(thread)) ? Answer.Pending : Answer.Unregistered;
    }

    /// <summary>The root's callee has completed, and the root may go on here. A room does so as it is, in the contexts that the callee has left, and needs no box for it.</summary>
    /// <param name="thread">The current thread.</param>
    void GoOnWithRoot(Thread thread)
    {
        if (rootTarget is not Room room)
        {
            if (RunningTask.IsNone) RunRoot();
            else RunRootOutside();
            return;
        }
        room.Adopt(this);
        isAwaited = false;
        room.Complete(thread);
    }

    /// <summary>The room takes the chain that has taken the place of its own.</summary>
    internal static void Adopt(ref Chain? kept, Chain chain)
    {
        if (!ReferenceEquals(kept, chain)) KeepOther(ref kept, chain);
    }

    /// <summary>How the callee has ended.</summary>
    internal ValueTaskSourceStatus Status => (Answer)outcome == Answer.Completed ? ValueTaskSourceStatus.Succeeded
        // Whoever has taken the result meanwhile may have let go of it, and another call may have the cell.
        : Slots is ExceptionDispatchInfo { SourceException: OperationCanceledException } ? ValueTaskSourceStatus.Canceled : ValueTaskSourceStatus.Faulted;

    /// <summary>The room's call has ended.</summary>
    /// <returns>The builder's box for the next, where that holds the default context.</returns>
    internal object? Rest()
    {
        captured = null;
        if (!isRootSuppressed) return Box;
        isRootSuppressed = false;
        return Box = null;
    }

    /// <summary>Gives the chain of a room back, where it has one.</summary>
    /// <param name="chain">The chain; null afterwards.</param>
    /// <param name="room">The room.</param>
    internal static void Return(ref Chain? chain, Room room)
    {
        var given = chain;
        chain = null;
        given?.GiveBack(room);
    }

    /// <summary>An allocator of the user's has it from now on.</summary>
    internal void GiveAway() => Volatile.Write(ref phase, (int)Phase.Given);

    /// <summary>Takes it from an allocator of the user's.</summary>
    /// <returns>False: somebody has done so already.</returns>
    internal bool TryTakeOver() => Interlocked.CompareExchange(ref phase, (int)Phase.Idle, (int)Phase.Given) == (int)Phase.Given;

    /// <summary>An allocator that is shipped is to keep it.</summary>
    /// <returns>False: a call has it, or an allocator keeps it already. It may not be linked then, since a chain that waits has its root's box there.</returns>
    internal bool TryStore() => Interlocked.CompareExchange(ref phase, (int)Phase.Stored, (int)Phase.Given) == (int)Phase.Given;

    /// <summary>An allocator that is shipped gives it, which keeps it.</summary>
    internal void TakeFromStore() => GiveAway();
}
