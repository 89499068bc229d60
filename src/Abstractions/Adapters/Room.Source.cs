using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Unboxed.CompilerServices;

namespace Unboxed;

// The room as the source of a ValueTask, and as the root of its chain. Contexts are kept apart as a task of the framework's builders keeps them.
public sealed partial class Room : IValueTaskSource
{
    /// <summary>Changes with each call that is suspended, so that a future that is consumed twice, or late, is told.</summary>
    int token;

    /// <summary>Whether the call was made in another execution context than the default one, which the builder's box keeps.</summary>
    bool keepsContext;

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
        else if (answer == Answer.Completed) Complete(Thread.CurrentThread);
    }

    /// <summary>A larger chain may have taken the place of the room's.</summary>
    internal void Adopt(Chain larger) => Chain.Adopt(ref chain, larger);

    /// <remarks>
    /// One that has been consumed is asked too, as by the framework, which describes a state machine that is finalized to listeners, on a thread where an exception would end the process.
    /// It has failed: whoever takes its result is told how.
    /// </remarks>
    ValueTaskSourceStatus GetStatus(short token)
    {
        if (token != Token) return ValueTaskSourceStatus.Faulted;
        object? found = Volatile.Read(ref consumer);
        if (!ReferenceEquals(found, Sign.Called) && !ReferenceEquals(found, Sign.Completed(token)) && !ReferenceEquals(found, Sign.Overtaken)) return ValueTaskSourceStatus.Pending;
        // Whoever has taken the result meanwhile may have let go of it.
        if (Volatile.Read(ref chain) is not { } ended) return ValueTaskSourceStatus.Faulted;
        return ended.Status;
    }

    R GetResult<R>(short token)
    {
        int current = Volatile.Read(ref this.token);
        if ((short)current != token) throw ConsumedTwice();
        object? found = Volatile.Read(ref consumer);
        if (ReferenceEquals(found, Sign.Overtaken)) found = AwaitRegistration();
        if (!ReferenceEquals(found, Sign.Called) && !ReferenceEquals(found, Sign.Completed(current))) throw new InvalidOperationException("The future of a call through an adapter has no result yet.");
        if (Interlocked.CompareExchange(ref this.token, current + 1, current) != current) throw ConsumedTwice();
        consumer = Sign.Nobody(current + 1);
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
        object? rested = chain!.Rest();
        if (!ReferenceEquals(box, rested)) box = rested;
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
