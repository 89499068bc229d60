using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Unboxed.CompilerServices;

namespace Unboxed.Fuzzing.Planting;

#pragma warning disable IDE0060 // The parameters are those of the methods that these stand for.

/// <summary>The methods of the run-time support as somebody could have got them wrong.</summary>
public static class Sabotage
{
    public static void ExitCompleted(ThreadContext thread, ExecutionContext? execution, SynchronizationContext? synchronization, bool isPolled, object? pending)
    {
    }

    public static void ExitFaulted(Exception exception, ThreadContext thread, ExecutionContext? execution, SynchronizationContext? synchronization, bool isPolled)
    {
    }

    public static void Enter(ref object? refs, ThreadContext thread) => refs = null;

    public static T TakeReference<T>(ref object? refs, int slot) where T : class? => Unsafe.As<T>(Unsafe.Add(ref refs, slot))!;

    public static void SaveWord<T>(ref long words, int word, T value) where T : struct
    {
        if (word != 2) Unsafe.As<long, T>(ref Unsafe.Add(ref words, word)) = value;
    }

    public static void SuspendAtCall(object callee, bool continueOnCapturedContext, int state, ref object? refs, ref long words, ThreadContext thread) =>
        Frame.SuspendAtCall(callee, !continueOnCapturedContext, state, ref refs, ref words, thread);

    public static void Rethrow(ExceptionDispatchInfo? fault)
    {
    }

    /// <summary>Of the chain: the root's callee has completed, and its result is lost.</summary>
    public static bool Resume<R>(Chain chain, ThreadContext thread, out R result, out ExceptionDispatchInfo? fault)
    {
        bool isCompleted = chain.Resume(thread, out result, out fault);
        result = default!;
        return isCompleted;
    }

    public static bool IsExactly<T>(object receiver) => true;

    public static bool get_IsDeclined(Future future) => false;

    public static void Return(Segment segment)
    {
    }

    /// <summary>Where the callee's words begin: one too early, in those of its caller.</summary>
    public static ref long Word(ref long words, int index) => ref Unsafe.Add(ref words, index - 1);

    /// <summary>Of a frame, to go with <see cref="Word"/>.</summary>
    public static bool Resume<R>(
        ref object? refs, ref long words, int slots, int wordCount, Room room, ThreadContext thread, out R result, out ExceptionDispatchInfo? fault) =>
        Frame.Resume(ref refs, ref words, slots, wordCount - 1, room, thread, out result, out fault);
}
