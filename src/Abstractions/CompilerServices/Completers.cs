using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>
/// The contexts of whoever has completed the leaf, to be given back. Frames that were suspended under suppressed flow go on in them, and what they change there stays,
/// until one goes on in its own.
/// </summary>
ref struct Completers(Thread thread)
{
    ExecutionContext? execution = Fence.Execution(thread);
    SynchronizationContext? synchronization = Fence.Synchronization(thread);

    internal bool IsShared;

    /// <summary>
    /// The task in which the leaf was completed, once it is hidden: to what a source calls itself it is the current one, as in plain C#, and from what the framework's continuations call it is hidden. Null
    /// where nothing is.
    /// </summary>
    internal Task? Hidden;

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
