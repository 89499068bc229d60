using System.Runtime.CompilerServices;

namespace ByHand.Differential;

/// <summary>What the weaver would make of <see cref="Plain.Next"/>.</summary>
sealed class Scripted(World world, int level, ILevel? next) : ILevel, ILevelScratch
{
    readonly World world = world;
    readonly int level = level;
    readonly ILevel? next = next;

    public ValueTask<int> Next() => throw new NotSupportedException();

    public Answer Next(ref Scratch scratch, out int result) => F.Run(this, -1, Place.None, ref scratch, out result);

    sealed class F() : Future(Slots, Words)
    {
        const int Slots = HeaderSlots + 1, Words = HeaderWords + 2;

        static readonly F Instance = new();

        public override Answer Resume(ref Scratch scratch, Place place, int state)
        {
            var answer = Run(null!, state, place, ref scratch, out int result);
            if (answer == Answer.Completed) scratch.SetResult(result);
            return answer;
        }

        internal static Answer Run(Scripted self, int state, Place place, ref Scratch scratch, out int result)
        {
            var execution = Fence.Execution(ref scratch);
            var synchronization = Fence.Synchronization(ref scratch);
            bool isCall = state < 0;
            result = 0;
            var answer = Answer.Completed;
            try
            {
                int sum = 0, at = 0;
                Step step = default;
                if (state >= 0)
                {
                    self = scratch.Kept<Scripted>(place, HeaderSlots);
                    sum = scratch.KeptWord<int>(place, HeaderWords);
                    at = scratch.KeptWord<int>(place, HeaderWords + 1);
                    step = self.world.Script.Levels[self.level][at];
                }
                else
                {
                    sum = self.level;
                }
                for (; at < self.world.Script.Levels[self.level].Length; at++)
                {
                    step = self.world.Script.Levels[self.level][at];
                    switch (step.Op)
                    {
                        case Op.Source or Op.FailingSource:
                            {
                                ValueTaskAwaiter<int> awaiter;
                                if (state >= 0)
                                {
                                    awaiter = Leaves.TakeValueTaskOf<int>(ref scratch, place);
                                    state = -1;
                                }
                                else
                                {
                                    awaiter = self.world.Source(step.Op == Op.FailingSource).GetAwaiter();
                                    if (!awaiter.IsCompleted)
                                    {
                                        place = Leaves.SuspendAtValueTaskOf(ref scratch, ref awaiter, Instance, 0, place);
                                        goto Pending;
                                    }
                                }
                                sum += awaiter.GetResult();
                                break;
                            }
                        case Op.SourceAnywhere:
                            {
                                ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter awaiter;
                                if (state >= 0)
                                {
                                    awaiter = Leaves.TakeConfiguredValueTaskOf<int>(ref scratch, place);
                                    state = -1;
                                }
                                else
                                {
                                    awaiter = self.world.Source().ConfigureAwait(false).GetAwaiter();
                                    if (!awaiter.IsCompleted)
                                    {
                                        place = Leaves.SuspendAtConfiguredValueTaskOf(ref scratch, ref awaiter, Instance, 0, place);
                                        goto Pending;
                                    }
                                }
                                sum += awaiter.GetResult();
                                break;
                            }
                        case Op.VoidSource:
                            {
                                ValueTaskAwaiter awaiter;
                                if (state >= 0)
                                {
                                    awaiter = Leaves.TakeValueTask(ref scratch, place);
                                    state = -1;
                                }
                                else
                                {
                                    awaiter = self.world.VoidSource().GetAwaiter();
                                    if (!awaiter.IsCompleted)
                                    {
                                        place = Leaves.SuspendAtValueTask(ref scratch, ref awaiter, Instance, 0, place);
                                        goto Pending;
                                    }
                                }
                                awaiter.GetResult();
                                break;
                            }
                        case Op.VoidSourceAnywhere:
                            {
                                ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter awaiter;
                                if (state >= 0)
                                {
                                    awaiter = Leaves.TakeConfiguredValueTask(ref scratch, place);
                                    state = -1;
                                }
                                else
                                {
                                    awaiter = self.world.VoidSource().ConfigureAwait(false).GetAwaiter();
                                    if (!awaiter.IsCompleted)
                                    {
                                        place = Leaves.SuspendAtConfiguredValueTask(ref scratch, ref awaiter, Instance, 0, place);
                                        goto Pending;
                                    }
                                }
                                awaiter.GetResult();
                                break;
                            }
                        case Op.Task or Op.AsyncTask:
                            {
                                TaskAwaiter<int> awaiter;
                                if (state >= 0)
                                {
                                    awaiter = Leaves.TakeTask<TaskAwaiter<int>>(ref scratch, place);
                                    state = -1;
                                }
                                else
                                {
                                    awaiter = self.world.Task(step.Op == Op.AsyncTask).GetAwaiter();
                                    if (!awaiter.IsCompleted)
                                    {
                                        place = Leaves.SuspendAtTask(ref scratch, ref awaiter, Instance, 0, place);
                                        goto Pending;
                                    }
                                }
                                sum += awaiter.GetResult();
                                break;
                            }
                        case Op.TaskAnywhere:
                            {
                                ConfiguredTaskAwaitable<int>.ConfiguredTaskAwaiter awaiter;
                                if (state >= 0)
                                {
                                    awaiter = Leaves.TakeConfiguredTask<ConfiguredTaskAwaitable<int>.ConfiguredTaskAwaiter>(ref scratch, place);
                                    state = -1;
                                }
                                else
                                {
                                    awaiter = self.world.Task().ConfigureAwait(false).GetAwaiter();
                                    if (!awaiter.IsCompleted)
                                    {
                                        place = Leaves.SuspendAtConfiguredTask(ref scratch, ref awaiter, Instance, 0, place);
                                        goto Pending;
                                    }
                                }
                                sum += awaiter.GetResult();
                                break;
                            }
                        case Op.VoidTask:
                            {
                                TaskAwaiter awaiter;
                                if (state >= 0)
                                {
                                    awaiter = Leaves.TakeTask<TaskAwaiter>(ref scratch, place);
                                    state = -1;
                                }
                                else
                                {
                                    awaiter = self.world.VoidTask(false).GetAwaiter();
                                    if (!awaiter.IsCompleted)
                                    {
                                        place = Leaves.SuspendAtTask(ref scratch, ref awaiter, Instance, 0, place);
                                        goto Pending;
                                    }
                                }
                                awaiter.GetResult();
                                break;
                            }
                        case Op.ConfiguredTask:
                            {
                                ConfiguredTaskAwaitable.ConfiguredTaskAwaiter awaiter;
                                if (state >= 0)
                                {
                                    awaiter = Leaves.TakeConfiguredTask<ConfiguredTaskAwaitable.ConfiguredTaskAwaiter>(ref scratch, place);
                                    state = -1;
                                }
                                else
                                {
                                    awaiter = self.world.VoidTask(true).ConfigureAwait(Steps.Options(step.Argument)).GetAwaiter();
                                    if (!awaiter.IsCompleted)
                                    {
                                        place = Leaves.SuspendAtConfiguredTask(ref scratch, ref awaiter, Instance, 0, place);
                                        goto Pending;
                                    }
                                }
                                awaiter.GetResult();
                                break;
                            }
                        case Op.Custom:
                            {
                                World.Awaiter awaiter;
                                if (state >= 0)
                                {
                                    awaiter = Leaves.TakeOther<World.Awaiter>(ref scratch, place);
                                    state = -1;
                                }
                                else
                                {
                                    awaiter = self.world.Custom().GetAwaiter();
                                    if (!awaiter.IsCompleted)
                                    {
                                        place = Leaves.SuspendOther(ref scratch, ref awaiter, Instance, 0, place);
                                        goto Pending;
                                    }
                                }
                                sum += awaiter.GetResult();
                                break;
                            }
                        case Op.Yield:
                            {
                                YieldAwaitable.YieldAwaiter awaiter;
                                if (state >= 0)
                                {
                                    awaiter = Leaves.TakeYield(ref scratch, place);
                                    state = -1;
                                }
                                else
                                {
                                    awaiter = Task.Yield().GetAwaiter();
                                    place = Leaves.SuspendAtYield(ref scratch, ref awaiter, Instance, 0, place);
                                    goto Pending;
                                }
                                awaiter.GetResult();
                                World.LetCallersSuspend();
                                break;
                            }
                        case Op.Call or Op.CallAnywhere or Op.TryCall:
                            {
                                try
                                {
                                    int value;
                                    if (state >= 0) { state = -1; value = scratch.TakeResult<int>(); }
                                    else
                                    {
                                        answer = ((ILevelScratch)self.next!).Next(ref scratch, out value);
                                        if (answer == Answer.Pending) { place = scratch.SuspendAtCall(Instance, 3, place, step.Op != Op.CallAnywhere); goto Pending; }
                                        if (answer == Answer.Faulted) { answer = Answer.Completed; scratch.Throw(); }
                                    }
                                    sum += value;
                                }
                                catch (InvalidOperationException exception) when (step.Op == Op.TryCall)
                                {
                                    self.world.Log($"level {self.level} caught {exception.Message}");
                                }
                                break;
                            }
                        default:
                            Steps.Do(self.world, step, self.level, sum);
                            break;
                    }
                    self.world.Log($"level {self.level} after {step.Op} sum {sum}");
                }
                result = sum;
                goto Exit;
            Pending:
                scratch.Keep(place, HeaderSlots, self);
                scratch.KeepWord(place, HeaderWords, sum);
                scratch.KeepWord(place, HeaderWords + 1, at);
                answer = Answer.Pending;
            Exit:;
            }
            // As in every MoveNext: whatever the method throws is its task's.
            catch (Exception exception)
            {
                answer = scratch.Fail(exception);
            }
            if (isCall) Fence.Exit(ref scratch, execution, synchronization);
            return answer;
        }
    }
}
