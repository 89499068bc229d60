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
        AssertAllocatesNothing(new ManualSource(), source => Root.Run(CallNode.Chain(new LeafNode(source.Wait), depth), 2000)));

    [Fact]
    public void A_loop_at_the_leaf_allocates_nothing_once_warm() => Threads.RunOnAnother(() =>
        AssertAllocatesNothing(new ManualSource(), source => Root.Run(CallNode.Chain(new LeafNode(source.Wait) { Times = 2000 }, 4), 1)));

    [Fact]
    public void Calls_under_changed_contexts_allocate_nothing_once_warm() => Threads.RunOnAnother(() =>
    {
        var local = new AsyncLocal<object?> { Value = "root" };
        var execution = ExecutionContext.Capture()!;
        local.Value = "other";
        AssertAllocatesNothing(new ManualSource(), source => Root.Run(new CallNode(new LeafNode(source.Wait) { Before = () => ExecutionContext.Restore(execution) }), 2000));
    });

    record struct Mixed(string Text, int Number);

    /// <summary>None of them fits what a frame passes on.</summary>
    [Fact]
    public void Large_results_allocate_nothing_once_warm() => Threads.RunOnAnother(() =>
    {
        AssertAllocatesNothing(new ManualSource(), source => Root<decimal>.Run(new()
        {
            Source = new CallNode<Mixed, decimal>(
                new CallNode<decimal, Mixed>(new LeafNode<ValueTaskAwaiter<int>, decimal>(() => source.Wait().GetAwaiter(), Awaiting.ValueTaskOf, x => x), x => new("text", (int)x)),
                x => x.Number),
            Count = 2000,
            Number = x => (long)x,
        }));
    });

    static void AssertAllocatesNothing(ManualSource source, Func<ManualSource, Task<long>> start)
    {
        const int count = 2000;
        var task = start(source);
        for (int i = 0; i < 500; i++) source.Complete(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 500; i < count - 1; i++) source.Complete(1);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        source.Complete(1);
        Assert.True(task.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_task_as_a_leaf_allocates_nothing_once_warm() => Threads.RunOnAnother(() =>
    {
        const int count = 2000;
        var sources = Enumerable.Range(0, count).Select(_ => new TaskCompletionSource<int>()).ToArray();
        int next = 0;
        var task = Root.Run(new CallNode(new LeafNode<TaskAwaiter<int>, int>(() => sources[next++].Task.GetAwaiter(), Awaiting.TaskOf, x => x)), count);
        for (int i = 0; i < 500; i++) sources[i].SetResult(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 500; i < count - 1; i++) sources[i].SetResult(1);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        sources[^1].SetResult(1);
        Assert.Equal(2 * count, Threads.WaitFor(task));
    });

    [Fact]
    public void A_synchronous_call_allocates_nothing_and_takes_no_chain() => Threads.RunOnAnother(() =>
    {
        var node = new CallNode(new CallNode(new LeafNode(() => new(1))));
        void Round()
        {
            Scratch scratch = default;
            scratch.Begin(CurrentThread.Known(default), null, 1);
            if (node.Next(ref scratch, out int result) != Answer.Completed || result != 4 || scratch.Chain is not null) throw new InvalidOperationException();
        }
        for (int i = 0; i < 100; i++) Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) Round();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    });

    /// <summary>As in plain C#, where the builder queues its box.</summary>
    [Fact]
    public void A_yield_allocates_nothing_once_warm() => Threads.RunOnAnother(() =>
    {
        // By the pool's threads, which run the chain alone.
        const int count = 5000;
        long before = 0, after = -1;
        int warm = 0;
        var node = new LeafNode<YieldAwaitable.YieldAwaiter, int>(() => Task.Yield().GetAwaiter(), Awaiting.Yield, x => x);
        var least = long.MaxValue;
        var task = Root.Run(new CallNode(node), count, afterCall: _ =>
        {
            // Somebody else's allocations are not those of all calls.
            (before, after) = (after, GC.GetTotalAllocatedBytes());
            if (++warm > 1000) least = Math.Min(least, after - before);
        });
        Assert.Equal(count, Threads.WaitFor(task));
        Assert.Equal(0, least);
    });

    /// <summary>Once all is optimised: .NET 8 allocates before for tables of constants.</summary>
    [Fact]
    public void A_root_in_the_steady_state_allocates_its_box_alone() => Threads.RunOnAnother(() =>
    {
        // The box, and what the root of these tests is told to do.
        const int most = 300;
        var source = new ManualSource();
        var node = new CallNode(new CallNode(new LeafNode(source.Wait)));
        Threads.WaitFor(() => Measure(100) is var hundred && hundred % 100 == 0 && hundred / 100 is > 0 and <= most);

        long Measure(int count)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < count; i++)
            {
                Root.Run(node, 1);
                source.Complete(1);
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    });
}
