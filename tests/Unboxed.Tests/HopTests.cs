using System.Runtime.CompilerServices;
using Unboxed.CompilerServices;
using Unboxed.Tests.Support;

namespace Unboxed.Tests;

public class HopTests
{
    [Fact]
    public void A_frame_continues_on_the_context_that_it_captured_though_its_callee_ended_elsewhere() => Threads.RunOnAnother(() =>
    {
        var context = new UiContext();
        var source = new ManualSource();
        var log = new List<string>();
        void Note(string name) => log.Add($"{name}:{(SynchronizationContext.Current == context ? "ui" : "none")}");
        var leaf = new LeafNode(source.Wait) { After = () => Note("leaf") };
        var inner = new CallNode(leaf, continueOnCapturedContext: false) { After = () => Note("inner") };
        var outer = new CallNode(inner) { After = () => Note("outer") };
        Task<long>? task = null;
        context.Enter(() => task = Root.Run(outer, 1, afterCall: _ => Note("root")));
        source.Complete(1);
        Assert.Equal(["leaf:none", "inner:none"], log);
        Assert.Equal(1, context.Posts);
        context.Pump();
        Assert.Equal(["leaf:none", "inner:none", "outer:ui", "root:ui"], log);
        Assert.Equal(4, Threads.WaitFor(task!));
        Assert.Equal(1, context.Posts);
    });

    [Fact]
    public void A_frame_that_is_already_at_its_context_does_not_hop() => Threads.RunOnAnother(() =>
    {
        var context = new UiContext();
        var source = new ManualSource();
        Task<long>? task = null;
        context.Enter(() => task = Root.Run(new CallNode(new LeafNode(source.Wait)), 1));
        context.Enter(() => source.Complete(1));
        Assert.Equal(3, task!.Result);
        Assert.Equal(0, context.Posts);
    });

    [Fact]
    public void A_frame_that_captured_no_context_does_not_continue_on_somebodys_ui_thread() => Threads.RunOnAnother(() =>
    {
        var context = new UiContext();
        var source = new ManualSource();
        SynchronizationContext? seen = context;
        bool isPool = false;
        var node = new CallNode(new LeafNode(source.Wait))
        {
            After = () => (seen, isPool) = (SynchronizationContext.Current, Thread.CurrentThread.IsThreadPoolThread),
        };
        var task = Root.Run(node, 1);
        context.Enter(() => source.Complete(1));
        Assert.Equal(3, Threads.WaitFor(task));
        Assert.Null(seen);
        Assert.True(isPool);
        Assert.Equal(0, context.Posts);
    });

    [Fact]
    public void The_base_synchronization_context_counts_as_none_when_captured_and_when_resumed() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        int thread = 0;
        var node = new CallNode(new LeafNode(source.Wait)) { After = () => thread = Environment.CurrentManagedThreadId };
        SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
        var task = Root.Run(node, 1);
        SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
        source.Complete(1);
        Assert.True(task.IsCompletedSuccessfully);
        Assert.Equal(Environment.CurrentManagedThreadId, thread);
    });

    [Fact]
    public void A_frame_continues_on_the_scheduler_that_it_captured() => Threads.RunOnAnother(() =>
    {
        var scheduler = new QueueScheduler();
        var source = new ManualSource();
        var seen = new List<bool>();
        var node = new CallNode(new LeafNode(source.Wait) { After = () => seen.Add(TaskScheduler.Current == scheduler) })
        {
            After = () => seen.Add(TaskScheduler.Current == scheduler),
        };
        Task<long>? task = null;
        new Task(() => task = Root.Run(node, 1, afterCall: _ => seen.Add(TaskScheduler.Current == scheduler))).Start(scheduler);
        scheduler.Pump();
        source.Complete(1);
        Assert.Equal([false], seen);
        Assert.Equal(1, scheduler.Count);
        scheduler.Pump();
        Assert.Equal([false, true, true], seen);
        Assert.Equal(3, Threads.WaitFor(task!));
    });

    [Fact]
    public void A_frame_that_captured_none_does_not_continue_inside_a_task_of_another_scheduler() => Threads.RunOnAnother(() =>
    {
        var scheduler = new QueueScheduler();
        var source = new ManualSource();
        TaskScheduler? seen = null;
        var task = Root.Run(new CallNode(new LeafNode(source.Wait)) { After = () => seen = TaskScheduler.Current }, 1);
        new Task(() => source.Complete(1)).Start(scheduler);
        scheduler.Pump();
        Assert.Equal(3, Threads.WaitFor(task));
        Assert.Same(TaskScheduler.Default, seen);
    });

    [Fact]
    public void An_exception_is_thrown_again_where_the_frame_captured() => Threads.RunOnAnother(() =>
    {
        var context = new UiContext();
        var source = new ManualSource();
        SynchronizationContext? seen = null;
        Exception? caught = null;
        var node = new CallNode(new LeafNode(source.Wait)) { Catch = exception => { seen = SynchronizationContext.Current; caught = exception; return 0; } };
        Task<long>? task = null;
        context.Enter(() => task = Root.Run(node, 1));
        var thrown = new FormatException();
        source.Fail(thrown);
        Assert.Null(seen);
        context.Pump();
        Assert.Same(context, seen);
        Assert.Same(thrown, caught);
        Assert.Equal(1, Threads.WaitFor(task!));
    });

    [Fact]
    public void Several_frames_hop_one_after_the_other() => Threads.RunOnAnother(() =>
    {
        UiContext one = new(), two = new();
        var source = new ManualSource();
        var log = new List<SynchronizationContext?>();
        void Note() => log.Add(SynchronizationContext.Current);
        var leaf = new LeafNode(source.Wait) { After = Note };
        var inner = new CallNode(leaf) { Before = () => SynchronizationContext.SetSynchronizationContext(two), After = Note };
        var outer = new CallNode(inner) { Before = () => SynchronizationContext.SetSynchronizationContext(one), After = Note };
        var task = Root.Run(outer, 1, afterCall: _ => Note());
        source.Complete(1);
        two.Pump();
        one.Pump();
        Assert.Equal(4, Threads.WaitFor(task));
        Assert.Equal([null, two, one, null], log);
    });

    [Fact]
    public void A_context_may_run_what_is_posted_before_the_post_returns() => Threads.RunOnAnother(() =>
    {
        var context = new InlineContext();
        var source = new ManualSource();
        Task<long>? task = null;
        SynchronizationContext.SetSynchronizationContext(context);
        var node = new CallNode(new CallNode(new LeafNode(source.Wait)) { After = () => Assert.Same(context, SynchronizationContext.Current) });
        task = Root.Run(node, 20);
        SynchronizationContext.SetSynchronizationContext(null);
        for (int i = 0; i < 20; i++) source.Complete(1);
        Assert.Equal(20 * 4, Threads.WaitFor(task));
        Assert.Null(SynchronizationContext.Current);
    });

    /// <summary>Outside of the task that runs, in the contexts that the callee has left.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_posted_to_finds_what_it_finds_in_plain_code(bool isTask) => Threads.RunOnAnother(() =>
    {
        var local = new AsyncLocal<string?>();
        var context = new SeeingContext(local);
        var scheduler = new QueueScheduler();
        var source = new ManualSource();
        var completion = new TaskCompletionSource<int>();
        Node<int> leaf = isTask ? new LeafNode<TaskAwaiter<int>, int>(() => completion.Task.GetAwaiter(), Awaiting.TaskOf, x => x) : new LeafNode(source.Wait);
        leaf.After = () => local.Value = "leaf";
        leaf.Before = () => SynchronizationContext.SetSynchronizationContext(null);
        var call = new CallNode(leaf)
        {
            Before = () =>
            {
                local.Value = "call";
                SynchronizationContext.SetSynchronizationContext(context);
            },
        };
        var task = Root.Run(call, 1);
        new Task(() =>
        {
            if (isTask) completion.SetResult(1);
            else source.Complete(1);
        }).Start(scheduler);
        scheduler.Pump();
        if (isTask) Threads.WaitFor(() => context.Seen.Count > 0);
        Assert.Equal(["leaf, on the default scheduler, in no context"], context.Seen);
        Assert.False(task.IsCompleted);
    });

    sealed class SeeingContext(AsyncLocal<string?> local) : SynchronizationContext
    {
        internal readonly List<string> Seen = [];

        public override void Post(SendOrPostCallback d, object? state) => Seen.Add(
            $"{local.Value}, on {(TaskScheduler.Current == TaskScheduler.Default ? "the default" : "another")} scheduler, in {(Current is null ? "no" : "a")} context");
    }

    /// <summary>As in a hop of plain C#: what is queued to finds a context that it can capture.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_scheduler_may_capture_the_execution_context_when_a_frame_is_queued_to_it(bool isValueSet) => Threads.RunOnAnother(() =>
    {
        var local = new AsyncLocal<string?>();
        if (isValueSet) local.Value = "root";
        var scheduler = new CapturingScheduler();
        var source = new ManualSource();
        var seen = new List<TaskScheduler>();
        Task<long>? task = null;
        var node = new CallNode(new LeafNode(source.Wait)) { After = () => seen.Add(TaskScheduler.Current) };
        new Task(() => task = Root.Run(node, 2, afterCall: _ => seen.Add(TaskScheduler.Current))).Start(scheduler);
        scheduler.Pump();
        for (int i = 0; i < 2; i++)
        {
            source.Complete(1);
            scheduler.Pump();
        }
        Assert.Equal(6, Threads.WaitFor(task!));
        Assert.Equal([scheduler, scheduler, scheduler, scheduler], seen);
        Assert.Equal(5, scheduler.Captured);
    });

    /// <summary>Runs each task in the context in which it was queued, as schedulers do that keep their users apart.</summary>
    sealed class CapturingScheduler : TaskScheduler
    {
        readonly Queue<(Task Task, ExecutionContext Context)> queue = new();

        internal int Captured;

        internal void Pump()
        {
            while (queue.TryDequeue(out var item)) ExecutionContext.Run(item.Context, task => TryExecuteTask((Task)task!), item.Task);
        }

        protected override void QueueTask(Task task)
        {
            Captured++;
            queue.Enqueue((task, ExecutionContext.Capture() ?? throw new InvalidOperationException("There is no context to capture.")));
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }

    [Fact]
    public void A_scheduler_may_run_at_once_what_it_is_asked_for() => Threads.RunOnAnother(() =>
    {
        var scheduler = new InlineScheduler();
        var source = new ManualSource();
        var seen = new List<TaskScheduler>();
        Task<long>? task = null;
        var node = new CallNode(new LeafNode(source.Wait)) { After = () => seen.Add(TaskScheduler.Current) };
        new Task(() => task = Root.Run(node, 2, afterCall: _ => seen.Add(TaskScheduler.Current))).RunSynchronously(scheduler);
        for (int i = 0; i < 2; i++) source.Complete(1);
        Assert.Equal(6, Threads.WaitFor(task!));
        Assert.Equal([scheduler, scheduler, scheduler, scheduler], seen);
    });

    sealed class InlineScheduler : TaskScheduler
    {
        protected override void QueueTask(Task task) => TryExecuteTask(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }

    [Fact]
    public Task What_a_context_throws_when_a_root_is_posted_to_it_ends_the_process() => Child.AssertEndsWithAsync(nameof(ProcessCode.ThrowingPostOfRoot), "no posts");

    [Fact]
    public Task What_a_context_throws_when_a_frame_is_posted_to_it_ends_the_process() => Child.AssertEndsWithAsync(nameof(ProcessCode.ThrowingPostOfFrame), "no posts");

    [Fact]
    public void A_hop_of_a_root_to_the_pool_allocates_nothing() => Threads.RunOnAnother(() =>
    {
        var context = new UiContext();
        var source = new ManualSource();
        var task = Root.Run(new LeafNode(source.Wait), 300);
        void Once()
        {
            SynchronizationContext.SetSynchronizationContext(context);
            source.Complete(1);
            SynchronizationContext.SetSynchronizationContext(null);
            Threads.WaitFor(() => source.IsRegistered);
        }
        for (int i = 0; i < 200; i++) Once();
        long least = long.MaxValue;
        for (int i = 0; i < 90; i++)
        {
            SynchronizationContext.SetSynchronizationContext(context);
            long before = GC.GetAllocatedBytesForCurrentThread();
            source.Complete(1);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            SynchronizationContext.SetSynchronizationContext(null);
            Threads.WaitFor(() => source.IsRegistered);
        }
        Assert.False(task.IsCompleted);
        Assert.Equal(0, least);
    });

    /// <summary>Runs at once what is posted to it, as itself.</summary>
    sealed class InlineContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
            var previous = Current;
            SetSynchronizationContext(this);
            d(state);
            SetSynchronizationContext(previous);
        }
    }
}
