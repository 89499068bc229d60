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
