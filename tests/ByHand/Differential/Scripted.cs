using System.Runtime.CompilerServices;

namespace ByHand.Differential;

/// <summary>The companion of <see cref="ICallee{R}"/>.</summary>
interface ICalleeScratch<R>
{
    Answer Next(ref Scratch scratch, out R result);

    Answer Handed(ref Scratch scratch, out int result);

    Answer HandedTask(ref Scratch scratch, out int result);
}

/// <summary>What the weaver would make of <see cref="Plain{R, N}"/>.</summary>
sealed class Scripted<R, N>(World world, int level, ICallee<N>? next) : ICallee<R>, ICalleeScratch<R>
{
    readonly World world = world;
    readonly int level = level;
    readonly ICallee<N>? next = next;

    public ValueTask<R> Next() => throw new NotSupportedException();

    public ValueTask<int> Handed() => throw new NotSupportedException();

    public Task<int> HandedTask() => throw new NotSupportedException();

    public Task<int> AsRoot() => ScriptedRoot.Run(world, level, next);

    public Answer Next(ref Scratch scratch, out R result) => F.Run(this, -1, Place.None, ref scratch, out result);

    public Answer Handed(ref Scratch scratch, out int result) => Unboxed.CompilerServices.Handed.ReturnValueTaskOf(world.Source(), ref scratch, out result);

    public Answer HandedTask(ref Scratch scratch, out int result) => Unboxed.CompilerServices.Handed.ReturnTaskOf(world.Task(), ref scratch, out result);

    sealed class F() : Future(Slots, ResultWords + Layout.Words<R>())
    {
        const int Self = HeaderSlots, Result = HeaderSlots + 1, Slots = HeaderSlots + 2;
        const int Sum = HeaderWords, At = HeaderWords + 1, ResultWords = HeaderWords + 2;

        static readonly F Instance = new();

        public override Answer Resume(ref Scratch scratch, Place place, int state)
        {
            var answer = Run(null!, state, place, ref scratch, out R result);
            if (answer == Answer.Completed) GivenResults.Give(ref scratch, result);
            return answer;
        }

        internal static Answer Run(Scripted<R, N> self, int state, Place place, ref Scratch scratch, out R result)
        {
            var execution = Fence.Execution(ref scratch);
            var synchronization = Fence.Synchronization(ref scratch);
            bool isCall = state < 0;
            result = default!;
            var answer = Answer.Completed;
            try
            {
                int sum = 0, at = 0;
                R last;
                Step step = default;
                if (state >= 0)
                {
                    self = scratch.Kept<Scripted<R, N>>(place, Self);
                    sum = scratch.KeptWord<int>(place, Sum);
                    at = scratch.KeptWord<int>(place, At);
                    last = Layout.Take<R>(ref scratch, place, Result, ResultWords);
                    step = self.world.Script.Levels[self.level][at];
                }
                else
                {
                    sum = self.level;
                    last = Results.Make<R>(sum);
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
                                        place = Leaves.SuspendAtValueTaskOf(ref scratch, awaiter, Instance, 0, place);
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
                                        place = Leaves.SuspendAtConfiguredValueTaskOf(ref scratch, awaiter, Instance, 0, place);
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
                                        place = Leaves.SuspendAtValueTask(ref scratch, awaiter, Instance, 0, place);
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
                                        place = Leaves.SuspendAtConfiguredValueTask(ref scratch, awaiter, Instance, 0, place);
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
                                        place = Leaves.SuspendAtTask(ref scratch, awaiter, Instance, 0, place);
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
                                        place = Leaves.SuspendAtConfiguredTask(ref scratch, awaiter, Instance, 0, place);
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
                                        place = Leaves.SuspendAtTask(ref scratch, awaiter, Instance, 0, place);
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
                                        place = Leaves.SuspendAtConfiguredTask(ref scratch, awaiter, Instance, 0, place);
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
                                        place = Leaves.SuspendOther(ref scratch, awaiter, Instance, 0, place);
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
                                    place = Leaves.SuspendAtYield(ref scratch, awaiter, Instance, 0, place);
                                    goto Pending;
                                }
                                awaiter.GetResult();
                                World.LetCallersSuspend();
                                break;
                            }
                        case Op.Call or Op.CallAnywhere or Op.TryCall or Op.CallHeld or Op.CallHeldAnywhere:
                            {
                                try
                                {
                                    N value;
                                    if (state >= 0)
                                    {
                                        state = -1;
                                        value = scratch.TakeResult<N>(0);
                                    }
                                    else
                                    {
                                        answer = ((ICalleeScratch<N>)self.next!).Next(ref scratch, out value);
                                        if (answer == Answer.Pending)
                                        {
                                            place = scratch.SuspendAtCall(Instance, 0, place, step.Op is not (Op.CallAnywhere or Op.CallHeldAnywhere));
                                            goto Pending;
                                        }
                                        if (answer == Answer.Faulted)
                                        {
                                            answer = Answer.Completed;
                                            scratch.Throw(0);
                                        }
                                    }
                                    sum += Results.Number(value);
                                }
                                catch (InvalidOperationException exception) when (step.Op == Op.TryCall)
                                {
                                    self.world.Log($"level {self.level} caught {exception.Message}");
                                }
                                break;
                            }
                        case Op.CallHanded:
                            {
                                ValueTaskAwaiter<int> awaiter;
                                if (state >= 0)
                                {
                                    awaiter = Leaves.TakeValueTaskOf<int>(ref scratch, place);
                                    state = -1;
                                }
                                else
                                {
                                    answer = ((ICalleeScratch<N>)self.next!).Handed(ref scratch, out int value);
                                    if (answer == Answer.Completed)
                                    {
                                        sum += value;
                                        break;
                                    }
                                    answer = Answer.Completed;
                                    awaiter = Unboxed.CompilerServices.Handed.Take<ValueTask<int>>(ref scratch).GetAwaiter();
                                    if (!awaiter.IsCompleted)
                                    {
                                        place = Leaves.SuspendAtValueTaskOf(ref scratch, awaiter, Instance, 0, place);
                                        goto Pending;
                                    }
                                }
                                sum += awaiter.GetResult();
                                break;
                            }
                        case Op.CallHandedTask or Op.CallRoot:
                            {
                                TaskAwaiter<int> awaiter;
                                if (state >= 0)
                                {
                                    awaiter = Leaves.TakeTask<TaskAwaiter<int>>(ref scratch, place);
                                    state = -1;
                                }
                                else
                                {
                                    if (step.Op == Op.CallHandedTask)
                                    {
                                        answer = ((ICalleeScratch<N>)self.next!).HandedTask(ref scratch, out int value);
                                        if (answer == Answer.Completed)
                                        {
                                            sum += value;
                                            break;
                                        }
                                        answer = Answer.Completed;
                                        awaiter = Unboxed.CompilerServices.Handed.Take<Task<int>>(ref scratch).GetAwaiter();
                                    }
                                    else
                                    {
                                        awaiter = self.next!.AsRoot().GetAwaiter();
                                    }
                                    if (!awaiter.IsCompleted)
                                    {
                                        place = Leaves.SuspendAtTask(ref scratch, awaiter, Instance, 0, place);
                                        goto Pending;
                                    }
                                }
                                sum += awaiter.GetResult();
                                break;
                            }
                        default:
                            Steps.Do(self.world, step, self.level, sum);
                            break;
                    }
                    last = Results.Make<R>(sum);
                    self.world.Log($"level {self.level} after {step.Op} sum {sum}");
                }
                result = last;
                goto Exit;
            Pending:
                scratch.Keep(place, Self, self);
                scratch.KeepWord(place, Sum, sum);
                scratch.KeepWord(place, At, at);
                Layout.Save(ref scratch, place, Result, ResultWords, last);
                answer = Answer.Pending;
            Exit:;
            }
            // As in every MoveNext: whatever the method throws is its task's.
            catch (Exception exception)
            {
                answer = Scratch.Fail(exception, ref scratch);
            }
            if (isCall) Fence.Exit(ref scratch, execution, synchronization);
            return answer;
        }
    }
}
