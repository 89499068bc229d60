using System.Runtime.CompilerServices;

namespace ByHand;

public interface ILevel
{
    ValueTask<int> Next();
}

public interface ILevelScratch
{
    Type? Next(ref ScratchHandle scratch, out int result);
}

public sealed class PlainLeaf(Pump pump, bool sync, int times) : ILevel
{
    public async ValueTask<int> Next()
    {
        int x = 0;
        for (int i = 0; i < times; i++) x += await (sync ? pump.Sync() : pump.Yield());
        return x + 1;
    }
}

public sealed class PlainRelay(ILevel next) : ILevel
{
    public async ValueTask<int> Next()
    {
        int x = await next.Next();
        return x + 1;
    }
}

public static class PlainRoot
{
    public static async Task<long> Run(ILevel source, int count)
    {
        long sum = 0;
        for (int i = 0; i < count; i++) sum += await source.Next();
        return sum;
    }
}

/// <summary>What the weaver would make of <see cref="PlainLeaf"/>.</summary>
public class ScratchLeaf(Pump pump, bool sync, int times) : ILevel, ILevelScratch
{
    readonly Pump pump = pump;
    readonly bool sync = sync;
    readonly int times = times;

    public ValueTask<int> Next() => throw new NotSupportedException();

    public Type? Next(ref ScratchHandle scratch, out int result)
    {
        if (GetType() == typeof(ScratchLeaf) && Companion.IsOffered(ref scratch)) return Companion.Give(F.Run(this, -1, Place.None, ref Companion.Open(ref scratch), out result));
        result = 0;
        return null;
    }

    sealed class F() : Future(Slots, Words)
    {
        const int Slots = HeaderSlots + 1, Words = HeaderWords + 2;

        static readonly F Instance = new();

        public override Answer Resume(ref Scratch scratch, Place place, int state)
        {
            var answer = Run(null!, state, place, ref scratch, out int result);
            if (answer == Answer.Completed) GivenResults.Give(ref scratch, result);
            return answer;
        }

        public static Answer Run(ScratchLeaf self, int state, Place place, ref Scratch scratch, out int result)
        {
            var execution = Fence.Execution(ref scratch);
            var synchronization = Fence.Synchronization(ref scratch);
            Unsafe.SkipInit(out result);
            var answer = Answer.Completed;
            try
            {
                int x = 0, i = 0;
                ValueTaskAwaiter<int> awaiter;
                if (state == 0)
                {
                    self = scratch.Kept<ScratchLeaf>(place, HeaderSlots);
                    x = scratch.KeptWord<int>(place, HeaderWords);
                    i = scratch.KeptWord<int>(place, HeaderWords + 1);
                    awaiter = Leaves.TakeValueTaskOf<int>(ref scratch, place);
                    goto Resumed;
                }
            Loop:
                if (i >= self.times) goto Done;
                awaiter = (self.sync ? self.pump.Sync() : self.pump.Yield()).GetAwaiter();
                if (!awaiter.IsCompleted)
                {
                    place = Leaves.SuspendAtValueTaskOf(ref scratch, awaiter, Instance, 0, place);
                    scratch.Keep(place, HeaderSlots, self);
                    scratch.KeepWord(place, HeaderWords, x);
                    scratch.KeepWord(place, HeaderWords + 1, i);
                    answer = Answer.Pending;
                    goto Exit;
                }
            Resumed:
                x += awaiter.GetResult();
                i++;
                goto Loop;
            Done:
                result = x + 1;
            Exit:;
            }
            // As in every MoveNext: whatever the method throws is its task's.
            catch (Exception exception)
            {
                answer = Scratch.Fail(exception, ref scratch);
            }
            if (state < 0) Fence.Exit(ref scratch, execution, synchronization);
            return answer;
        }
    }
}

/// <summary>What the weaver would make of <see cref="PlainRelay"/>.</summary>
public class ScratchRelay(ILevel next) : ILevel, ILevelScratch
{
    readonly ILevel next = next;

    public ValueTask<int> Next() => throw new NotSupportedException();

    public Type? Next(ref ScratchHandle scratch, out int result)
    {
        if (GetType() == typeof(ScratchRelay) && Companion.IsOffered(ref scratch)) return Companion.Give(F.Run(this, -1, Place.None, ref Companion.Open(ref scratch), out result));
        result = 0;
        return null;
    }

    sealed class F() : Future(Slots, Words)
    {
        const int Slots = HeaderSlots, Words = HeaderWords;

        static readonly F Instance = new();

        public override Answer Resume(ref Scratch scratch, Place place, int state)
        {
            var answer = Run(null!, state, place, ref scratch, out int result);
            if (answer == Answer.Completed) GivenResults.Give(ref scratch, result);
            return answer;
        }

        public static Answer Run(ScratchRelay self, int state, Place place, ref Scratch scratch, out int result)
        {
            var execution = Fence.Execution(ref scratch);
            var synchronization = Fence.Synchronization(ref scratch);
            Unsafe.SkipInit(out result);
            var answer = Answer.Completed;
            try
            {
                int x;
                if (state == 0)
                {
                    x = scratch.TakeResult<int>(0);
                    goto Resumed;
                }
                if (self.next is not ILevelScratch callee) throw new NotSupportedException("the ordinary call");
                answer = Companion.Take(callee.Next(ref scratch.Handle, out x));
                if (answer != Answer.Completed)
                {
                    if (answer == Answer.Pending)
                    {
                        scratch.SuspendAtCall(Instance, 0, place, true);
                        goto Exit;
                    }
                    if (answer == Answer.Faulted) scratch.Throw(0);
                    throw new NotSupportedException("the ordinary call");
                }
            Resumed:
                result = x + 1;
            Exit:;
            }
            // As in every MoveNext: whatever the method throws is its task's.
            catch (Exception exception)
            {
                answer = Scratch.Fail(exception, ref scratch);
            }
            if (state < 0) Fence.Exit(ref scratch, execution, synchronization);
            return answer;
        }
    }
}

/// <summary>What the weaver would make of <see cref="PlainRoot"/>.</summary>
public static class ScratchRoot
{
    static int expected;

    static Answer Enter(ILevelScratch callee, ref Machine machine, CurrentThread thread, out int result)
    {
        Scratch scratch = default;
        scratch.Begin(thread, machine.Chain, expected, 0, 0);
        var answer = Companion.Take(callee.Next(ref scratch.Handle, out result));
        if (answer != Answer.Completed) return Chain.End(answer, ref scratch, ref machine.Chain, true, ref expected, ref machine.State, 0);
        scratch.End();
        return answer;
    }

    struct Machine : IAsyncStateMachine
    {
        public int State;
        public AsyncTaskMethodBuilder<long> Builder;
        public ILevel Source;
        public int Count, Index;
        public long Sum;
        public Chain? Chain;

        public void MoveNext()
        {
            long sum;
            try
            {
                int value;
                Answer answer;
                CurrentThread thread = default;
                if (State == 0)
                {
                    answer = Chain.Resume(ref Chain);
                    if (answer == Answer.Pending) return;
                    if (answer == Answer.Unregistered) goto Await;
                    State = -1;
                    value = Chain.TakeResult<int>(Chain!, 0);
                    goto Resumed;
                }
                goto Check;
            Call:
                if (Source is not ILevelScratch scratch) throw new NotSupportedException("the ordinary call");
                thread = CurrentThread.Known(thread);
                answer = Enter(scratch, ref this, thread, out value);
                if (answer == Answer.Pending) return;
                if (answer != Answer.Completed) goto Await;
            Resumed:
                Sum += value;
                Index++;
            Check:
                if (Index < Count) goto Call;
                sum = Sum;
                goto Done;
            Await:
                var awaiter = Chain.Await(Chain!);
                Builder.AwaitUnsafeOnCompleted(ref awaiter, ref this);
                return;
            Done:;
            }
            // As in every MoveNext: whatever the method throws is its task's.
            catch (Exception exception)
            {
                State = -2;
                Builder.SetException(exception);
                return;
            }
            State = -2;
            Chain.Return(ref Chain);
            Builder.SetResult(sum);
        }

        public void SetStateMachine(IAsyncStateMachine machine)
        {
        }
    }

    public static Task<long> Run(ILevel source, int count)
    {
        var machine = new Machine { Builder = AsyncTaskMethodBuilder<long>.Create(), Source = source, Count = count, State = -1 };
        machine.Builder.Start(ref machine);
        return machine.Builder.Task;
    }
}
