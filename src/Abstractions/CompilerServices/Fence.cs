using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>
/// Keeps a callee's changes of the execution and synchronization contexts from its caller, as the framework's async method
/// builders do. Both are fields of the current thread, which is passed down the chain, so that a fence costs two loads and two compares.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[StackTraceHidden]
public static class Fence
{
    const string ExecutionName = "_executionContext", SynchronizationName = "_synchronizationContext";

    static ExecutionContext? defaultContext;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = ExecutionName)]
    static extern ref ExecutionContext? ExecutionField(Thread thread);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = SynchronizationName)]
    static extern ref SynchronizationContext? SynchronizationField(Thread thread);

    /// <summary>The execution context of the thread; null is the default one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ExecutionContext? Execution(ref Scratch scratch) => ExecutionField(scratch.Thread);

    /// <summary>The synchronization context of the thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SynchronizationContext? Synchronization(ref Scratch scratch) => SynchronizationField(scratch.Thread);

    /// <summary>Gives the thread back the contexts that it had when they were kept.</summary>
    /// <param name="scratch">The scratch space.</param>
    /// <param name="execution">What <see cref="Execution(ref Scratch)"/> has given.</param>
    /// <param name="synchronization">What <see cref="Synchronization(ref Scratch)"/> has given.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Exit(ref Scratch scratch, ExecutionContext? execution, SynchronizationContext? synchronization) => Exit(scratch.Thread, execution, synchronization);

    /// <summary>What a method answers that keeps no contexts apart, where its callee has answered this. Of other answers than that it has completed, its caller expects the contexts to be others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Answer Without(Answer answer) => answer == Answer.Completed ? Answer.Unfenced : answer;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ExecutionContext? Execution(Thread thread) => ExecutionField(thread);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static SynchronizationContext? Synchronization(Thread thread) => SynchronizationField(thread);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Exit(Thread thread, ExecutionContext? execution, SynchronizationContext? synchronization)
    {
        if (ExecutionField(thread) != execution || SynchronizationField(thread) != synchronization) Restore(thread, execution, synchronization);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Restore(Thread thread, ExecutionContext? execution, SynchronizationContext? synchronization)
    {
        if (SynchronizationField(thread) != synchronization) SynchronizationContext.SetSynchronizationContext(synchronization);
        if (ExecutionField(thread) != execution) Set(execution);
    }

    /// <summary>Enters an execution context. Runs the handlers of AsyncLocal values that change: user code.</summary>
    internal static void Set(ExecutionContext? execution) => ExecutionContext.Restore(execution ?? Default);

    static ExecutionContext Default => defaultContext ??= CaptureDefault();

    static ExecutionContext CaptureDefault()
    {
        ref var field = ref ExecutionField(Thread.CurrentThread);
        var current = field;
        field = null;
        var captured = ExecutionContext.Capture();
        field = current;
        return captured!;
    }

    /// <summary>Whether this runtime has the fields.</summary>
    [DynamicDependency(ExecutionName, typeof(Thread))]
    [DynamicDependency(SynchronizationName, typeof(Thread))]
    internal static bool HasFields() => HasField(ExecutionName, typeof(ExecutionContext)) && HasField(SynchronizationName, typeof(SynchronizationContext));

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Only fields of Thread are asked for, and UnsafeAccessor above keeps them.")]
    static bool HasField(string name, Type type) => typeof(Thread).GetField(name, BindingFlags.NonPublic | BindingFlags.Instance)?.FieldType == type;
}
