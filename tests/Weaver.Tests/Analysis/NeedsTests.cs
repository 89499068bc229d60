using Mono.Cecil;
using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Analysis.StateMachines;
using Unboxed.Weaver.Plan;
using Unboxed.Weaver.Plan.Sizing;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;
using Site = (Unboxed.Weaver.Analysis.Layout.SuspensionFrame Frame, Mono.Cecil.MethodDefinition? Callee);

namespace Unboxed.Weaver.Tests.Analysis;

public sealed class NeedsTests
{
    readonly TypeDefinition host = Bodies.Host();
    readonly Dictionary<MethodDefinition, IReadOnlyList<StateMachine>> implementations = [];
    readonly Dictionary<StateMachine, IReadOnlyList<Site>> frames = [];
    readonly Dictionary<MethodDefinition, Need> elsewhere = [];

    [Fact]
    public void A_method_without_awaits_needs_nothing()
    {
        var method = Method();
        Implement(method);
        Assert.Equal(default, Compute(512).Of(method));
    }

    [Fact]
    public void Await_sites_of_one_method_share_their_room()
    {
        var method = Method();
        Implement(method, Leaf(2, 5), Leaf(4, 1));
        Assert.Equal(new Need(4, 5), Compute(512).Of(method));
    }

    [Fact]
    public void Implementers_in_other_assemblies_count_within_the_budget()
    {
        var (caller, small, large) = (Method(), Method(), Method());
        Implement(caller, Call(2, 1, small), Call(2, 1, large));
        elsewhere[small] = new(3, 4);
        elsewhere[large] = new(60, 60);
        Assert.Equal(new Need(3, 4), Compute(512).Of(small));
        Assert.Equal(default, Compute(512).Of(large));
        Assert.Equal(new Need(5, 5), Compute(512).Of(caller));
    }

    [Fact]
    public void The_most_demanding_implementer_counts()
    {
        var method = Method();
        Implement(method, Leaf(2, 9));
        Implement(method, Leaf(7, 1));
        Assert.Equal(new Need(7, 9), Compute(512).Of(method));
    }

    [Fact]
    public void A_callee_lies_behind_a_frame_that_has_room_for_all_sites()
    {
        var (outer, inner) = (Method(), Method());
        Implement(outer, Call(3, 1, inner), Leaf(2, 20));
        Implement(inner, Leaf(5, 2));
        Assert.Equal(new Need(8, 22), Compute(512).Of(outer));
    }

    [Fact]
    public void The_ways_of_a_diamond_are_never_pending_together()
    {
        var (top, left, right, bottom) = (Method(), Method(), Method(), Method());
        Implement(top, Call(3, 1, left), Call(3, 1, right));
        Implement(left, Call(4, 1, bottom));
        Implement(right, Call(3, 6, bottom));
        Implement(bottom, Leaf(2, 1));
        Assert.Equal(new Need(9, 8), Compute(512).Of(top));
    }

    [Fact]
    public void Order_does_not_matter_to_a_chain_of_calls()
    {
        var methods = Enumerable.Range(0, 5).Select(_ => Method()).ToArray();
        for (int i = 0; i < 4; i++) Implement(methods[i], Call(3, 1, methods[i + 1]));
        Implement(methods[4], Leaf(2, 1));
        Assert.Equal(new Need(14, 5), Compute(512).Of(methods[0]));
    }

    [Theory]
    [InlineData(512, 48, 16)]
    [InlineData(72, 6, 2)]
    [InlineData(40, 3, 1)]
    public void Recursion_is_unrolled_until_the_budget(int budget, int slots, int words)
    {
        var method = Method();
        Implement(method, Call(3, 1, method));
        var need = Compute(budget).Of(method);
        Assert.True(need.Bytes <= budget);
        // One more level would not have fitted.
        Assert.True(need.Plus(new(3, 1)).Bytes > budget);
        Assert.Equal(new Need(slots, words), need);
    }

    [Fact]
    public void Mutual_recursion_stays_in_the_budget()
    {
        var (even, odd) = (Method(), Method());
        Implement(even, Call(3, 2, odd), Leaf(2, 1));
        Implement(odd, Call(5, 1, even));
        var needs = Compute(256);
        Assert.InRange(needs.Of(even).Bytes, 256 - 8 * 11, 256);
        Assert.InRange(needs.Of(odd).Bytes, 256 - 8 * 11, 256);
    }

    [Fact]
    public void The_budget_holds_for_slots_and_words_together()
    {
        var (outer, slots, words) = (Method(), Method(), Method());
        // Each way fits alone; the larger of both in each dimension does not.
        Implement(outer, Call(3, 1, slots), Call(3, 1, words));
        Implement(slots, Leaf(20, 1));
        Implement(words, Leaf(2, 20));
        Assert.Equal(new Need(23, 21), Compute(512).Of(outer));
        Assert.True(Compute(8 * 30).Of(outer).Bytes <= 8 * 30);
    }

    [Fact]
    public void The_own_need_is_that_of_the_largest_frame_in_each_dimension()
    {
        var method = Method();
        Assert.Equal(new Need(3, 1), Needs.OwnNeed([Call(3, 1, method)]));
        Assert.Equal(new Need(3, 1), Needs.OwnNeed([Leaf(3, 1)]));
        Assert.Equal(new Need(3, 6), Needs.OwnNeed([Call(3, 1, method), Leaf(2, 6)]));
    }

    MethodDefinition Method()
    {
        var method = new MethodDefinition($"M{host.Methods.Count}", MethodAttributes.Public, host.Module.TypeSystem.Void);
        host.Methods.Add(method);
        implementations[method] = [];
        return method;
    }

    void Implement(MethodDefinition method, params Site[] sites)
    {
        var kickoff = new MethodDefinition($"K{frames.Count}", MethodAttributes.Public, host.Module.TypeSystem.Void);
        var machine = new StateMachine(kickoff, host, kickoff, null!, null!, BuilderKind.Task, [], null!);
        frames[machine] = sites;
        implementations[method] = [.. implementations[method], machine];
    }

    Needs Compute(int budget) => Needs.Compute(implementations, frames, method => elsewhere.TryGetValue(method, out var need) ? need : default, _ => budget);

    static Site Leaf(int slots, int words) => (new([], slots, words, [], new(slots, words)), null);

    static Site Call(int slots, int words, MethodDefinition callee) => (new([], slots, words, [], new(slots, words)), callee);
}
