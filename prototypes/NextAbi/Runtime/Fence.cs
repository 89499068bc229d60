using System.Runtime.CompilerServices;

namespace NextAbi;

/// <summary>The contexts of the current thread.</summary>
public static class Fence
{
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_executionContext")]
    static extern ref ExecutionContext? ExecutionField(Thread thread);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_synchronizationContext")]
    static extern ref SynchronizationContext? SynchronizationField(Thread thread);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ExecutionContext? Execution(Thread thread) => ExecutionField(thread);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SynchronizationContext? Synchronization(Thread thread) => SynchronizationField(thread);

    /// <summary>Gives the thread back what it had.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Exit(Thread thread, ExecutionContext? execution, SynchronizationContext? synchronization)
    {
        if (ExecutionField(thread) != execution || SynchronizationField(thread) != synchronization) Restore(thread, execution, synchronization);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Restore(Thread thread, ExecutionContext? execution, SynchronizationContext? synchronization)
    {
        if (SynchronizationField(thread) != synchronization) SynchronizationContext.SetSynchronizationContext(synchronization);
        if (ExecutionField(thread) != execution) Set(execution);
    }

    /// <summary>Enters an execution context. Runs the handlers of AsyncLocal values that change: user code.</summary>
    internal static void Set(ExecutionContext? execution) => ExecutionContext.Restore(execution ?? Default);

    static ExecutionContext? defaultContext;

    static ExecutionContext Default => defaultContext ??= Capture();

    static ExecutionContext Capture()
    {
        ref var field = ref ExecutionField(Thread.CurrentThread);
        var current = field;
        field = null;
        var captured = ExecutionContext.Capture();
        field = current;
        return captured!;
    }
}
