using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Unboxed.CompilerServices;

namespace Unboxed.Tests.Support;

/// <summary>A root: <c>for (…) sum += await source.Next().ConfigureAwait(continueOnCapturedContext);</c></summary>
static class Root
{
    internal const int StackSlots = 16, StackWords = 8;

    /// <summary>Runs a root that makes <paramref name="count"/> calls.</summary>
    internal static Task<long> Run(INode source, int count, bool continueOnCapturedContext = true, Action<long>? afterCall = null)
    {
        var machine = new Machine
        {
            Builder = AsyncTaskMethodBuilder<long>.Create(),
            Source = source,
            Count = count,
            IsCaptured = continueOnCapturedContext,
            AfterCall = afterCall,
            State = -1,
        };
        machine.Builder.Start(ref machine);
        return machine.Builder.Task;
    }

    /// <summary>The entry stub: the scratch space is on the stack until the first suspension, in a chain afterwards.</summary>
    static Future<int>? Enter(INode source, ref Chain? chain, ThreadContext thread, out int result)
    {
        if (chain is not null) return source.Next(ref chain.CalleeRefs, ref chain.CalleeWords, chain.CalleeRoom, thread, out result);
        var slots = default(Slots);
        var words = default(Words);
        var callee = source.Next(ref slots[0], ref words[0], Chain.StackRoom(StackSlots, StackWords), thread, out result);
        if (callee is not null && !callee.IsDeclined) chain = Chain.Promote(ref slots[0], StackSlots, ref words[0], StackWords, StackSlots, StackWords, thread);
        return callee;
    }

    struct Machine : IAsyncStateMachine
    {
        internal int State;
        internal AsyncTaskMethodBuilder<long> Builder;
        internal INode Source;
        internal int Count;
        internal bool IsCaptured;
        internal Action<long>? AfterCall;
        int index;
        long sum;
        Chain? chain;

        public void MoveNext()
        {
            var thread = State == 0 ? Chain.EnterResumed(chain!) : ThreadContext.EnterRoot();
            try
            {
                int value;
                if (State == 0)
                {
                    State = -1;
                    if (!chain!.Resume(thread, out value, out ExceptionDispatchInfo? fault)) goto Pending;
                    fault?.Throw();
                    goto Resumed;
                }
                goto Check;
            Call:
                var callee = Enter(Source, ref chain, thread, out value);
                if (callee is not null)
                {
                    if (callee.IsDeclined) throw new NotSupportedException("The ordinary call is not part of this test.");
                    State = 0;
                    if (chain!.Suspend(callee, IsCaptured, thread)) goto Armed;
                    goto Builder;
                }
            Resumed:
                sum += value;
                AfterCall?.Invoke(sum);
                index++;
            Check:
                if (index < Count) goto Call;
                goto Done;
            Pending:
                State = 0;
                if (chain!.TryRearm(thread)) goto Armed;
            Builder:
                var awaiter = chain!.Await(thread);
                Builder.AwaitUnsafeOnCompleted(ref awaiter, ref this);
            Armed:
                ThreadContext.LeaveRoot(thread);
                return;
            Done:;
            }
            catch (Exception exception)
            {
                State = -2;
                Chain.Return(ref chain, thread);
                Builder.SetException(exception);
                ThreadContext.LeaveRoot(thread);
                return;
            }
            State = -2;
            Chain.Return(ref chain, thread);
            Builder.SetResult(sum);
            ThreadContext.LeaveRoot(thread);
        }

        public readonly void SetStateMachine(IAsyncStateMachine stateMachine) => Builder.SetStateMachine(stateMachine);
    }

    [InlineArray(StackSlots)]
    struct Slots
    {
        object? first;
    }

    [InlineArray(StackWords)]
    struct Words
    {
        long first;
    }
}
