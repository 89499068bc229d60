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
    Action<object?>? continuation;
    object? continuationState;

    /// <summary>Where the consumer goes on: see <see cref="Contexts.CaptureTarget"/>.</summary>
    object? target;

    /// <summary>The context of a consumer that does not keep its own.</summary>
    ExecutionContext? flowed;

    /// <summary>Whether the call was made in another execution context than the default one, which the builder's box keeps.</summary>
    bool keepsContext;
    Face? faces;

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

    /// <summary>The callee is pending. From here on the room may be another call's at any time.</summary>
    internal void Suspend(ref Scratch scratch)
    {
        keepsContext = Fence.Execution(scratch.Thread) is not null;
        if (Chain.SuspendInRoom(ref chain, ref scratch, ref size, this, box) == Answer.Unregistered) Await();
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
        bool isHere = Contexts.IsAt(to, Thread.CurrentThread) && RuntimeHelpers.TryEnsureSufficientExecutionStack();
        if (execution is not null) (consumer, state) = (Flowing.Run, new Flowing(consumer, state, execution));
        if (isHere) consumer(state);
        else Hop.Away(to, consumer, state);
    }

    /// <summary>A continuation that is called in an execution context.</summary>
    sealed class Flowing(Action<object?> continuation, object? state, ExecutionContext execution)
    {
        internal static readonly Action<object?> Run = static flowing => Unsafe.As<Flowing>(flowing!).Go();

        void Go() => ExecutionContext.Run(execution, new ContextCallback(continuation), state);
    }

    void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        Check(token);
        var execution = (flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0 ? ExecutionContext.Capture() : null;
        object? to = (flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0 ? Contexts.CaptureTarget(Thread.CurrentThread) : null;
        var before = Volatile.Read(ref this.continuation);
        if (before is null)
        {
            (continuationState, target, flowed) = (state, to, execution);
            before = Interlocked.CompareExchange(ref this.continuation, continuation, null);
            if (before is null) return;
            continuationState = target = flowed = null;
        }
        if (!ReferenceEquals(before, Completed)) throw ConsumedTwice();
        // It has completed meanwhile. As a task does it, nothing is called from here.
        if (execution is null) Hop.Away(to, continuation, state!);
        else Hop.Away(to, Flowing.Run, new Flowing(continuation, state, execution));
    }

    ValueTaskSourceStatus GetStatus(short token)
    {
        Check(token);
        return !ReferenceEquals(Volatile.Read(ref continuation), Completed) ? ValueTaskSourceStatus.Pending
            : chain!.Fault is not { } fault ? ValueTaskSourceStatus.Succeeded
            : fault is OperationCanceledException ? ValueTaskSourceStatus.Canceled : ValueTaskSourceStatus.Faulted;
    }

    R GetResult<R>(short token)
    {
        Check(token);
        if (!ReferenceEquals(Volatile.Read(ref continuation), Completed)) throw new InvalidOperationException("The future of a call through an adapter has no result yet.");
        int current = this.token;
        if ((short)current != token || Interlocked.CompareExchange(ref this.token, current + 1, current) != current) throw ConsumedTwice();
        continuation = null;
        Scratch outcome = default;
        chain!.TakeOutcome(ref outcome);
        Rest();
        var wrong = TakeProblem();
        BeFree();
        if (wrong is not null) throw wrong;
        return outcome.TakeResult<R>(0);
    }

    void Check(short token)
    {
        if (token != Token) throw ConsumedTwice();
    }

    static InvalidOperationException ConsumedTwice() => new("The future of a call through an adapter is consumed twice, or late. As any ValueTask, it is to be awaited once.");

    /// <summary>The call has ended. Nothing of its contexts is kept between calls.</summary>
    void Rest()
    {
        if (keepsContext) EmptyBox();
        box = chain!.Rest();
        if (isForOneCall || isClosed) Chain.Return(ref chain, this);
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

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => OnCompleted(continuation, state, token, flags);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => GetStatus(token);

    void IValueTaskSource.GetResult(short token) => GetResult<VoidResult>(token);

    /// <summary>The room as the source of one type of results. It is made once for each.</summary>
    abstract class Face
    {
        internal Face? Next;
    }

    sealed class Face<R>(Room room) : Face, IValueTaskSource<R>
    {
        void IValueTaskSource<R>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => room.OnCompleted(continuation, state, token, flags);

        ValueTaskSourceStatus IValueTaskSource<R>.GetStatus(short token) => room.GetStatus(token);

        R IValueTaskSource<R>.GetResult(short token) => room.GetResult<R>(token);
    }

    /// <summary>The future of the call that has the room.</summary>
    internal ValueTask Future => new(this, Token);

    /// <summary>The same, of a call with a result.</summary>
    internal ValueTask<R> FutureOf<R>()
    {
        for (var face = faces; face is not null; face = face.Next)
        {
            if (face is Face<R> known) return new(known, Token);
        }
        var made = new Face<R>(this) { Next = faces };
        faces = made;
        return new(made, Token);
    }
}
