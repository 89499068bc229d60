using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Unboxed.CompilerServices;

namespace Unboxed;

// Who awaits the room's future: registers, and is called. Continuations are called as a task of the framework's builders does it, and not as ManualResetValueTaskSourceCore does: at once where the await's context
// is that of the thread that completes, and as deep as there is stack.
public sealed partial class Room
{
    /// <summary>
    /// Who waits for the call: a <see cref="Sign"/>; a box of the framework's, which goes on wherever the call completes outside of every context; the room itself,
    /// for the consumer that the following fields hold.
    /// </summary>
    object? consumer = Sign.Nobody(0);
    Action<object?>? continuation;
    object? continuationState;

    /// <summary>Where the consumer goes on: see <see cref="Contexts.CaptureTarget"/>; <see cref="Anywhere"/>.</summary>
    object? target;

    /// <summary>The context of a consumer that does not keep its own.</summary>
    ExecutionContext? flowed;

    /// <summary>The target of a consumer that is called here, whatever the context is: a task that stands for the future.</summary>
    static readonly object Anywhere = new();

    /// <summary>A state of <see cref="consumer"/>.</summary>
    sealed class Sign
    {
        /// <summary>A consumer writes down what it has called. The call's result cannot be taken meanwhile, and the room is no other call's.</summary>
        internal static readonly Sign Registering = new();

        /// <summary>The call has completed while a consumer was registering.</summary>
        internal static readonly Sign Overtaken = new();

        /// <summary>The call has completed, and its consumer is called.</summary>
        internal static readonly Sign Called = new();

        /// <summary>
        /// Nobody waits for the call, and nobody has for one that has completed: of calls that follow one another, each has its own. So of two consumers one alone registers, with one exchange, and none that is
        /// late.
        /// </summary>
        static readonly Sign[] nobody = Many(), completed = Many();

        static Sign[] Many() => [.. Enumerable.Range(0, byte.MaxValue + 1).Select(static _ => new Sign())];

        internal static Sign Nobody(int token) => nobody[(byte)token];

        internal static Sign Completed(int token) => completed[(byte)token];
    }

    /// <summary>The callee has completed, and has left its contexts.</summary>
    /// <param name="thread">The current thread.</param>
    internal void Complete(Thread thread)
    {
        object? found = Volatile.Read(ref consumer);
        while (found is Sign)
        {
            object? met = Interlocked.CompareExchange(ref consumer, ReferenceEquals(found, Sign.Registering) ? Sign.Overtaken : Sign.Completed(token), found);
            if (ReferenceEquals(met, found)) return;
            found = met;
        }
        if (ReferenceEquals(found, this))
        {
            CompleteOther(thread);
            return;
        }
        Volatile.Write(ref consumer, Sign.Called);
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack() || !Contexts.IsAt(null, thread)) GoAway(null, RootBox.RunOfBoxes, found, null);
        else if (RunningTask.IsNone) Call(RootBox.RunOfBoxes, found);
        else CallOutside(RootBox.RunOfBoxes, found!);
    }

    void Forget() => continuation = (Action<object?>?)(continuationState = target = flowed = null);

    /// <summary>What a consumer has written down that is no box, or has captured something.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    void CompleteOther(Thread thread)
    {
        var (consumer, state, to, execution) = (continuation!, continuationState, target, flowed);
        Forget();
        Volatile.Write(ref this.consumer, Sign.Called);
        bool isAnywhere = ReferenceEquals(to, Anywhere);
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            GoAway(isAnywhere ? null : to, consumer, state, execution);
            return;
        }
        bool isHere = isAnywhere || Contexts.IsAt(to, thread);
        if (!isHere && !IsCurrent(to))
        {
            GoAway(to, consumer, state, execution);
            return;
        }
        if (execution is not null) (consumer, state) = (Flowing.Run, new Flowing(consumer, state, execution));
        // The task that stands for the future hides by itself what it calls.
        if (isAnywhere || RunningTask.IsNone) Call(consumer, state);
        else CallOutside(consumer, state!);
    }

    /// <summary>Whether it is the SynchronizationContext that the callee has left, though on a task scheduler of somebody's.</summary>
    static bool IsCurrent(object? to) => to is SynchronizationContext && ReferenceEquals(to, SynchronizationContext.Current);

    static void CallOutside(Action<object?> consumer, object state) => RunningTask.Hide(state => Call(consumer, state), state);

    static void GoAway(object? to, Action<object?> consumer, object? state, ExecutionContext? execution)
    {
        if (execution is null) Hop.Away(to, consumer, state!);
        else if (to is SynchronizationContext) PostIn(execution, to, consumer, state!);
        else Hop.Away(to, Flowing.Run, new Flowing(consumer, state, execution));
    }

    /// <summary>As the framework's tasks have it: a context is asked in the consumer's execution context to run what is posted, and that runs in the one which it finds there.</summary>
    static void PostIn(ExecutionContext execution, object context, Action<object?> consumer, object state) => ExecutionContext.Run(execution, _ => Hop.Away(context, consumer, state), null);

    static void Call(Action<object?> consumer, object? state)
    {
        try
        {
            consumer(state);
        }
        // Whoever completes a leaf is not to see what a consumer throws. The framework's tasks let nobody see it, and end the process.
        catch (Exception exception)
        {
            Unhandled.Throw(exception);
        }
    }

    /// <summary>A continuation that is called in an execution context.</summary>
    sealed class Flowing(Action<object?> continuation, object? state, ExecutionContext execution)
    {
        internal static readonly Action<object?> Run = static flowing => Unsafe.As<Flowing>(flowing!).Go();

        void Go() => ExecutionContext.Run(execution, new ContextCallback(continuation), state);
    }

    /// <param name="continuation">What the consumer has called.</param>
    /// <param name="state">With what.</param>
    /// <param name="token">Of which call.</param>
    /// <param name="flags">What it has captured.</param>
    /// <param name="isTask">Whether it is a task that stands for the future, and completes in its place.</param>
    void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags, bool isTask)
    {
        bool flows = (flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0;
        object? to = isTask ? Anywhere : (flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0 ? Contexts.CaptureTarget(Thread.CurrentThread, flows) : null;
        // What is queued to a scheduler is a task of the framework's, which has it flow by rules of its own.
        var execution = flows && to is not SchedulerTarget ? ExecutionContext.Capture() : null;
        if (TryRegister(token, continuation, state, to, execution)) return;
        // It has completed meanwhile. As a task does it, nothing is called from here; but the task that stands for it nobody has yet.
        if (isTask) Call(continuation, state);
        else if (to is SchedulerTarget) QueueHere(continuation, state, flows);
        else GoAway(to, continuation, state, execution);
    }

    /// <summary>Queues to the task scheduler that is current here, which is not asked to run it at once: as the framework has what comes late.</summary>
    static void QueueHere(Action<object?> continuation, object? state, bool flows)
    {
        var awaiter = Task.CompletedTask.GetAwaiter();
        if (flows) awaiter.OnCompleted(() => continuation(state));
        else awaiter.UnsafeOnCompleted(() => continuation(state));
    }

    /// <returns>False: the call has completed.</returns>
    bool TryRegister(short token, Action<object?> continuation, object? state, object? to, ExecutionContext? execution)
    {
        int current = Volatile.Read(ref this.token);
        if ((short)current != token) throw ConsumedTwice();
        bool isBox = to is null && execution is null && ReferenceEquals(continuation, RootBox.RunOfBoxes);
        var nobody = Sign.Nobody(current);
        object? met = Interlocked.CompareExchange(ref consumer, isBox ? state : Sign.Registering, nobody);
        if (!ReferenceEquals(met, nobody))
        {
            var completed = Sign.Completed(current);
            if (ReferenceEquals(met, completed) && ReferenceEquals(Interlocked.CompareExchange(ref consumer, Sign.Called, completed), completed)) return false;
            throw ConsumedTwice();
        }
        if (isBox) return true;
        (this.continuation, continuationState, target, flowed) = (continuation, state, to, execution);
        if (ReferenceEquals(Interlocked.CompareExchange(ref consumer, this, Sign.Registering), Sign.Registering)) return true;
        Forget();
        Volatile.Write(ref consumer, Sign.Called);
        return false;
    }

    /// <summary>A consumer of the call that has completed is registering, and another asks for the result, which is one too many.</summary>
    object? AwaitRegistration()
    {
        SpinWait wait = default;
        while (true)
        {
            object? found = Volatile.Read(ref consumer);
            if (!ReferenceEquals(found, Sign.Overtaken)) return found;
            wait.SpinOnce();
        }
    }
}
