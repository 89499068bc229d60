using System.Runtime.CompilerServices;
using Unboxed.CompilerServices;

namespace Unboxed.Tests.Support;

/// <summary>A root: <c>for (…) sum += number(await source.Next().ConfigureAwait(continueOnCapturedContext));</c></summary>
static class Root
{
    /// <summary>Runs a root that makes <paramref name="count"/> calls.</summary>
    internal static Task<long> Run(INode<int> source, int count, bool continueOnCapturedContext = true, Action<long>? afterCall = null) =>
        Root<int>.Run(new() { Source = source, Count = count, Number = x => x, IsCaptured = continueOnCapturedContext, AfterCall = afterCall });
}

/// <summary>What a root does.</summary>
sealed class RootCalls<R>
{
    internal required INode<R> Source { get; init; }

    internal required int Count { get; init; }

    internal required Func<R, long> Number { get; init; }

    /// <summary>Whether its awaits of scratch calls capture where it goes on.</summary>
    internal bool IsCaptured { get; init; } = true;

    /// <summary>Whether it says that only after the callee has suspended.</summary>
    internal bool IsHeld { get; init; }

    internal Action<long>? AfterCall { get; init; }

    /// <summary>Its side stack, in bytes.</summary>
    internal int SideStack { get; init; }

    /// <summary>What it awaits between two calls, in the ordinary way and without capturing where it goes on; null: nothing.</summary>
    internal Func<Task?>? Between { get; init; }
}

static class Root<R>
{
    /// <summary>How large a chain the root's method needs, as it has noted.</summary>
    internal static int Expected;

    internal static Task<long> Run(RootCalls<R> calls)
    {
        var machine = new Machine { Builder = AsyncTaskMethodBuilder<long>.Create(), Calls = calls, State = -1 };
        machine.Builder.Start(ref machine);
        return machine.Builder.Task;
    }

    static Answer Enter(RootCalls<R> calls, ref Chain? chain, out R result)
    {
        Scratch scratch = default;
        scratch.Begin(CurrentThread.Known(default), chain, Expected);
        if (calls.SideStack > 0) scratch.SideStack = calls.SideStack;
        var answer = calls.Source.Next(ref scratch, out result);
        if (calls.SideStack > 0) scratch.KeepSideStack();
        switch (answer)
        {
            case Answer.Completed:
                break;
            case Answer.Pending:
                return calls.IsHeld ? Chain.Hold(ref chain, ref scratch, ref Expected) : Chain.Suspend(ref chain, ref scratch, calls.IsCaptured, ref Expected);
            case Answer.Faulted:
                scratch.Throw(0);
                break;
            default:
                throw new NotSupportedException("The ordinary call is not part of this test.");
        }
        return answer;
    }

    struct Machine : IAsyncStateMachine
    {
        const int AtCall = 0, AtAwait = 1;

        internal int State;
        internal AsyncTaskMethodBuilder<long> Builder;
        internal RootCalls<R> Calls;
        int index;
        long sum;
        Chain? chain;
        ConfiguredTaskAwaitable.ConfiguredTaskAwaiter awaiter;

        public void MoveNext()
        {
            try
            {
                R value;
                Answer answer;
                switch (State)
                {
                    case AtCall:
                        answer = RootSide.Resume(ref chain, out value);
                        goto Answered;
                    case AtAwait:
                        State = -1;
                        goto Awaited;
                    default:
                        goto Check;
                }
            Call:
                State = AtCall;
                answer = Enter(Calls, ref chain, out value);
                if (answer == Answer.Held) answer = Chain.SuspendHeld(chain!, Calls.IsCaptured);
            Answered:
                if (answer == Answer.Pending) return;
                if (answer == Answer.Unregistered)
                {
                    var ofChain = Chain.Await(chain!);
                    Builder.AwaitUnsafeOnCompleted(ref ofChain, ref this);
                    return;
                }
                State = -1;
                sum += Calls.Number(value);
                Calls.AfterCall?.Invoke(sum);
                index++;
                if (Calls.Between?.Invoke() is not { } between) goto Check;
                awaiter = between.ConfigureAwait(false).GetAwaiter();
                if (!awaiter.IsCompleted)
                {
                    State = AtAwait;
                    Chain.ForgetBuilder(chain);
                    Builder.AwaitUnsafeOnCompleted(ref awaiter, ref this);
                    return;
                }
            Awaited:
                awaiter.GetResult();
                awaiter = default;
            Check:
                if (index < Calls.Count) goto Call;
            }
            // As in every MoveNext: whatever the method throws is its task's.
            catch (Exception exception)
            {
                State = -2;
                Return();
                Builder.SetException(exception);
                return;
            }
            State = -2;
            Return();
            Builder.SetResult(sum);
        }

        void Return()
        {
            if (Calls.SideStack > 0) Chain.ReturnFromSideStack(ref chain);
            else Chain.Return(ref chain);
        }

        public readonly void SetStateMachine(IAsyncStateMachine stateMachine) => Builder.SetStateMachine(stateMachine);
    }
}
