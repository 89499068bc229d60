using Unboxed.CompilerServices;

namespace Unboxed.Fuzzing.Planting;

#pragma warning disable IDE0060 // The parameters are those of the methods that these stand for.

/// <summary>The methods of the run-time support as somebody could have got them wrong.</summary>
public static class Sabotage
{
    public static void Exit(ref Scratch scratch, ExecutionContext? execution, SynchronizationContext? synchronization)
    {
    }

    /// <summary>The frame goes on in whatever contexts its callee has left.</summary>
    public static Place SuspendAtCall(ref Scratch scratch, Future future, int state, Place place, bool continueOnCapturedContext)
    {
        place = scratch.SuspendAtCall(future, state, place, continueOnCapturedContext);
        scratch.Slot(place, Future.ContextsSlot) = null;
        return place;
    }

    /// <summary>As <see cref="SuspendAtCall"/>.</summary>
    public static Answer SuspendIfPending(ref Scratch scratch, Type? answered, Future future, int state, Place place, bool continueOnCapturedContext)
    {
        var answer = scratch.SuspendIfPending(answered, future, state, place, continueOnCapturedContext);
        if (answer == Answer.Pending) scratch.Slot(scratch.Suspended, Future.ContextsSlot) = null;
        return answer;
    }

    public static void KeepWord<T>(ref Scratch scratch, Place place, int word, T value) where T : struct
    {
        if (word != 2) scratch.KeepWord(place, word, value);
    }

    public static void Keep(ref Scratch scratch, Place place, int slot, object? value)
    {
        if (slot != Future.HeaderSlots + 1) scratch.Keep(place, slot, value);
    }

    public static void ForgetFault(ref Scratch scratch)
    {
        if (scratch.Outcome != Answer.Faulted) return;
        scratch.Carried = null;
        scratch.CarriedWord = 0;
        scratch.Outcome = Answer.Completed;
    }

    public static Answer Fail(Exception exception, ref Scratch scratch) => Scratch.Fail(new InvalidOperationException(exception.Message), ref scratch);

    /// <summary>Of a chain: the root's callee has completed, and its result is lost.</summary>
    public static R TakeResult<R>(Chain chain, int site)
    {
        _ = Chain.TakeResult<R>(chain, site);
        return default!;
    }

    public static Answer End(Answer answer, ref Scratch scratch, ref Chain? kept, bool continueOnCapturedContext, ref int expected, ref int state, int suspended) =>
        Chain.End(answer, ref scratch, ref kept, false, ref expected, ref state, suspended);

    public static Answer EndCompanion(Type? answered, ref Scratch scratch, ref Chain? kept, bool continueOnCapturedContext, ref int expected, ref int state, int suspended) =>
        Chain.EndCompanion(answered, ref scratch, ref kept, false, ref expected, ref state, suspended);

    /// <summary>A method that may change contexts, and is not async, seems to leave them as they are.</summary>
    public static Answer Without(Answer answer) => answer;

    public static bool Continues<TWrapper>(ref TWrapper wrapper) where TWrapper : struct => !ConfiguredCalls.Continues(ref wrapper);

    public static bool IsExactly<T>(object receiver) => true;

    public static Answer Take(Type? answered) => answered is null ? Answer.Completed : Companion.Take(answered);

    public static void Return(ref Chain? chain) => chain = null;
}
