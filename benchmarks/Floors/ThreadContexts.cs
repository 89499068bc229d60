using System.Runtime.CompilerServices;

namespace Benchmarks.Floors;

/// <summary>The contexts of a thread, by the fields that the framework's builders read.</summary>
static class ThreadContexts
{
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_executionContext")]
    public static extern ref ExecutionContext? Execution(Thread thread);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_synchronizationContext")]
    public static extern ref SynchronizationContext? Synchronization(Thread thread);

    /// <summary>Gives them back.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Restore(Thread thread, ExecutionContext? execution, SynchronizationContext? synchronization)
    {
        if (Synchronization(thread) != synchronization) SynchronizationContext.SetSynchronizationContext(synchronization);
        if (Execution(thread) != execution && execution is not null) ExecutionContext.Restore(execution);
    }
}
