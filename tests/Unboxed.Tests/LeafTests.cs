using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Unboxed.CompilerServices;
using Unboxed.Tests.Support;

namespace Unboxed.Tests;

public class LeafTests
{
    static readonly AsyncLocal<string?> local = new();

    /// <summary>A leaf of each type of awaiter that the framework has: how it is awaited, and what completes it.</summary>
    sealed record Leaf(string Name, bool IsCaptured, Func<Node<int>> Make, Action Complete, Action<Exception> Fail, int Result)
    {
        public override string ToString() => Name;
    }

    static Leaf OfSource<TAwaiter>(string name, bool isCaptured, Func<ManualSource, TAwaiter> wait, Awaiting<TAwaiter> awaiting, int result)
    {
        var source = new ManualSource();
        return new(name, isCaptured, () => new LeafNode<TAwaiter, int>(() => wait(source), awaiting, x => x), () => source.Complete(result), source.Fail, result);
    }

    static Leaf OfTask<TAwaiter>(string name, bool isCaptured, Func<Task<int>, TAwaiter> wait, Awaiting<TAwaiter> awaiting, int result)
    {
        TaskCompletionSource<int> source = new();
        return new(name, isCaptured, () => new LeafNode<TAwaiter, int>(() => wait((source = new()).Task), awaiting, x => x), () => source.SetResult(result), exception => source.SetException(exception), result);
    }

    static IEnumerable<Leaf> All() =>
    [
        OfSource("ValueTask<int> of a source", true, source => source.Wait().GetAwaiter(), Awaiting.ValueTaskOf, 7),
        OfSource("ValueTask<int> of a source, captured", true, source => source.Wait().ConfigureAwait(true).GetAwaiter(), Awaiting.ConfiguredValueTaskOf, 7),
        OfSource("ValueTask<int> of a source, not captured", false, source => source.Wait().ConfigureAwait(false).GetAwaiter(), Awaiting.ConfiguredValueTaskOf, 7),
        OfSource("ValueTask of a source", true, source => source.WaitForNothing().GetAwaiter(), Awaiting.ValueTask, 0),
        OfSource("ValueTask of a source, captured", true, source => source.WaitForNothing().ConfigureAwait(true).GetAwaiter(), Awaiting.ConfiguredValueTask, 0),
        OfSource("ValueTask of a source, not captured", false, source => source.WaitForNothing().ConfigureAwait(false).GetAwaiter(), Awaiting.ConfiguredValueTask, 0),
        OfTask("ValueTask<int> of a task", true, task => new ValueTask<int>(task).GetAwaiter(), Awaiting.ValueTaskOf, 7),
        OfTask("ValueTask<int> of a task, not captured", false, task => new ValueTask<int>(task).ConfigureAwait(false).GetAwaiter(), Awaiting.ConfiguredValueTaskOf, 7),
        OfTask("ValueTask of a task", true, task => new ValueTask(task).GetAwaiter(), Awaiting.ValueTask, 0),
        OfTask("ValueTask of a task, not captured", false, task => new ValueTask(task).ConfigureAwait(false).GetAwaiter(), Awaiting.ConfiguredValueTask, 0),
        OfTask("Task<int>", true, task => task.GetAwaiter(), Awaiting.TaskOf, 7),
        OfTask("Task<int>, captured", true, task => task.ConfigureAwait(true).GetAwaiter(), Awaiting.ConfiguredTaskOf, 7),
        OfTask("Task<int>, not captured", false, task => task.ConfigureAwait(false).GetAwaiter(), Awaiting.ConfiguredTaskOf, 7),
        OfTask("Task", true, task => ((Task)task).GetAwaiter(), Awaiting.Task, 0),
        OfTask("Task, captured", true, task => ((Task)task).ConfigureAwait(true).GetAwaiter(), Awaiting.ConfiguredTask, 0),
        OfTask("Task, not captured", false, task => ((Task)task).ConfigureAwait(false).GetAwaiter(), Awaiting.ConfiguredTask, 0),
    ];

    public static IEnumerable<TheoryDataRow<string>> Names() => All().Select(leaf => new TheoryDataRow<string>(leaf.Name));

    static Leaf Named(string name) => All().Single(leaf => leaf.Name == name);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_frame_goes_on_with_the_result_of_its_leaf(string name) => Threads.RunOnAnother(() =>
    {
        var leaf = Named(name);
        var task = Root.Run(new CallNode(leaf.Make()), 3);
        for (int i = 0; i < 3; i++) leaf.Complete();
        Assert.True(task.IsCompleted, "Nothing has to be queued here.");
        Assert.Equal(3 * (leaf.Result + 1), task.Result);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void A_frame_goes_on_with_what_its_leaf_throws(string name) => Threads.RunOnAnother(() =>
    {
        var leaf = Named(name);
        var thrown = new FormatException();
        Exception? caught = null;
        var task = Root.Run(new CallNode(leaf.Make()) { Catch = exception => { caught = exception; return 4; } }, 2);
        leaf.Fail(thrown);
        Assert.Same(thrown, caught);
        leaf.Complete();
        Assert.Equal(5 + leaf.Result + 1, Threads.WaitFor(task));
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void A_frame_goes_on_in_the_context_of_its_leafs_await_where_that_captures_it(string name) => Threads.RunOnAnother(() =>
    {
        var leaf = Named(name);
        var context = new UiContext();
        var node = leaf.Make();
        node.Before = () => SynchronizationContext.SetSynchronizationContext(context);
        SynchronizationContext? seen = context;
        node.After = () => seen = SynchronizationContext.Current;
        var task = Root.Run(new CallNode(node, continueOnCapturedContext: false), 1, continueOnCapturedContext: false);
        leaf.Complete();
        context.Pump();
        Assert.Equal(leaf.Result + 1, Threads.WaitFor(task));
        // A source does by itself what it is told.
        Assert.Equal(leaf.IsCaptured && !name.Contains("source", StringComparison.Ordinal) ? context : null, seen);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_source_is_told_whether_to_go_on_in_the_captured_context(bool isCaptured) => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        var node = new LeafNode<ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter, int>(() => source.Wait().ConfigureAwait(isCaptured).GetAwaiter(), Awaiting.ConfiguredValueTaskOf, x => x);
        var task = Root.Run(node, 2);
        var expected = isCaptured ? ValueTaskSourceOnCompletedFlags.UseSchedulingContext : ValueTaskSourceOnCompletedFlags.None;
        for (int i = 0; i < 2; i++)
        {
            // The framework's builder flows the execution context by itself, and so does a chain.
            Assert.Equal(expected, source.Flags);
            source.Complete(1);
        }
        Assert.Equal(2, Threads.WaitFor(task));
    });

    [Fact]
    public void The_options_of_a_configured_task_are_those_of_its_await() => Threads.RunOnAnother(() =>
    {
        foreach (var options in new[] { ConfigureAwaitOptions.SuppressThrowing, ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext })
        {
            var source = new TaskCompletionSource();
            var node = new LeafNode<ConfiguredTaskAwaitable.ConfiguredTaskAwaiter, int>(() => source.Task.ConfigureAwait(options).GetAwaiter(), Awaiting.ConfiguredTask, x => x);
            var task = Root.Run(new CallNode(node), 1);
            source.SetException(new FormatException());
            Assert.Equal(1, Threads.WaitFor(task));
        }
    });

    [Fact]
    public void A_cancelled_task_is_thrown_as_such() => Threads.RunOnAnother(() =>
    {
        var source = new TaskCompletionSource();
        var task = Root.Run(new CallNode(new LeafNode<TaskAwaiter, int>(() => source.Task.GetAwaiter(), Awaiting.Task, x => x)), 1);
        source.SetCanceled();
        Assert.True(task.IsCanceled);
    });

    [Fact]
    public void A_yield_goes_on_in_the_pool() => Threads.RunOnAnother(() =>
    {
        bool isPool = false;
        var node = new LeafNode<YieldAwaitable.YieldAwaiter, int>(() => Task.Yield().GetAwaiter(), Awaiting.Yield, x => x) { After = () => isPool = Thread.CurrentThread.IsThreadPoolThread };
        Assert.Equal(5, Threads.WaitFor(Root.Run(new CallNode(node), 5)));
        Assert.True(isPool);
    });

    [Fact]
    public void A_yield_goes_on_in_the_context_in_which_it_was_awaited() => Threads.RunOnAnother(() =>
    {
        var context = new UiContext();
        var seen = new List<SynchronizationContext?>();
        var node = new LeafNode<YieldAwaitable.YieldAwaiter, int>(() => Task.Yield().GetAwaiter(), Awaiting.Yield, x => x)
        {
            Before = () => SynchronizationContext.SetSynchronizationContext(context),
            After = () => seen.Add(SynchronizationContext.Current),
        };
        var task = Root.Run(node, 2, continueOnCapturedContext: false);
        for (int i = 0; i < 2; i++)
        {
            Threads.WaitFor(() => context.Posts > i);
            context.Pump();
        }
        Assert.Equal(0, Threads.WaitFor(task));
        Assert.Equal([context, context], seen);
    });

    [Fact]
    public void A_yield_goes_on_in_the_scheduler_on_which_it_was_awaited() => Threads.RunOnAnother(() =>
    {
        var scheduler = new QueueScheduler();
        TaskScheduler? seen = null;
        var node = new LeafNode<YieldAwaitable.YieldAwaiter, int>(() => Task.Yield().GetAwaiter(), Awaiting.Yield, x => x) { After = () => seen = TaskScheduler.Current };
        Task<long>? task = null;
        new Task(() => task = Root.Run(node, 1)).Start(scheduler);
        scheduler.Pump();
        Assert.Equal(0, Threads.WaitFor(task!));
        Assert.Same(scheduler, seen);
    });

    [Fact]
    public Task What_a_context_throws_at_a_yield_ends_the_process() => Child.AssertEndsWithAsync(nameof(ProcessCode.ThrowingPostOfYield), "no posts");

    [Fact]
    public Task What_a_source_throws_at_the_registration_of_a_root_ends_the_process() => Child.AssertEndsWithAsync(nameof(ProcessCode.ThrowingOnCompletedOfRoot), "no registrations");

    [Fact]
    public Task What_a_source_throws_at_the_registration_of_a_frame_ends_the_process() => Child.AssertEndsWithAsync(nameof(ProcessCode.ThrowingOnCompletedOfFrame), "no registrations");

    [Fact]
    public Task What_an_awaiter_throws_at_its_registration_ends_the_process() => Child.AssertEndsWithAsync(nameof(ProcessCode.ThrowingAwaiter), "no registrations");

    /// <summary>An awaiter of somebody's: it counts how often it was told to register, in itself.</summary>
    struct Counting(List<Action> continuations) : ICriticalNotifyCompletion
    {
        internal int Registrations;

        public void OnCompleted(Action continuation) => throw new NotSupportedException("The flow of contexts is the chain's.");

        public void UnsafeOnCompleted(Action continuation)
        {
            Registrations++;
            continuations.Add(continuation);
        }
    }

    /// <summary>As in plain C#: it is asked for its result as it was before it was told to register.</summary>
    [Fact]
    public void An_awaiter_of_another_type_is_kept_as_it_was_awaited() => Threads.RunOnAnother(() =>
    {
        var continuations = new List<Action>();
        var node = new LeafNode<Counting, int>(() => new(continuations) { Registrations = 10 }, Awaiting.Other<Counting>(awaiter => awaiter.Registrations), x => x);
        var task = Root.Run(new CallNode(node), 2);
        for (int i = 0; i < 2; i++) continuations[i]();
        Assert.Equal(22, Threads.WaitFor(task));
    });

    /// <summary>Somebody's awaiter may keep its continuation for as long as it likes, while the chain waits for something else, or is another root's.</summary>
    [Fact]
    public void A_continuation_of_an_awaiter_of_another_type_is_good_once() => Threads.RunOnAnother(() =>
    {
        var continuations = new List<Action>();
        var node = new LeafNode<Counting, int>(() => new(continuations), Awaiting.Other<Counting>(_ => 1), x => x);
        var task = Root.Run(new CallNode(node), 2);
        continuations[0]();
        Assert.Throws<InvalidOperationException>(continuations[0]);
        Assert.False(task.IsCompleted);
        continuations[1]();
        Assert.Equal(4, Threads.WaitFor(task));
        var other = Root.Run(new CallNode(node), 1);
        Assert.Throws<InvalidOperationException>(continuations[0]);
        Assert.Throws<InvalidOperationException>(continuations[1]);
        Assert.False(other.IsCompleted);
        continuations[2]();
        Assert.Equal(2, Threads.WaitFor(other));
    });

    [Fact]
    public void A_leaf_is_registered_in_the_contexts_of_its_frame() => Threads.RunOnAnother(() =>
    {
        local.Value = "root";
        var context = new UiContext();
        var seen = new List<(string? Local, SynchronizationContext? Context)>();
        var source = new ManualSource { Registering = _ => seen.Add((local.Value, SynchronizationContext.Current)) };
        var leaf = new LeafNode(source.Wait)
        {
            Before = () => { local.Value = "leaf"; SynchronizationContext.SetSynchronizationContext(context); },
            Times = 2,
        };
        var task = Root.Run(new CallNode(leaf, continueOnCapturedContext: false), 2, continueOnCapturedContext: false);
        Assert.Equal(("root", null), (local.Value, SynchronizationContext.Current));
        for (int i = 0; i < 4; i++)
        {
            // This source goes on where it is completed.
            source.Complete(1);
            Assert.Equal(("root", null), (local.Value, SynchronizationContext.Current));
        }
        Assert.Equal(2 * 4, Threads.WaitFor(task));
        Assert.Equal([("leaf", context), ("leaf", null), ("leaf", context), ("leaf", null)], seen);
    });

    [Fact]
    public void A_leaf_may_complete_inside_its_registration() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource { Registered = source => source.Complete(1) };
        var leaf = new LeafNode(source.Wait);
        Assert.Equal(50 * 4, Threads.WaitFor(Root.Run(new CallNode(new CallNode(leaf)), 50)));
    });

    [Fact]
    public void A_leaf_may_complete_inside_a_registration_in_other_contexts() => Threads.RunOnAnother(() =>
    {
        local.Value = "root";
        var source = new ManualSource { Registered = source => source.Complete(1) };
        var leaf = new LeafNode(source.Wait) { Before = () => local.Value = "leaf", After = () => Assert.Equal("leaf", local.Value) };
        Assert.Equal(50 * 4, Threads.WaitFor(Root.Run(new CallNode(new CallNode(leaf)), 50, afterCall: _ => Assert.Equal("root", local.Value))));
        Assert.Equal("root", local.Value);
    });

    [Fact]
    public void A_leaf_may_complete_on_another_thread_before_its_registration_returns() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource { Registered = source => Threads.RunOnAnother(() => source.Complete(1)) };
        Assert.Equal(20 * 4, Threads.WaitFor(Root.Run(new CallNode(new CallNode(new LeafNode(source.Wait))), 20)));
    });

    [Fact]
    public void Leaves_that_race_with_the_unwinding_chain_lose_no_wake_up() => Threads.RunOnAnother(() =>
    {
        // Two threads complete the leaf in turn, each while the chain still unwinds from its registration on the other one.
        const int count = 20_000;
        ManualSource? ready = null;
        int completed = 0, last = -1;
        var source = new ManualSource { Registered = source => { last = Environment.CurrentManagedThreadId; Volatile.Write(ref ready, source); } };
        var completers = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            var spin = default(SpinWait);
            while (Volatile.Read(ref completed) < count)
            {
                if (Volatile.Read(ref ready) is null || last == Environment.CurrentManagedThreadId || Interlocked.Exchange(ref ready, null) is not { } due)
                {
                    spin.SpinOnce(-1);
                    continue;
                }
                Interlocked.Increment(ref completed);
                due.Complete(1);
            }
        })).ToList();
        completers.ForEach(thread => thread.Start());
        Assert.Equal(count * 3L, Threads.WaitFor(Root.Run(new CallNode(new LeafNode(source.Wait)), count)));
        completers.ForEach(thread => thread.Join());
    });

    /// <summary>Otherwise the probes have failed that read the fields of the framework's awaiters, and every suspension allocates a box.</summary>
    [Fact]
    public void The_fields_of_the_frameworks_awaiters_are_known_on_this_runtime()
    {
        Assert.True(TaskParts.AreKnown);
        Assert.True(ValueTaskParts.AreKnown);
        Assert.True(ValueTaskParts<byte>.AreKnown);
        Assert.True(ValueTaskParts<int>.AreKnown);
        Assert.True(ValueTaskParts<string>.AreKnown);
        Assert.True(ValueTaskParts<decimal>.AreKnown);
        Assert.True(ValueTaskParts<(object, int)>.AreKnown);
        Assert.True(ValueTaskParts<Int128>.AreKnown);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(short.MaxValue, 5)]
    [InlineData(short.MinValue, int.MaxValue)]
    [InlineData(-1, 1)]
    public void How_a_frame_waits_is_packed_beside_its_state(short token, int state)
    {
        foreach (bool isCaptured in new[] { true, false })
        {
            long word = LeafKind.Source(token, isCaptured).With(state);
            Assert.Equal(state, (int)word);
            var kind = LeafKind.From(word);
            Assert.Equal((token, isCaptured, false, false), (kind.Token, kind.ContinuesOnCapturedContext, kind.IsTask, kind.IsYield));
            kind = LeafKind.From(LeafKind.Task(isCaptured).With(state));
            Assert.Equal((isCaptured, true, false), (kind.ContinuesOnCapturedContext, kind.IsTask, kind.IsYield));
        }
        foreach (var options in new[] { ConfigureAwaitOptions.None, ConfigureAwaitOptions.ContinueOnCapturedContext, ConfigureAwaitOptions.SuppressThrowing, ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.ContinueOnCapturedContext })
        {
            long word = LeafKind.Task(options).With(state);
            Assert.Equal(state, (int)word);
            Assert.Equal(options, LeafKind.From(word).Options);
        }
        Assert.True(LeafKind.From(LeafKind.Yield.With(state)).IsYield);
        Assert.False(LeafKind.From(LeafKind.Other.With(state)).IsTask);
    }
}
