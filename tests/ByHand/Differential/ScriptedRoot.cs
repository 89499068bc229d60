using System.Runtime.CompilerServices;

namespace ByHand.Differential;

/// <summary>What the weaver would make of <see cref="Plain.Run"/>.</summary>
static class ScriptedRoot
{
    struct Machine : IAsyncStateMachine
    {
        public int State, Sum, At;
        public AsyncTaskMethodBuilder<int> Builder;
        public World World;
        public ILevel Next;
        public Chain? Chain;
        public TaskAwaiter<int> Awaiter;
        public ConfiguredTaskAwaitable<int>.ConfiguredTaskAwaiter Configured;

        public void MoveNext()
        {
            int state = State;
            try
            {
                var steps = World.Script.Levels[0];
                for (; At < steps.Length; At++)
                {
                    var step = steps[At];
                    switch (step.Op)
                    {
                        case Op.Task or Op.AsyncTask or Op.Source or Op.FailingSource or Op.VoidSource or Op.VoidTask or Op.Custom or Op.Yield:
                            if (state == 0) { state = State = -1; }
                            else
                            {
                                Awaiter = World.Task(step.Op == Op.AsyncTask).GetAwaiter();
                                if (!Awaiter.IsCompleted) { State = 0; Chain.ForgetBuilder(Chain); Builder.AwaitUnsafeOnCompleted(ref Awaiter, ref this); return; }
                            }
                            Sum += Awaiter.GetResult();
                            break;
                        case Op.TaskAnywhere or Op.SourceAnywhere or Op.VoidSourceAnywhere or Op.ConfiguredTask:
                            if (state == 0) { state = State = -1; }
                            else
                            {
                                Configured = World.Task().ConfigureAwait(false).GetAwaiter();
                                if (!Configured.IsCompleted) { State = 0; Chain.ForgetBuilder(Chain); Builder.AwaitUnsafeOnCompleted(ref Configured, ref this); return; }
                            }
                            Sum += Configured.GetResult();
                            break;
                        case Op.Call or Op.CallAnywhere or Op.TryCall:
                            try
                            {
                                Answer answer;
                                int value;
                                if (state == 0)
                                {
                                    state = -1;
                                    answer = Chain.Resume(ref Chain!, out value);
                                }
                                else
                                {
                                    State = 0;
                                    answer = RootCalls.Enter((ILevelScratch)Next, Thread.CurrentThread, ref Chain, ref World.Expected, step.Op != Op.CallAnywhere, out value);
                                }
                                if (answer == Answer.Pending) return;
                                if (answer == Answer.Unregistered)
                                {
                                    var awaiter = Chain.Await(Chain!);
                                    Builder.AwaitUnsafeOnCompleted(ref awaiter, ref this);
                                    return;
                                }
                                State = -1;
                                Sum += value;
                            }
                            catch (InvalidOperationException exception) when (step.Op == Op.TryCall)
                            {
                                State = -1;
                                World.Log($"root caught {exception.Message}");
                            }
                            break;
                        default:
                            Steps.Do(World, step, 0, Sum);
                            break;
                    }
                    World.Log($"root after {step.Op} sum {Sum}");
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

    internal static Task<int> Run(World world, ILevel next)
    {
        var machine = new Machine { Builder = AsyncTaskMethodBuilder<int>.Create(), World = world, Next = next, State = -1 };
        machine.Builder.Start(ref machine);
        return machine.Builder.Task;
    }
}
