using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>
/// In which contexts a frame goes on. Its slot holds null for the default execution context and nobody's SynchronizationContext and scheduler; an execution context; the
/// sign of suppressed flow; or one of these.
/// </summary>
/// <param name="execution">What the slot would hold otherwise.</param>
/// <param name="target">A SynchronizationContext or a <see cref="SchedulerTarget"/>.</param>
[StackTraceHidden]
sealed class Contexts(object? execution, object target)
{
    internal readonly object? Execution = execution;
    internal readonly object Target = target;

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Keep(ref object? slot, Thread thread, bool withTarget)
    {
        object? execution = ExecutionContext.IsFlowSuppressed() ? new Suppressed(Fence.Execution(thread)) : Fence.Execution(thread);
        object? target = withTarget ? CaptureTarget(thread) : null;
        object? kept = target is null ? execution : new Contexts(execution, target);
        if (!ReferenceEquals(slot, kept)) slot = kept;
    }

    /// <summary>What an await captures here; null for none.</summary>
    internal static object? CaptureTarget(Thread thread, bool flows = false)
    {
        var synchronization = Fence.Synchronization(thread);
        if (!IsNobodys(synchronization)) return synchronization;
        return RunningTask.Scheduler is null ? null : new SchedulerTarget(flows);
    }

    internal static object? TargetOf(object? kept) => (kept as Contexts)?.Target;

    /// <summary>Whether a frame whose await captured the target may go on here: the rules of the framework's continuations.</summary>
    internal static bool IsAt(object? target, Thread thread)
    {
        var synchronization = Fence.Synchronization(thread);
        return (target is null ? IsNobodys(synchronization) : ReferenceEquals(target, synchronization)) && RunningTask.Scheduler is null;
    }

    /// <summary>Enters the execution context of a frame.</summary>
    internal static void Enter(object? kept, Thread thread)
    {
        object? execution = ExecutionOf(kept);
        if (execution is Suppressed) return;
        var own = Unsafe.As<ExecutionContext?>(execution);
        if (!ReferenceEquals(own, Fence.Execution(thread))) Fence.Set(own);
    }

    static object? ExecutionOf(object? kept) => kept is Contexts contexts ? contexts.Execution : kept;

    internal static bool IsSuppressed(object? kept) => ExecutionOf(kept) is Suppressed;

    /// <summary>Enters the contexts in which a frame was suspended, for what it waits for.</summary>
    internal static void EnterForLeaf(object? kept, SynchronizationContext? synchronization, Thread thread)
    {
        if (ExecutionOf(kept) is Suppressed suppressed) Fence.Set(suppressed.Take());
        else Enter(kept, thread);
        if (Fence.Synchronization(thread) != synchronization) SynchronizationContext.SetSynchronizationContext(synchronization);
    }

    /// <summary>What a frame keeps that was suspended under suppressed flow: it goes on in the execution context that it finds.</summary>
    sealed class Suppressed(ExecutionContext? execution)
    {
        ExecutionContext? execution = execution;

        /// <summary>The context in which it was suspended, once.</summary>
        internal ExecutionContext? Take()
        {
            var taken = execution;
            execution = null;
            return taken;
        }
    }

    internal static bool IsNobodys(SynchronizationContext? synchronization) => synchronization is null || synchronization.GetType() == typeof(SynchronizationContext);
}
