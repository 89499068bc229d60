using System.Runtime.CompilerServices;

namespace ByHand.Differential;

/// <summary>What the weaver would make of <see cref="Plain{R, N}.AsRoot"/>.</summary>
static class ScriptedRoot
{
    struct Machine<N> : IAsyncStateMachine
    {
        const int AtAwait = 0, AtCall = 1, AtConfiguredAwait = 2, AtHanded = 3;

        public int State, Level, Sum, At;
        public AsyncTaskMethodBuilder<int> Builder;
        public World World;
        public ICallee<N>? Next;
        public Chain? Chain;
        TaskAwaiter<int> awaiter;
        ConfiguredTaskAwaitable<int>.ConfiguredTaskAwaiter configured;
        ValueTaskAwaiter<int> handed;

        public void MoveNext()
        {
            int state = State;
            try
            {
                var steps = World.Script.Levels[Level];
                for (; At < steps.Length; At++)
                {
                    var step = steps[At];
                    switch (step.Op)
                    {
                        case Op.Task or Op.AsyncTask or Op.Source or Op.FailingSource or Op.VoidSource or Op.VoidTask or Op.Custom or Op.Yield or Op.CallHandedTask or Op.CallRoot:
                            if (state == AtAwait)
                            {
                                state = State = -1;
                            }
                            else
                            {
                                if (step.Op == Op.CallHandedTask)
                                {
                                    if (RootCalls.EnterHandedTask(Next!, Chain, World.Expected, out int value) == Answer.Completed)
                                    {
                                        Sum += value;
                                        break;
                                    }
                                    awaiter = Handed.TakeHeld<Task<int>>().GetAwaiter();
                                }
                                else
                                {
                                    awaiter = (step.Op == Op.CallRoot ? Next!.AsRoot() : World.Task(step.Op == Op.AsyncTask)).GetAwaiter();
                                }
                                if (!awaiter.IsCompleted)
                                {
                                    State = AtAwait;
                                    Chain.ForgetBuilder(Chain);
                                    Builder.AwaitUnsafeOnCompleted(ref awaiter, ref this);
                                    return;
                                }
                            }
                            Sum += awaiter.GetResult();
                            break;
                        case Op.TaskAnywhere or Op.SourceAnywhere or Op.VoidSourceAnywhere or Op.ConfiguredTask:
                            if (state == AtConfiguredAwait)
                            {
                                state = State = -1;
                            }
                            else
                            {
                                configured = World.Task().ConfigureAwait(false).GetAwaiter();
                                if (!configured.IsCompleted)
                                {
                                    State = AtConfiguredAwait;
                                    Chain.ForgetBuilder(Chain);
                                    Builder.AwaitUnsafeOnCompleted(ref configured, ref this);
                                    return;
                                }
                            }
                            Sum += configured.GetResult();
                            break;
                        case Op.CallHanded:
                            if (state == AtHanded)
                            {
                                state = State = -1;
                            }
                            else
                            {
                                if (RootCalls.EnterHanded(Next!, Chain, World.Expected, out int value) == Answer.Completed)
                                {
                                    Sum += value;
                                    break;
                                }
                                handed = Handed.TakeHeld<ValueTask<int>>().GetAwaiter();
                                if (!handed.IsCompleted)
                                {
                                    State = AtHanded;
                                    Chain.ForgetBuilder(Chain);
                                    Builder.AwaitUnsafeOnCompleted(ref handed, ref this);
                                    return;
                                }
                            }
                            Sum += handed.GetResult();
                            break;
                        case Op.Call or Op.CallAnywhere or Op.TryCall or Op.CallHeld or Op.CallHeldAnywhere:
                            try
                            {
                                Answer answer;
                                N value;
                                if (state == AtCall)
                                {
                                    state = -1;
                                    answer = Chain.Resume(ref Chain);
                                    value = answer == Answer.Completed ? Chain.TakeResult<N>(Chain!, 0) : default!;
                                }
                                else
                                {
                                    bool isHeld = step.Op is Op.CallHeld or Op.CallHeldAnywhere, isCaptured = step.Op is not (Op.CallAnywhere or Op.CallHeldAnywhere);
                                    answer = RootCalls.Enter(Next!, ref Chain, ref World.Expected, isHeld, isCaptured, ref State, AtCall, out value);
                                    if (answer == Answer.Held)
                                    {
                                        State = AtCall;
                                        answer = Chain.SuspendHeld(Chain!, isCaptured);
                                    }
                                }
                                if (answer == Answer.Pending) return;
                                if (answer == Answer.Unregistered)
                                {
                                    var awaiter = Chain.Await(Chain!);
                                    Builder.AwaitUnsafeOnCompleted(ref awaiter, ref this);
                                    return;
                                }
                                State = -1;
                                Sum += Results.Number(value);
                            }
                            catch (InvalidOperationException exception) when (step.Op == Op.TryCall)
                            {
                                State = -1;
                                World.Log($"root {Level} caught {exception.Message}");
                            }
                            break;
                        default:
                            Steps.Do(World, step, Level, Sum);
                            break;
                    }
                    World.Log($"root {Level} after {step.Op} sum {Sum}");
                }
            }
            // As in every MoveNext: whatever the method throws is its task's.
            catch (Exception exception)
            {
                State = -2;
                Chain.Return(ref Chain);
                Builder.SetException(exception);
                return;
            }
            State = -2;
            Chain.Return(ref Chain);
            Builder.SetResult(Sum);
        }

        public void SetStateMachine(IAsyncStateMachine machine)
        {
        }
    }

    internal static Task<int> Run<N>(World world, int level, ICallee<N>? next)
    {
        var machine = new Machine<N> { Builder = AsyncTaskMethodBuilder<int>.Create(), World = world, Level = level, Sum = level, Next = next, State = -1 };
        machine.Builder.Start(ref machine);
        return machine.Builder.Task;
    }
}

/// <summary>How a root calls: the scratch space is on the stack, and ends with the call.</summary>
static class RootCalls
{
    internal static Answer Enter<N>(ICallee<N> next, ref Chain? chain, ref int expected, bool isHeld, bool continueOnCapturedContext, ref int state, int suspended, out N result)
    {
        Scratch scratch = default;
        scratch.Begin(CurrentThread.Known(default), chain, expected, 0, 0);
        var answer = ((ICalleeScratch<N>)next).Next(ref scratch, out result);
        if (answer == Answer.Completed) return answer;
        return isHeld
            ? Chain.EndHeld(answer, ref scratch, ref chain, ref expected)
            : Chain.End(answer, ref scratch, ref chain, continueOnCapturedContext, ref expected, ref state, suspended);
    }

    internal static Answer EnterHanded<N>(ICallee<N> next, Chain? chain, int expected, out int result)
    {
        Scratch scratch = default;
        scratch.Begin(CurrentThread.Known(default), chain, expected, 0, 0);
        var answer = ((ICalleeScratch<N>)next).Handed(ref scratch, out result);
        if (answer == Answer.HandedBack) Handed.Hold(ref scratch);
        return answer;
    }

    internal static Answer EnterHandedTask<N>(ICallee<N> next, Chain? chain, int expected, out int result)
    {
        Scratch scratch = default;
        scratch.Begin(CurrentThread.Known(default), chain, expected, 0, 0);
        var answer = ((ICalleeScratch<N>)next).HandedTask(ref scratch, out result);
        if (answer == Answer.HandedBack) Handed.Hold(ref scratch);
        return answer;
    }
}
