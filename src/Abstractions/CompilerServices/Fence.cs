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
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_executionContext")]
    static extern ref ExecutionContext? ExecutionField(Thread thread);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_synchronizationContext")]
    static extern ref SynchronizationContext? SynchronizationField(Thread thread);

    /// <summary>
    /// Whether the fields are read. Where a runtime has no such fields, or the switch <c>Unboxed.PublicContexts</c> is set, the public
    /// properties serve instead: slower, and a call under suppressed flow is then an ordinary call.
    /// </summary>
    internal static readonly bool Direct =
        !(AppContext.TryGetSwitch("Unboxed.PublicContexts", out bool isPublic) && isPublic)
        && HasField("_executionContext", typeof(ExecutionContext)) && HasField("_synchronizationContext", typeof(SynchronizationContext));

    /// <summary>
    /// What a frame keeps that suspended while the flow of its execution context was suppressed: it resumes in the context of whoever
    /// completes its leaf, and what it changes there stays.
    /// </summary>
    static readonly object Suppressed = new();

    static ExecutionContext? defaultContext, suppressedDefault;

    /// <summary>The execution context of the thread; null is the default one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ExecutionContext? Execution(ThreadContext thread) => Direct ? ExecutionField(thread.Thread) : ExecutionContext.Capture();

    /// <summary>The synchronization context of the thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SynchronizationContext? Synchronization(ThreadContext thread) => Direct ? SynchronizationField(thread.Thread) : SynchronizationContext.Current;

    /// <summary>Whether scratch calls can keep the contexts apart here; false only under suppressed flow without access to the fields.</summary>
    public static bool CanKeep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Direct || !ExecutionContext.IsFlowSuppressed();
    }

    /// <summary>Gives the thread back the contexts that it had when the callee was entered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Exit(ThreadContext thread, ExecutionContext? execution, SynchronizationContext? synchronization)
    {
        if (Execution(thread) != execution || Synchronization(thread) != synchronization) Restore(thread, execution, synchronization);
    }

    /// <summary>
    /// As <see cref="Exit"/>, for the end of a scratch body. One that was polled and has completed fences nothing: as after the framework's
    /// completion of a task, its caller goes on in the SynchronizationContext that it has left, and enters its own execution context.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ExitCompleted(ThreadContext thread, ExecutionContext? execution, SynchronizationContext? synchronization, bool isPolled, object? pending)
    {
        if (!isPolled || pending is not null) Exit(thread, execution, synchronization);
    }

    /// <summary>As <see cref="ExitCompleted"/>, for a scratch body that has thrown.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ExitFaulted(Exception exception, ThreadContext thread, ExecutionContext? execution, SynchronizationContext? synchronization, bool isPolled)
    {
        if (isPolled) return;
        Restore(thread, execution, synchronization);
        FaultsOfBodies.Add(exception);
    }

    /// <summary>As <see cref="Exit"/>, out of line.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Restore(ThreadContext thread, ExecutionContext? execution, SynchronizationContext? synchronization)
    {
        if (Synchronization(thread) != synchronization) SynchronizationContext.SetSynchronizationContext(synchronization);
        if (Execution(thread) != execution) Set(execution);
    }

    /// <summary>What a frame keeps of its execution context while it is suspended: null for the default one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static object? Own(ThreadContext thread)
    {
        var own = Execution(thread);
        // The public property gives null under suppressed flow, and never for the default context.
        return (Direct ? own is not null && ExecutionContext.IsFlowSuppressed() : own is null) ? Suppressed : own;
    }

    /// <summary>Whether a frame keeps the sign of suppressed flow in its slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsSuppressed(object? own) => ReferenceEquals(own, Suppressed);

    /// <summary>Takes the frame's own execution context out of its slot and enters it.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="thread">The current thread.</param>
    /// <param name="isLeaf">
    /// Whether the frame waited for a leaf. Under suppressed flow it then continues in the context of whoever completed the leaf; after a callee it
    /// continues in what the callee has left.
    /// </param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Enter(ref object? slot, ThreadContext thread, bool isLeaf)
    {
        var own = slot;
        if (own is not null) slot = null;
        if (!ReferenceEquals(own, Execution(thread))) EnterChanged(own, isLeaf);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void EnterChanged(object? own, bool isLeaf)
    {
        if (!IsSuppressed(own)) Set(Unsafe.As<ExecutionContext?>(own));
        else if (isLeaf) EnterAmbient();
    }

    /// <summary>Enters the execution context of whoever completed what the chain waited for.</summary>
    internal static void EnterAmbient() => Set(ThreadContext.Current.Ambient);

    internal static void Set(ExecutionContext? execution)
    {
        // This runs the value-changed handlers of AsyncLocal: user code, which may suspend chains of its own on this thread
        // while ours is still unwinding with its leaf named as pending.
        var thread = ThreadContext.Current;
        var pending = thread.Pending;
        thread.Pending = null;
        ExecutionContext.Restore(execution ?? Default);
        thread.Pending = pending;
    }

    /// <summary>
    /// Lets a builder that is about to capture the default execution context find that its flow is suppressed: then it captures none, and later runs the root as it
    /// is called. No value of an AsyncLocal differs between the two.
    /// </summary>
    /// <returns>Whether it does; then <see cref="ShowDefault"/> is due.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryHideDefault(ThreadContext thread)
    {
        if (!Direct) return false;
        ref var field = ref ExecutionField(thread.Thread);
        if (field is not null) return false;
        field = suppressedDefault ?? CreateSuppressedDefault();
        return true;
    }

    /// <summary>Ends what <see cref="TryHideDefault"/> has begun.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void ShowDefault(ThreadContext thread) => ExecutionField(thread.Thread) = null;

    /// <summary>Called in the default context.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    static ExecutionContext CreateSuppressedDefault()
    {
        ExecutionContext.SuppressFlow();
        ref var field = ref ExecutionField(Thread.CurrentThread);
        suppressedDefault = field;
        field = null;
        return suppressedDefault!;
    }

    static ExecutionContext Default => defaultContext ??= CaptureDefault();

    static ExecutionContext CaptureDefault()
    {
        if (Direct)
        {
            ref var field = ref ExecutionField(Thread.CurrentThread);
            var current = field;
            field = null;
            var captured = ExecutionContext.Capture();
            field = current;
            return captured!;
        }
        ExecutionContext? context = null;
        var thread = new Thread(() => context = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return context!;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Only fields of Thread are asked for, and UnsafeAccessor above keeps them.")]
    [DynamicDependency("_executionContext", typeof(Thread))]
    [DynamicDependency("_synchronizationContext", typeof(Thread))]
    static bool HasField(string name, Type type) =>
        typeof(Thread).GetField(name, BindingFlags.NonPublic | BindingFlags.Instance)?.FieldType == type;
}
