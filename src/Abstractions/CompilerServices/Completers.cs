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
