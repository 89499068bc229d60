using System.Runtime.CompilerServices;
using Unboxed.CompilerServices;

namespace Unboxed.Tests.Support;

/// <summary>The companion interface of <c>ValueTask&lt;R&gt; Next()</c>.</summary>
interface INode<R>
{
    Answer Next(ref Scratch scratch, out R result);
}

/// <summary>A woven async method: the code before its await, and after it.</summary>
abstract class Node<R> : INode<R>
{
    internal Action? Before, After;

    public abstract Answer Next(ref Scratch scratch, out R result);
}

/// <summary><c>Before(); int x = 0; for (int i = 0; i &lt; Times; i++) x += await leaf(); After(); return convert(x);</c></summary>
class LeafNode<TAwaiter, R>(Func<TAwaiter> leaf, Awaiting<TAwaiter> awaiting, Func<int, R> convert) : Node<R>
{
    internal int Times = 1;

    public override Answer Next(ref Scratch scratch, out R result) => LeafFuture.Run(this, -1, Place.None, ref scratch, out result);

    sealed class LeafFuture() : Future(HeaderSlots + 1, HeaderWords + 2)
    {
        static readonly LeafFuture Instance = new();

        public override Answer Resume(ref Scratch scratch, Place place, int state)
        {
            var answer = Run(null!, state, place, ref scratch, out R result);
            if (answer == Answer.Completed) GivenResults.Give(ref scratch, result);
            return answer;
        }

        internal static Answer Run(LeafNode<TAwaiter, R> self, int state, Place place, ref Scratch scratch, out R result)
        {
            var execution = Fence.Execution(ref scratch);
            var synchronization = Fence.Synchronization(ref scratch);
            var answer = Answer.Completed;
            result = default!;
            try
            {
                int x = 0, i = 0;
                TAwaiter awaiter;
                if (state == 0)
                {
                    self = scratch.Kept<LeafNode<TAwaiter, R>>(place, HeaderSlots);
                    x = scratch.KeptWord<int>(place, HeaderWords);
                    i = scratch.KeptWord<int>(place, HeaderWords + 1);
                    awaiter = self.Awaiting.Take(ref scratch, place);
                    goto Resumed;
                }
                self.Before?.Invoke();
            Loop:
                if (i == self.Times) goto Done;
                awaiter = self.Leaf();
                if (!self.Awaiting.IsCompleted(awaiter))
                {
                    place = self.Awaiting.Suspend(ref scratch, awaiter, Instance, 0, place);
                    scratch.Keep(place, HeaderSlots, self);
                    scratch.KeepWord(place, HeaderWords, x);
                    scratch.KeepWord(place, HeaderWords + 1, i);
                    answer = Answer.Pending;
                    goto Exit;
                }
            Resumed:
                x += self.Awaiting.GetResult(awaiter);
                i++;
                goto Loop;
            Done:
                self.After?.Invoke();
                result = self.Convert(x);
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

    Func<TAwaiter> Leaf => leaf;

    Awaiting<TAwaiter> Awaiting => awaiting;

    Func<int, R> Convert => convert;
}

/// <summary>One that awaits a <see cref="ValueTask{T}"/>, and gives one more than that.</summary>
sealed class LeafNode(Func<ValueTask<int>> leaf) : LeafNode<ValueTaskAwaiter<int>, int>(() => leaf().GetAwaiter(), Awaiting.ValueTaskOf, x => x + 1);

/// <summary><c>Before(); N x = await next.Next().ConfigureAwait(continueOnCapturedContext); After(); return convert(x);</c></summary>
class CallNode<N, R>(INode<N> next, Func<N, R> convert, bool continueOnCapturedContext = true) : Node<R>
{
    /// <summary>What a catch block around the await does with an exception; null: no such block.</summary>
    internal Func<Exception, N>? Catch;

    public override Answer Next(ref Scratch scratch, out R result) => CallFuture.Run(this, -1, Place.None, ref scratch, out result);

    sealed class CallFuture() : Future(HeaderSlots + 1, HeaderWords)
    {
        static readonly CallFuture Instance = new();

        public override Answer Resume(ref Scratch scratch, Place place, int state)
        {
            var answer = Run(null!, state, place, ref scratch, out R result);
            if (answer == Answer.Completed) GivenResults.Give(ref scratch, result);
            return answer;
        }

        internal static Answer Run(CallNode<N, R> self, int state, Place place, ref Scratch scratch, out R result)
        {
            var execution = Fence.Execution(ref scratch);
            var synchronization = Fence.Synchronization(ref scratch);
            var answer = Answer.Completed;
            result = default!;
            try
            {
                N x;
                if (state == 0) self = scratch.Kept<CallNode<N, R>>(place, HeaderSlots);
                else self.Before?.Invoke();
                try
                {
                    if (state == 0)
                    {
                        x = scratch.TakeResult<N>(0);
                    }
                    else
                    {
                        answer = self.Callee.Next(ref scratch, out x);
                        if (answer == Answer.Pending)
                        {
                            place = scratch.SuspendAtCall(Instance, 0, place, self.ContinueOnCapturedContext);
                            scratch.Keep(place, HeaderSlots, self);
                            goto Exit;
                        }
                        if (answer == Answer.Faulted)
                        {
                            answer = Answer.Completed;
                            scratch.Throw(0);
                        }
                        if (answer != Answer.Completed) throw new NotSupportedException("The ordinary call is not part of this test.");
                    }
                }
                catch (Exception exception) when (self.Catch is not null)
                {
                    x = self.Catch(exception);
                }
                self.After?.Invoke();
                result = self.Convert(x);
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

    INode<N> Callee => next;

    Func<N, R> Convert => convert;

    bool ContinueOnCapturedContext => continueOnCapturedContext;
}

/// <summary>One that gives one more than its callee.</summary>
sealed class CallNode(INode<int> next, bool continueOnCapturedContext = true) : CallNode<int, int>(next, x => x + 1, continueOnCapturedContext)
{
    /// <summary>So many of them, one calling the other.</summary>
    internal static Node<int> Chain(Node<int> innermost, int count)
    {
        for (int i = 0; i < count; i++) innermost = new CallNode(innermost);
        return innermost;
    }
}

/// <summary><c>return await first.Next() + await second.Next() + 1;</c>, so that the second call is made by a frame.</summary>
sealed class TwoCalls(INode<int> first, INode<int> second) : INode<int>
{
    public Answer Next(ref Scratch scratch, out int result) => F.Run(this, -1, Place.None, ref scratch, out result);

    sealed class F() : Future(HeaderSlots + 1, HeaderWords + 1)
    {
        static readonly F Instance = new();

        public override Answer Resume(ref Scratch scratch, Place place, int state)
        {
            var answer = Run(null!, state, place, ref scratch, out int result);
            if (answer == Answer.Completed) GivenResults.Give(ref scratch, result);
            return answer;
        }

        internal static Answer Run(TwoCalls self, int state, Place place, ref Scratch scratch, out int result)
        {
            int sum = 0;
            if (state >= 0)
            {
                self = scratch.Kept<TwoCalls>(place, HeaderSlots);
                sum = scratch.KeptWord<int>(place, HeaderWords) + scratch.TakeResult<int>(0);
            }
            result = 0;
            for (int i = state + 1; i < 2; i++)
            {
                if (self.Callee(i).Next(ref scratch, out int value) == Answer.Pending)
                {
                    place = scratch.SuspendAtCall(Instance, i, place, true);
                    scratch.Keep(place, HeaderSlots, self);
                    scratch.KeepWord(place, HeaderWords, sum);
                    return Answer.Pending;
                }
                sum += value;
            }
            result = sum + 1;
            return Answer.Completed;
        }
    }

    INode<int> Callee(int index) => index == 0 ? first : second;
}
