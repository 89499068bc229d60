using Unboxed.CompilerServices;
using Unboxed.Fuzzing.Harness;
using Place = Unboxed.CompilerServices.Place;

namespace Unboxed.Fuzzing.Planting;

/// <summary>How a frame gets to where it goes on, as somebody could have got it wrong: what it has captured is replaced by what leads there in another way.</summary>
static class ContextSabotage
{
    internal static Place Suspend(ref Scratch scratch, Future future, int state, Place place, bool continueOnCapturedContext, Func<object?, object, object?> replacement)
    {
        place = scratch.SuspendAtCall(future, state, place, continueOnCapturedContext);
        Replace(ref scratch, place, replacement);
        return place;
    }

    internal static Answer SuspendIfPending(
        ref Scratch scratch, Type? answered, Future future, int state, Place place, bool continueOnCapturedContext, Func<object?, object, object?> replacement)
    {
        var answer = scratch.SuspendIfPending(answered, future, state, place, continueOnCapturedContext);
        if (answer == Answer.Pending) Replace(ref scratch, scratch.Suspended, replacement);
        return answer;
    }

    static void Replace(ref Scratch scratch, Place place, Func<object?, object, object?> replacement)
    {
        ref object? kept = ref scratch.Slot(place, Future.ContextsSlot);
        if (kept is Contexts contexts && replacement(contexts.Execution, contexts.Target) is { } target) kept = new Contexts(contexts.Execution, target);
    }
}

/// <summary>What a Post throws is lost.</summary>
public static class PostsThatThrowIgnored
{
    static readonly Func<object?, object, object?> replacement = static (_, target) => target is ThrowingContext context ? new Silent(context) : null;

    public static Place SuspendAtCall(ref Scratch scratch, Future future, int state, Place place, bool continueOnCapturedContext) =>
        ContextSabotage.Suspend(ref scratch, future, state, place, continueOnCapturedContext, replacement);

    public static Answer SuspendIfPending(ref Scratch scratch, Type? answered, Future future, int state, Place place, bool continueOnCapturedContext) =>
        ContextSabotage.SuspendIfPending(ref scratch, answered, future, state, place, continueOnCapturedContext, replacement);

    sealed class Silent(ThrowingContext context) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
            try
            {
                context.Post(d, state);
            }
            catch (Oops)
            {
                // The bug.
            }
        }
    }
}

/// <summary>A continuation is posted, and posted once more where it has arrived in a copy of the context that it was to go to.</summary>
public static class PostedAgainInACopy
{
    static readonly Func<object?, object, object?> replacement = static (_, target) => target is SynchronizationContext context && context.CreateCopy() != context ? new Twice(context) : null;

    public static Place SuspendAtCall(ref Scratch scratch, Future future, int state, Place place, bool continueOnCapturedContext) =>
        ContextSabotage.Suspend(ref scratch, future, state, place, continueOnCapturedContext, replacement);

    public static Answer SuspendIfPending(ref Scratch scratch, Type? answered, Future future, int state, Place place, bool continueOnCapturedContext) =>
        ContextSabotage.SuspendIfPending(ref scratch, answered, future, state, place, continueOnCapturedContext, replacement);

    sealed class Twice(SynchronizationContext context) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => context.Post(_ => context.Post(d, state), null);
    }
}

/// <summary>A frame is queued to its task scheduler in its own execution context, and not in that of whoever has completed its callee.</summary>
public static class QueuedInOwnContext
{
    static readonly Func<object?, object, object?> replacement = static (execution, target) => target is SchedulerTarget ? new Starting(TaskScheduler.Current, execution as ExecutionContext) : null;

    public static Place SuspendAtCall(ref Scratch scratch, Future future, int state, Place place, bool continueOnCapturedContext) =>
        ContextSabotage.Suspend(ref scratch, future, state, place, continueOnCapturedContext, replacement);

    public static Answer SuspendIfPending(ref Scratch scratch, Type? answered, Future future, int state, Place place, bool continueOnCapturedContext) =>
        ContextSabotage.SuspendIfPending(ref scratch, answered, future, state, place, continueOnCapturedContext, replacement);

    sealed class Starting(TaskScheduler scheduler, ExecutionContext? own) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
            var task = new Task(() => d(state));
            if (own is null) task.Start(scheduler);
            else ExecutionContext.Run(own, _ => task.Start(scheduler), null);
        }
    }
}
