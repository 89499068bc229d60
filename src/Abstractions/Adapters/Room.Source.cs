using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Unboxed.CompilerServices;

namespace Unboxed;

// The room as the source of a ValueTask, and as the root of its chain. Contexts are kept apart, and continuations are called, as a task of the framework's builders does it, and not as
// ManualResetValueTaskSourceCore does: at once where the await's context is that of the thread that completes, and as deep as there is stack.
public sealed partial class Room : IValueTaskSource
{
    static readonly Action<object?> Completed = static _ => throw new NotSupportedException();

    /// <summary>Changes with each call that is suspended, so that a future that is consumed twice, or late, is told.</summary>
    int token;

    /// <summary>
    /// Twice the token while the call has no consumer, and one more while one is registering. Two more from when it has, or its result is taken: what the next call begins with. So of two consumers one
    /// alone writes what is below, and none that is late.
    /// </summary>
    int registered;
    Action<object?>? continuation;
    object? continuationState;

    /// <summary>Where the consumer goes on: see <see cref="Contexts.CaptureTarget"/>; <see cref="Anywhere"/>.</summary>
    object? target;

    /// <summary>The context of a consumer that does not keep its own.</summary>
    ExecutionContext? flowed;

    /// <summary>Whether the call was made in another execution context than the default one, which the builder's box keeps.</summary>
    bool keepsContext;

    /// <summary>The target of a consumer that is called here, whatever the context is: a task that stands for the future.</summary>
    static readonly object Anywhere = new();

    short Token => (short)token;

    /// <summary>The builder of a root: its box waits for the chain, and never completes.</summary>
    struct Machine : IAsyncStateMachine
    {
        internal AsyncTaskMethodBuilder Builder;
        internal Room Room;

        void IAsyncStateMachine.MoveNext() => Room.Resume();

        void IAsyncStateMachine.SetStateMachine(IAsyncStateMachine stateMachine)
        {
        }
    }

    /// <summary>The callee is pending. Once it is registered, the room may be another call's at any time.</summary>
    internal void Suspend(ref Scratch scratch)
    {
        var thread = scratch.Thread;
        var (execution, synchronization) = (Fence.Execution(thread), Fence.Synchronization(thread));
        keepsContext = execution is not null;
        if (Chain.SuspendInRoom(ref chain, ref scratch, ref size, this, box) == Answer.Unregistered) Await();
        // Unwoven the source is asked in the callee, whose builder undoes what is changed there.
        Fence.Exit(thread, execution, synchronization);
    }

    void Await()
    {
        var awaiter = Chain.Await(chain!);
        machine.Builder.AwaitUnsafeOnCompleted(ref awaiter, ref machine);
    }

    void Resume()
    {
        var answer = Chain.Resume(ref chain!);
        if (answer == Answer.Unregistered) Await();
        else if (answer == Answer.Completed) Complete();
    }

    /// <summary>A larger chain may have taken the place of the room's.</summary>
    internal void Adopt(Chain larger) => Chain.Adopt(ref chain, larger);

    internal void Complete()
    {
        var consumer = Volatile.Read(ref continuation) ?? Interlocked.CompareExchange(ref continuation, Completed, null);
        if (consumer is null) return;
        var (state, to, execution) = (continuationState!, target, flowed);
        continuationState = target = flowed = null;
        Volatile.Write(ref continuation, Completed);
        bool isAnywhere = ReferenceEquals(to, Anywhere);
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            GoAway(isAnywhere ? null : to, consumer, state, execution);
            return;
        }
        bool isHere = isAnywhere || Contexts.IsAt(to, Thread.CurrentThread);
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
        int open = BeginRegistration(token);
        (continuationState, target, flowed) = (state, to, execution);
        bool isPending = Interlocked.CompareExchange(ref this.continuation, continuation, null) is null;
        if (!isPending) continuationState = target = flowed = null;
        Volatile.Write(ref registered, open + 2);
        if (isPending) return;
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

    /// <summary>From now on, until it is said that the registration has ended, the call's result cannot be taken, and the room is no other call's.</summary>
    int BeginRegistration(short token)
    {
        int current = Volatile.Read(ref this.token);
        int open = 2 * current;
        if ((short)current != token || Interlocked.CompareExchange(ref registered, open + 1, open) != open) throw ConsumedTwice();
        return open;
    }

    /// <summary>From now on nobody registers for the call. A consumer may be called before its registration has ended, and another, which is one too many, may be about to register.</summary>
    void EndRegistration(int current)
    {
        int open = 2 * current;
        // As it is nearly always. An exchange costs a twentieth of a call.
        if (Volatile.Read(ref registered) == open + 2 || Interlocked.CompareExchange(ref registered, open + 2, open) != open + 1) return;
        SpinWait wait = default;
        while (Volatile.Read(ref registered) == open + 1) wait.SpinOnce();
    }

    /// <remarks>
    /// One that has been consumed is asked too, as by the framework, which describes a state machine that is finalized to listeners, on a thread where an exception would end the process.
    /// It has failed: whoever takes its result is told how.
    /// </remarks>
    ValueTaskSourceStatus GetStatus(short token)
    {
        if (token != Token) return ValueTaskSourceStatus.Faulted;
        if (!ReferenceEquals(Volatile.Read(ref continuation), Completed)) return ValueTaskSourceStatus.Pending;
        // Whoever has taken the result meanwhile may have let go of it.
        if (Volatile.Read(ref chain) is not { } ended) return ValueTaskSourceStatus.Faulted;
        return ended.Status;
    }

    R GetResult<R>(short token)
    {
        int current = Volatile.Read(ref this.token);
        if ((short)current != token) throw ConsumedTwice();
        if (!ReferenceEquals(Volatile.Read(ref continuation), Completed)) throw new InvalidOperationException("The future of a call through an adapter has no result yet.");
        EndRegistration(current);
        if (Interlocked.CompareExchange(ref this.token, current + 1, current) != current) throw ConsumedTwice();
        continuation = null;
        Scratch outcome = default;
        chain!.TakeOutcome(ref outcome);
        Rest();
        var wrong = TakeProblem();
        BeFree();
        if (wrong is not null) throw wrong;
        return outcome.TakeResult<R>(0);
    }

    static InvalidOperationException ConsumedTwice() => new("The future of a call through an adapter is consumed twice, or late. As any ValueTask, it is to be awaited once.");

    /// <summary>The call has ended. Nothing of its contexts is kept between calls.</summary>
    void Rest()
    {
        if (keepsContext) EmptyBox();
        box = chain!.Rest();
        LetGo();
    }

    /// <summary>Has the builder capture the default context for its box: it keeps the last that it has captured.</summary>
    void EmptyBox()
    {
        keepsContext = false;
        ref var field = ref ExecutionField(Thread.CurrentThread);
        var current = field;
        field = null;
        var awaiter = new ValueTask(Never.Instance, 0).ConfigureAwait(false).GetAwaiter();
        machine.Builder.AwaitUnsafeOnCompleted(ref awaiter, ref machine);
        field = current;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_executionContext")]
    static extern ref ExecutionContext? ExecutionField(Thread thread);

    /// <summary>Completes never.</summary>
    sealed class Never : IValueTaskSource
    {
        internal static readonly Never Instance = new();

        void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        {
        }

        ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => ValueTaskSourceStatus.Pending;

        void IValueTaskSource.GetResult(short token)
        {
        }
    }
}
