using Unboxed.CompilerServices;
using Unboxed.Tests.Support;

namespace Unboxed.Tests;

public class LeafTests
{
    static readonly AsyncLocal<string?> local = new();

    [Fact]
    public void A_leaf_is_registered_in_the_contexts_of_its_frame() => Threads.RunOnAnother(() =>
    {
        local.Value = "root";
        var context = new UiContext();
        (string? Local, SynchronizationContext? Context) seen = default;
        var source = new ManualSource { Registering = _ => seen = (local.Value, SynchronizationContext.Current) };
        var leaf = new LeafNode(source.Wait)
        {
            Before = () => { local.Value = "leaf"; SynchronizationContext.SetSynchronizationContext(context); },
        };
        var task = Root.Run(new CallNode(leaf), 1);
        Assert.Equal(("leaf", context), seen);
        Assert.Equal(("root", null), (local.Value, SynchronizationContext.Current));
        source.Complete(1);
        Assert.Equal(3, Threads.WaitFor(task));
    });

    [Fact]
    public void A_task_that_is_awaited_under_a_context_continues_there() => Threads.RunOnAnother(() =>
    {
        var context = new UiContext();
        var completion = new TaskCompletionSource<int>();
        var leaf = new LeafNode(() => new(completion.Task)) { Before = () => SynchronizationContext.SetSynchronizationContext(context) };
        var task = Root.Run(new CallNode(leaf, continueOnCapturedContext: false), 1, continueOnCapturedContext: false);
        completion.SetResult(1);
        Assert.Equal(1, context.Posts);
        Assert.False(task.IsCompleted);
        context.Pump();
        Assert.Equal(3, Threads.WaitFor(task));
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

    [Fact]
    public void No_leaf_stays_named_as_pending() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        var task = Root.Run(new CallNode(new LeafNode(source.Wait)), 2);
        Assert.Null(ThreadContext.Current.Pending);
        source.Complete(1);
        Assert.Null(ThreadContext.Current.Pending);
        source.Complete(1);
        Assert.Null(ThreadContext.Current.Pending);
        Assert.Equal(6, Threads.WaitFor(task));
    });

    [Fact]
    public void A_leaf_goes_back_to_its_pool_with_nothing_in_it() => Threads.RunOnAnother(() =>
    {
        var weak = Once();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(weak.IsAlive);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Once()
        {
            var source = new ManualSource();
            var task = Root.Run(new CallNode(new LeafNode(source.Wait)), 1);
            source.Complete(1);
            Assert.Equal(3, Threads.WaitFor(task));
            return new WeakReference(source);
        }
    });
}
