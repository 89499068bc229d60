using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Unboxed.CompilerServices;

/// <summary>
/// The frame of a suspended future, in scratch space. Slot 0: its own execution context. Slot 1: what it waits for, the
/// holder of its leaf's awaiter or the future of its callee. Slot 2, while a callee is pending: where its await
/// captured that it continues. Word 0: its state. The variables follow. A frame is empty while its method runs: it is filled when the method suspends, and
/// emptied when it is resumed.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[StackTraceHidden]
public static class Frame
{
    /// <summary>Reference slots before the variables of a frame that waits for a leaf.</summary>
    public const int LeafHeaderSlots = 2;

    /// <summary>Reference slots before the variables of a frame that waits for a callee.</summary>
    public const int CallHeaderSlots = 3;

    /// <summary>Words before the variables of a frame.</summary>
    public const int HeaderWords = 1;

    const int AwaitedSlot = 1, TargetSlot = 2;

    /// <summary>Suspends a frame at a leaf.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SuspendAtLeaf<TAwaiter>(ref TAwaiter awaiter, int state, ref object? refs, ref long words, ThreadContext thread)
        where TAwaiter : ICriticalNotifyCompletion
    {
        var leaf = Leaf<TAwaiter>.Rent(ref awaiter, thread);
        words = state;
        // The frame is empty: what is null already needs no write barrier.
        if (Fence.Own(thread) is { } own)
        {
            refs = own;
            if (Fence.IsSuppressed(own)) leaf.IsFlowSuppressed = true;
        }
        Unsafe.Add(ref refs, AwaitedSlot) = leaf;
        thread.Pending = leaf;
    }

    /// <summary>
    /// As <see cref="SuspendAtLeaf"/>, out of line: for bodies that make scratch calls, and so may recur. What the JIT takes in makes their stack
    /// frames twice as large, and a recursion would end on half the depth of plain C#.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void SuspendCallerAtLeaf<TAwaiter>(ref TAwaiter awaiter, int state, ref object? refs, ref long words, ThreadContext thread)
        where TAwaiter : ICriticalNotifyCompletion => SuspendAtLeaf(ref awaiter, state, ref refs, ref words, thread);

    /// <summary>Resumes a frame at its leaf: enters the frame's execution context and gives its awaiter out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TAwaiter ResumeAtLeaf<TAwaiter>(ref object? refs, ThreadContext thread) where TAwaiter : ICriticalNotifyCompletion
    {
        ref object? awaited = ref Unsafe.Add(ref refs, AwaitedSlot);
        var leaf = Unsafe.As<Leaf<TAwaiter>>(awaited!);
        awaited = null;
        Fence.Enter(ref refs, thread, isLeaf: true);
        return leaf.Return(thread);
    }

    /// <summary>As <see cref="ResumeAtLeaf"/>, out of line: for bodies that make scratch calls.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static TAwaiter ResumeCallerAtLeaf<TAwaiter>(ref object? refs, ThreadContext thread) where TAwaiter : ICriticalNotifyCompletion =>
        ResumeAtLeaf<TAwaiter>(ref refs, thread);

    /// <summary>Suspends a frame at a scratch call whose callee is pending.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SuspendAtCall(object callee, bool continueOnCapturedContext, int state, ref object? refs, ref long words, ThreadContext thread)
    {
        words = state;
        if (Fence.Own(thread) is { } own) refs = own;
        Unsafe.Add(ref refs, AwaitedSlot) = callee;
        if (continueOnCapturedContext && Hop.Capture(thread) is { } target) Unsafe.Add(ref refs, TargetSlot) = target;
    }

    internal static bool IsAwaiting(ref object? refs) => Unsafe.Add(ref refs, AwaitedSlot) is not null;

    /// <summary>Polls the callee of a suspended frame.</summary>
    /// <param name="refs">The frame's first reference slot.</param>
    /// <param name="words">The frame's first word.</param>
    /// <param name="slots">The frame's reference slots; those of the callee follow.</param>
    /// <param name="wordCount">The frame's words; those of the callee follow.</param>
    /// <param name="room">The scratch space from the frame on.</param>
    /// <param name="thread">The current thread.</param>
    /// <param name="result">The callee's result.</param>
    /// <param name="fault">What the callee threw, to be thrown again at the await.</param>
    /// <returns>
    /// False: the callee is pending, or has completed where the frame may not continue; nothing of the frame has changed for its method,
    /// which fences the contexts and returns. True: the callee has completed, and the frame may continue here, after <see cref="Enter"/>.
    /// </returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Resume<R>(
        ref object? refs, ref long words, int slots, int wordCount, Room room, ThreadContext thread, out R result, out ExceptionDispatchInfo? fault)
    {
        ref object? awaited = ref Unsafe.Add(ref refs, AwaitedSlot);
        ref object? target = ref Unsafe.Add(ref refs, TargetSlot);
        if (ReferenceEquals(target, Hop.Arrived))
        {
            Unsafe.As<Outcome<R>>(awaited!).Return(thread, out result, out fault);
            if (Fence.IsSuppressed(refs)) Fence.EnterAmbient();
        }
        else
        {
            fault = null;
            try
            {
                // As a continuation that the callee's completion calls, the caller sees the SynchronizationContext that the callee has left.
                if (Unsafe.As<Future<R>>(awaited!).Poll(
                        ref Unsafe.Add(ref refs, slots), ref Unsafe.Add(ref words, wordCount), room.Minus(slots, wordCount), thread, out result) is not null)
                    return false;
            }
            catch (Exception exception)
            {
                // To be thrown again inside the method's own try blocks, in its own context.
                fault = ExceptionDispatchInfo.Capture(exception);
                result = default!;
            }
            if (!Hop.IsAt(target, thread))
            {
                awaited = Outcome<R>.Rent(result, fault, thread);
                Hop.Suspend(target, Fence.IsSuppressed(refs), thread);
                target = Hop.Arrived;
                return false;
            }
        }
        awaited = null;
        target = null;
        return true;
    }

    /// <summary>Enters the frame's own execution context, once its callee has completed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Enter(ref object? refs, ThreadContext thread) => Fence.Enter(ref refs, thread, isLeaf: false);

    /// <summary>Throws again, at the await, what a callee has thrown.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Rethrow(ExceptionDispatchInfo? fault)
    {
        if (fault is not null) fault.Throw();
    }

    /// <summary>A reference slot by its index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref object? Slot(ref object? refs, int index) => ref Unsafe.Add(ref refs, index);

    /// <summary>A word by its index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref long Word(ref long words, int index) => ref Unsafe.Add(ref words, index);

    /// <summary>Keeps a reference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SaveReference(ref object? refs, int slot, object? value) => Unsafe.Add(ref refs, slot) = value;

    /// <summary>Takes out a reference, and leaves none behind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T TakeReference<T>(ref object? refs, int slot) where T : class?
    {
        ref object? place = ref Unsafe.Add(ref refs, slot);
        var value = Unsafe.As<T>(place);
        place = null;
        return value!;
    }

    /// <summary>Keeps a primitive or an enum, of 8 bytes at most.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SaveWord<T>(ref long words, int word, T value) where T : struct => Unsafe.As<long, T>(ref Unsafe.Add(ref words, word)) = value;

    /// <summary>Reads a primitive or an enum back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T TakeWord<T>(ref long words, int word) where T : struct => Unsafe.As<long, T>(ref Unsafe.Add(ref words, word));
}
