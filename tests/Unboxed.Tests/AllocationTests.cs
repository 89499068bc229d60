using System.Runtime.CompilerServices;
using Unboxed.CompilerServices;
using Unboxed.Tests.Support;

namespace Unboxed.Tests;

public class AllocationTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(30)]
    public void A_suspended_call_allocates_nothing_once_warm(int depth) => Threads.RunOnAnother(() =>
    {
        const int count = 2000;
        var source = new ManualSource();
        Node node = new LeafNode(source.Wait);
        for (int i = 0; i < depth; i++) node = new CallNode(node);
        var task = Root.Run(node, count);
        for (int i = 0; i < 500; i++) source.Complete(i);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 500; i < count - 1; i++) source.Complete(i);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        source.Complete(count - 1);
        Assert.True(task.IsCompletedSuccessfully);
    });

    [Fact]
    public void A_synchronous_call_allocates_nothing_once_warm() => Threads.RunOnAnother(() =>
    {
        var node = new CallNode(new CallNode(new LeafNode(() => new(1))));
        var slots = new object?[16];
        var words = new long[16];
        void Round() => Assert.Null(node.Next(ref slots[0], ref words[0], new(16, 16, 64), ThreadContext.Current, out _));
        for (int i = 0; i < 100; i++) Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) Round();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.All(slots, Assert.Null);
    });

    [Fact]
    public void Calls_under_changed_contexts_allocate_nothing_once_warm() => Threads.RunOnAnother(() =>
    {
        const int count = 1000;
        var local = new AsyncLocal<object?> { Value = "root" };
        var execution = ExecutionContext.Capture()!;
        local.Value = "other";
        var source = new ManualSource();
        var leaf = new LeafNode(source.Wait) { Before = () => ExecutionContext.Restore(execution) };
        var task = Root.Run(new CallNode(leaf), count);
        for (int i = 0; i < 300; i++) source.Complete(i);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 300; i < count - 1; i++) source.Complete(i);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        source.Complete(0);
        Assert.True(task.IsCompletedSuccessfully);
    });

    /// <summary>As in plain C#, where the builder queues its box.</summary>
    [Fact]
    public void A_yield_allocates_nothing_once_warm() => Threads.RunOnAnother(() =>
    {
        var awaiter = Task.Yield().GetAwaiter();
        var slots = new object?[Frame.LeafHeaderSlots];
        long words = 0;
        var thread = ThreadContext.Current;
        int count = 0;
        Action continuation = () => Interlocked.Increment(ref count);
        void Round()
        {
            Frame.SuspendAtLeaf(ref awaiter, 0, ref slots[0], ref words, thread);
            var leaf = ThreadContext.Current.Pending!;
            ThreadContext.Current.Pending = null;
            int before = Volatile.Read(ref count);
            leaf.Register(continuation, thread);
            var spin = default(SpinWait);
            while (Volatile.Read(ref count) == before) spin.SpinOnce();
            Frame.ResumeAtLeaf<YieldAwaitable.YieldAwaiter>(ref slots[0], thread);
        }
        for (int i = 0; i < 1000; i++) Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) Round();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    });

    [Fact]
    public void A_root_in_the_steady_state_allocates_its_box_alone() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        var node = new CallNode(new CallNode(new LeafNode(source.Wait)));
        void Once()
        {
            Root.Run(node, 1);
            source.Complete(1);
        }
        for (int i = 0; i < 300; i++) Once();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Once();
        long one = GC.GetAllocatedBytesForCurrentThread() - before;
        before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) Once();
        Assert.Equal(100 * one, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.InRange(one, 1, 200);
    });

    [Fact]
    public void An_abandoned_chain_can_be_collected_with_all_that_its_frames_hold() => Threads.RunOnAnother(() =>
    {
        var abandoned = Abandon();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(abandoned.Chain.IsAlive);
        Assert.False(abandoned.Segment.IsAlive);
    });

    /// <summary>Objects that lay one behind the other in the pool must not keep each other alive once they are rented.</summary>
    [Fact]
    public void A_chain_that_waits_for_long_does_not_keep_an_abandoned_one() => Threads.RunOnAnother(() =>
    {
        var patient = new ManualSource();
        for (int i = 0; i < 3; i++) Warm();
        var waiting = Root.Run(new CallNode(new LeafNode(patient.Wait)), 1);
        var abandoned = Abandon();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(abandoned.Chain.IsAlive);
        Assert.False(abandoned.Segment.IsAlive);
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    static (WeakReference Chain, WeakReference Segment) Abandon()
    {
        ManualSource inChain = new(), inSegment = new();
        Root.Run(new CallNode(new LeafNode(inChain.Wait)), 1);
        Root.Run(new CallNode(new LeafNode(inSegment.Wait) { ExtraSlots = 40 }), 1);
        return (new(inChain), new(inSegment));
    }
}
