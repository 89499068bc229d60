using System.Runtime.CompilerServices;
using Unboxed.CompilerServices;
using Unboxed.Tests.Support;

namespace Unboxed.Tests;

/// <summary>What a chain keeps alive, and for how long.</summary>
public class LifetimeTests
{
    static readonly AsyncLocal<object?> local = new();

    /// <summary>Whatever ran before: chains that are pooled.</summary>
    public LifetimeTests() => Root<int>.Expected = Chain.Size(8, 4);

    [Fact]
    public void An_abandoned_chain_can_be_collected_with_all_that_its_frames_hold() => Threads.RunOnAnother(() =>
        Garbage.AssertCollected(Garbage.In(() => Abandon(0)), Garbage.In(() => Abandon(40)), Garbage.In(() => Abandon(1000))));

    /// <summary>Objects that lay one behind the other in the pool must not keep each other alive once they are rented.</summary>
    [Fact]
    public void A_chain_that_waits_for_long_does_not_keep_an_abandoned_one() => Threads.RunOnAnother(() =>
    {
        var patient = new ManualSource();
        for (int i = 0; i < 3; i++) Warm();
        var waiting = Root.Run(new CallNode(new LeafNode(patient.Wait)), 1);
        Garbage.AssertCollected(Garbage.In(() => Abandon(1)));
        patient.Complete(1);
        Assert.Equal(3, Threads.WaitFor(waiting));
    });

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Warm()
    {
        ManualSource one = new(), two = new(), three = new();
        var tasks = new[] { one, two, three }.Select(source => Root.Run(new CallNode(new LeafNode(source.Wait)), 1)).ToArray();
        one.Complete(1);
        two.Complete(1);
        three.Complete(1);
        Assert.All(tasks, task => Assert.True(task.IsCompletedSuccessfully));
    }

    static WeakReference Abandon(int depth)
    {
        var source = new ManualSource();
        Root.Run(CallNode.Chain(new LeafNode(source.Wait), depth), 1);
        return new(source);
    }

    /// <summary>Its chain lies in the pool then.</summary>
    [Fact]
    public void Nothing_that_a_root_and_its_frames_had_is_kept_once_it_has_completed() => Threads.RunOnAnother(() =>
        Garbage.AssertCollected(Garbage.In(() =>
        {
            var source = new ManualSource();
            UiContext ofRoot = new(), ofCall = new();
            object first = new(), second = new();
            local.Value = first;
            var leaf = new LeafNode(source.Wait) { Before = () => local.Value = second, Times = 2 };
            var call = new CallNode(leaf) { Before = () => SynchronizationContext.SetSynchronizationContext(ofCall) };
            Task<long> task = null!;
            ofRoot.Enter(() => task = Root.Run(call, 2));
            for (int i = 0; i < 4; i++)
            {
                source.Complete(1);
                ofCall.Pump();
                ofRoot.Pump();
            }
            Assert.Equal(8, Threads.WaitFor(task));
            local.Value = null;
            Assert.Equal((2, 2), (ofRoot.Posts, ofCall.Posts));
            return new WeakReference[] { new(source), new(ofRoot), new(ofCall), new(first), new(second), new(leaf), new(call), new(task) };
        })));

    [Fact]
    public void A_result_is_not_kept_once_it_is_taken() => Threads.RunOnAnother(() =>
        Garbage.AssertCollected(Garbage.In(() =>
        {
            var source = new ManualSource();
            object result = new();
            var leaf = new LeafNode<ValueTaskAwaiter<int>, object>(() => source.Wait().GetAwaiter(), Awaiting.ValueTaskOf, _ => result);
            var task = Root<(object, int)>.Run(new() { Source = new CallNode<object, (object, int)>(leaf, x => (x, 1)), Count = 2, Number = x => x.Item2 });
            source.Complete(1);
            source.Complete(1);
            Assert.Equal(2, Threads.WaitFor(task));
            return new WeakReference(result);
        })));

    [Fact]
    public void An_exception_is_not_kept_once_it_is_caught() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        var task = Root.Run(new CallNode(new CallNode(new LeafNode(source.Wait))) { Catch = _ => 0 }, 3);
        Garbage.AssertCollected(Garbage.In(() =>
        {
            var exception = new FormatException();
            source.Fail(exception);
            // The source forgets it as well.
            source.Complete(1);
            return new WeakReference(exception);
        }));
        source.Complete(1);
        Assert.Equal(1 + 4 + 4, Threads.WaitFor(task));
    });

    /// <summary>A task keeps its result.</summary>
    [Fact]
    public void A_frame_that_waits_on_keeps_no_task_that_it_has_awaited() => Threads.RunOnAnother(() =>
    {
        TaskCompletionSource<int>? due = null;
        var source = new ManualSource();
        var task = Root.Run(new AwaitThenCall<TaskAwaiter<int>>(() => (due = new()).Task.GetAwaiter(), Awaiting.TaskOf, new LeafNode(source.Wait)), 1);
        Garbage.AssertCollected(Garbage.In(() =>
        {
            var completed = due!;
            due = null;
            completed.SetResult(1);
            return new WeakReference(completed.Task);
        }));
        source.Complete(1);
        Assert.Equal(2, Threads.WaitFor(task));
    });

    [Fact]
    public void A_frame_that_waits_on_keeps_no_source_that_it_has_awaited() => Threads.RunOnAnother(() =>
    {
        ManualSource? due = null;
        var source = new ManualSource();
        var task = Root.Run(new AwaitThenCall<ValueTaskAwaiter<int>>(() => (due = new()).Wait().GetAwaiter(), Awaiting.ValueTaskOf, new LeafNode(source.Wait)), 1);
        Garbage.AssertCollected(Garbage.In(() =>
        {
            var completed = due!;
            due = null;
            completed.Complete(1);
            return new WeakReference(completed);
        }));
        source.Complete(1);
        Assert.Equal(2, Threads.WaitFor(task));
    });

    /// <summary>Neither a task, which keeps its result, nor an awaiter of another type.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_frame_that_runs_on_does_not_keep_what_it_has_awaited(bool isTask) => Threads.RunOnAnother(() =>
    {
        // Whoever completes it must not keep it either: it has gone on when the frame looks.
        using var released = new ManualResetEventSlim();
        TaskCompletionSource<int>? due = null;
        WeakReference? awaited = null;
        bool? isKept = null;
        ManualSource source = new();
        var callee = new LeafNode(() => new(1)) { Before = () => { released.Wait(); Garbage.Collect(); isKept = awaited!.IsAlive; } };
        INode<int> node = isTask
            ? new AwaitThenCall<TaskAwaiter<int>>(() => (due = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.GetAwaiter(), Awaiting.TaskOf, callee)
            : new AwaitThenCall<PoolAwaiter>(() => new(new()), Awaiting.Other<PoolAwaiter>(_ => 1), callee);
        var task = Root.Run(node, 1);
        awaited = Garbage.In(() =>
        {
            if (!isTask) return PoolAwaiter.Last!;
            var completed = due!;
            due = null;
            completed.SetResult(1);
            return new WeakReference(completed.Task);
        });
        released.Set();
        Assert.Equal(2, Threads.WaitFor(task));
        Assert.False(isKept);
    });

    /// <summary>One that goes on in the pool at once.</summary>
    readonly struct PoolAwaiter(object kept) : ICriticalNotifyCompletion
    {
        internal static WeakReference? Last;

        readonly object kept = kept;

        public void OnCompleted(Action continuation) => throw new NotSupportedException("The flow of contexts is the chain's.");

        public void UnsafeOnCompleted(Action continuation)
        {
            Last = new(kept);
            ThreadPool.UnsafeQueueUserWorkItem(static continuation => continuation(), continuation, preferLocal: false);
        }
    }

    [Fact]
    public void A_frame_on_its_way_to_its_context_keeps_none_of_its_callee() => Threads.RunOnAnother(() =>
    {
        var ui = new UiContext();
        var source = new ManualSource();
        Task<long> task = null!;
        var leaf = new LeafNode(source.Wait);
        ui.Enter(() => task = Root.Run(new CallNode(leaf), 1));
        Garbage.AssertCollected(Garbage.In(() =>
        {
            object value = new();
            leaf.After = () => local.Value = value;
            source.Complete(1);
            leaf.After = null;
            return new WeakReference(value);
        }));
        Assert.Equal(1, ui.Posts);
        ui.Pump();
        Assert.Equal(3, Threads.WaitFor(task));
    });

    /// <summary><c>await leaf; return await callee.Next();</c></summary>
    sealed class AwaitThenCall<TAwaiter>(Func<TAwaiter> leaf, Awaiting<TAwaiter> awaiting, INode<int> callee) : INode<int>
    {
        readonly Func<TAwaiter> leaf = leaf;
        readonly Awaiting<TAwaiter> awaiting = awaiting;
        readonly INode<int> callee = callee;

        public Answer Next(ref Scratch scratch, out int result) => F.Run(this, -1, Place.None, ref scratch, out result);

        sealed class F() : Future(HeaderSlots + 1, HeaderWords)
        {
            static readonly F Instance = new();

            public override Answer Resume(ref Scratch scratch, Place place, int state)
            {
                var answer = Run(null!, state, place, ref scratch, out int result);
                if (answer == Answer.Completed) GivenResults.Give(ref scratch, result);
                return answer;
            }

            // Apart, so that no variable keeps the awaiter.
            static void Await(Awaiting<TAwaiter> awaiting, ref Scratch scratch, Place place) => awaiting.GetResult(awaiting.Take(ref scratch, place));

            internal static Answer Run(AwaitThenCall<TAwaiter> self, int state, Place place, ref Scratch scratch, out int result)
            {
                result = 0;
                if (state < 0)
                {
                    var awaiter = self.leaf();
                    place = self.awaiting.Suspend(ref scratch, awaiter, Instance, 0, place);
                    scratch.Keep(place, HeaderSlots, self);
                    return Answer.Pending;
                }
                if (state == 1)
                {
                    result = scratch.TakeResult<int>(0);
                    return Answer.Completed;
                }
                self = scratch.Kept<AwaitThenCall<TAwaiter>>(place, HeaderSlots);
                Await(self.awaiting, ref scratch, place);
                if (self.callee.Next(ref scratch, out result) != Answer.Pending) return Answer.Completed;
                scratch.SuspendAtCall(Instance, 1, place, true);
                return Answer.Pending;
            }
        }
    }

    /// <summary>Of what it had at its scratch calls.</summary>
    [Fact]
    public void A_root_that_waits_at_an_ordinary_await_keeps_no_old_contexts() => Threads.RunOnAnother(() =>
    {
        var ordinary = new TaskCompletionSource();
        var (task, source, references) = Start(ordinary.Task);
        Garbage.AssertCollected(references);
        ordinary.SetResult();
        source.Complete(5);
        Assert.Equal(8, Threads.WaitFor(task));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (Task<long>, ManualSource, WeakReference[]) Start(Task ordinary)
        {
            var source = new ManualSource();
            var ui = new UiContext();
            object value = new();
            Task<long> task = null!;
            local.Value = value;
            ui.Enter(() => task = Root<int>.Run(new() { Source = new LeafNode(source.Wait), Count = 2, Number = x => x, AfterCall = _ => local.Value = null, Between = () => ordinary }));
            local.Value = null;
            source.Complete(1);
            ui.Pump();
            Assert.Equal(1, ui.Posts);
            return (task, source, [new(ui), new(value)]);
        }
    });

    [Fact]
    public void A_root_that_waits_at_an_ordinary_await_keeps_no_old_scheduler() => Threads.RunOnAnother(() =>
    {
        var ordinary = new TaskCompletionSource();
        var (task, source, scheduler) = Start(ordinary.Task);
        Garbage.AssertCollected(scheduler);
        ordinary.SetResult();
        source.Complete(5);
        Assert.Equal(8, Threads.WaitFor(task));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (Task<long>, ManualSource, WeakReference) Start(Task ordinary)
        {
            var source = new ManualSource();
            var scheduler = new QueueScheduler();
            Task<long> task = null!;
            new Task(() => task = Root<int>.Run(new() { Source = new LeafNode(source.Wait), Count = 2, Number = x => x, Between = () => ordinary })).Start(scheduler);
            scheduler.Pump();
            source.Complete(1);
            Assert.Equal(1, scheduler.Count);
            scheduler.Pump();
            return (task, source, new(scheduler));
        }
    });

    [Fact]
    public void A_thread_that_idles_keeps_no_scheduler_on_which_it_has_run_chains()
    {
        using ManualResetEventSlim done = new(), end = new();
        WeakReference? scheduler = null;
        var thread = new Thread(() =>
        {
            scheduler = Run();
            done.Set();
            end.Wait();
        })
        { IsBackground = true };
        thread.UnsafeStart();
        done.Wait(TestContext.Current.CancellationToken);
        try
        {
            Garbage.AssertCollected(scheduler!);
        }
        finally
        {
            end.Set();
            thread.Join();
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Run()
        {
            var scheduler = new QueueScheduler();
            var source = new ManualSource();
            Task<long> task = null!;
            new Task(() => task = Root.Run(new CallNode(new LeafNode(source.Wait)), 2)).Start(scheduler);
            for (int i = 0; i < 2; i++)
            {
                scheduler.Pump();
                source.Complete(1);
            }
            scheduler.Pump();
            Assert.Equal(6, task.Result);
            return new(scheduler);
        }
    }
}
