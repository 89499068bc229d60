using Unboxed.CompilerServices;
using Unboxed.Tests.Support;

namespace Unboxed.Tests;

public class SegmentTests
{
    const int TooMany = 3 * Root.StackSlots;

    static Node Deep(Func<ValueTask<int>> leaf, int calls, Action<CallNode>? each = null)
    {
        Node node = new LeafNode(leaf);
        for (int i = 0; i < calls; i++)
        {
            var call = new CallNode(node);
            each?.Invoke(call);
            node = call;
        }
        return node;
    }

    [Fact]
    public void A_callee_that_does_not_fit_suspends_and_completes_in_a_segment() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        var task = Root.Run(new CallNode(new LeafNode(source.Wait) { ExtraSlots = TooMany }), 3);
        for (int i = 0; i < 3; i++) source.Complete(i);
        Assert.Equal(2 + 3 + 4, Threads.WaitFor(task));
        Assert.True(Pools.AssertSpacesAreEmpty() >= 2);
    });

    [Fact]
    public void A_segment_goes_back_when_its_callee_completes_at_once() => Threads.RunOnAnother(() =>
    {
        Pools.Drain<Segment.Key, Segment>();
        Assert.Equal(3, Root.Run(new CallNode(new LeafNode(() => new(1)) { ExtraSlots = TooMany }), 1).Result);
        var segment = Assert.Single(Pools.Drain<Segment.Key, Segment>());
        Assert.True(segment.IsEmpty);
    });

    [Fact]
    public void A_segment_goes_back_when_its_callee_throws_at_once_or_later() => Threads.RunOnAnother(() =>
    {
        Pools.Drain<Segment.Key, Segment>();
        var source = new ManualSource();
        var thrown = new FormatException();
        var task = Root.Run(new CallNode(new LeafNode(source.Wait) { ExtraSlots = TooMany }), 1);
        Assert.Empty(Pools.Drain<Segment.Key, Segment>());
        source.Fail(thrown);
        Assert.Same(thrown, task.Exception!.InnerException);
        var segment = Assert.Single(Pools.Drain<Segment.Key, Segment>());
        Assert.True(segment.IsEmpty && segment.Callee is null);

        var atOnce = new LeafNode(() => throw thrown) { ExtraSlots = TooMany };
        Assert.Same(thrown, Root.Run(new CallNode(atOnce), 1).Exception!.InnerException);
        Assert.Single(Pools.Drain<Segment.Key, Segment>());
    });

    [Fact]
    public void Segments_link_to_segments() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        var seen = new List<int>();
        var node = Deep(source.Wait, 40, call => call.After = () => seen.Add(1));
        var task = Root.Run(node, 2);
        source.Complete(0);
        source.Complete(0);
        Assert.Equal(2 * 41, Threads.WaitFor(task));
        Assert.Equal(80, seen.Count);
        Assert.True(Pools.AssertSpacesAreEmpty() >= 3);
    });

    [Fact]
    public void Recursion_beyond_the_levels_of_a_root_starts_new_roots() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        var task = Root.Run(Deep(source.Wait, 5 * Room.MaxLevels), 2);
        source.Complete(0);
        source.Complete(0);
        Assert.Equal(2 * (5 * Room.MaxLevels + 1), Threads.WaitFor(task));
        Pools.AssertSpacesAreEmpty();
    });

    [Fact]
    public void A_deep_chain_resumes_on_a_thread_with_a_small_stack() => Threads.RunOnAnother(() =>
    {
        const int depth = 5000;
        var source = new ManualSource();
        var task = Root.Run(Deep(source.Wait, depth), 1);
        Threads.RunOnAnother(() => source.Complete(0), maxStackSize: 256 * 1024);
        Assert.Equal(depth + 1, Threads.WaitFor(task));
    }, maxStackSize: 64 * 1024 * 1024);

    [Fact]
    public void A_segment_hops_like_any_other_space() => Threads.RunOnAnother(() =>
    {
        var context = new UiContext();
        var source = new ManualSource();
        var seen = new List<SynchronizationContext?>();
        var inner = new CallNode(new LeafNode(source.Wait)) { ExtraSlots = TooMany, After = () => seen.Add(SynchronizationContext.Current) };
        Task<long>? task = null;
        context.Enter(() => task = Root.Run(new CallNode(inner) { After = () => seen.Add(SynchronizationContext.Current) }, 1));
        source.Complete(1);
        Assert.Empty(seen);
        context.Pump();
        Assert.Equal(4, Threads.WaitFor(task!));
        Assert.Equal([context, context], seen);
        Pools.AssertSpacesAreEmpty();
    });

    [Fact]
    public void A_declined_call_gives_its_segment_back() => Threads.RunOnAnother(() =>
    {
        Pools.Drain<Segment.Key, Segment>();
        object? link = null;
        var segment = Segment.Rent(1, 1, new Room(1, 1, 1));
        Assert.True(segment.Link(Future<int>.Declined, ref link)!.IsDeclined);
        Assert.Null(link);
        Assert.Same(segment, Pools.Drain<Segment.Key, Segment>().Single());
    });

    [Fact]
    public void A_segment_that_has_grown_beyond_the_bound_is_not_kept() => Threads.RunOnAnother(() =>
    {
        Pools.Drain<Segment.Key, Segment>();
        Segment.Rent(Space.MaxPooledSlots + 1, 1, new Room(1, 1, 1)).Return();
        Segment.Rent(1, Space.MaxPooledWords + 1, new Room(1, 1, 1)).Return();
        Assert.Empty(Pools.Drain<Segment.Key, Segment>());
    });
}
