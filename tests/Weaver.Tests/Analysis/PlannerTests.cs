using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Plan;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Analysis;

/// <summary>Planner, Judge and ScratchBodies: each decision with its reason.</summary>
public sealed class PlannerTests
{
    const string Source = "public interface I { Task<int> N(); } public class S : I { public async Task<int> N() { await Task.Yield(); return 1; } }\n";

    const string Custom = "public class A : INotifyCompletion { public A GetAwaiter() => this; public bool IsCompleted => true; public void GetResult() { } public void OnCompleted(Action a) { } }\n";

    [Theory]
    [InlineData("async Task M(I x) { await x.N(); }", Decision.Scratch, "awaited at once")]
    [InlineData("async Task M(I x) { await x.N().ConfigureAwait(false); }", Decision.Scratch, "awaited at once")]
    [InlineData("async void M(I x) { await x.N(); }", Decision.Scratch, "awaited at once")]
    [InlineData("async Task M(I x) { var t = x.N(); GC.Collect(); await t; }", Decision.Escapes, "awaited")]
    [InlineData("async Task M(I x) { await x.N().ConfigureAwait(x == null); }", Decision.Scratch, "awaited at once")]
    [InlineData("async Task M(I x) { await x.N().ConfigureAwait(x.GetHashCode() == 1); }", Decision.Ordinary, "does more than to read variables")]
    [InlineData("async Task M(I x) { await x.N().ConfigureAwait((ConfigureAwaitOptions)x.GetHashCode()); }", Decision.Ordinary, "the options of ConfigureAwait")]
    [InlineData("async Task M(I x) { await (x == null ? x.N() : Task.FromResult(1)); }", Decision.Scratch, "1 of the 2 values")]
    [InlineData("async Task M(I x) { await (x == null ? x.N() : new S().N()); }", Decision.Scratch, "2 of the 2 values")]
    [InlineData("async Task M(Task x) { await (x ?? Task.CompletedTask); }", Decision.Ordinary, "")]
    [InlineData("async Task M<T>(T x) where T : class, I { await x.N(); }", Decision.Scratch, "an interface call")]
    [InlineData("async Task M(Task x) { await x; }", Decision.Ordinary, "")]
    [InlineData("async Task M(S x) { await x.N(); }", Decision.Scratch, "a call of a known async method")]
    [InlineData("async Task M<T>(T x) where T : I { await x.N(); }", Decision.Ordinary, "through a type parameter")]
    [InlineData("[AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))] async ValueTask M(I x) { await x.N(); }", Decision.Ordinary, "builder that is left alone")]
    public void A_call_is_decided_by_its_use(string method, Decision decision, string reason) => Check(Source + "class C { " + method + " }", decision, reason);

    [Theory]
    [InlineData("interface J { Task N(); }", "no class of this assembly implements it")]
    [InlineData("interface J { Task N() => Task.CompletedTask; }", "no class of this assembly implements it")]
    [InlineData("interface J { Task N(int a); Task N() => N(1); } class K : J { public Task N(int a) => Task.CompletedTask; }", "no implementation of it in this assembly is an async method")]
    [InlineData("interface J { Task N(); } class K : J { public Task N() => Task.CompletedTask; }", "no implementation of it in this assembly is an async method")]
    [InlineData("interface J { ValueTask N(); } class K : J { [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))] public async ValueTask N() { await Task.Yield(); } }", "default builders")]
    [InlineData("interface J { Task N(); } class K : J { public async Task N() { await (dynamic)Task.CompletedTask; } }", "not understood")]
    [InlineData("interface J { Task N(); } class K : J { public async Task N() { await new A(); } }", "awaits through A")]
    public void A_callee_without_a_scratch_body_is_called_as_before(string callee, string reason) =>
        Check(Custom + callee + " class C { async Task M(J x) { await x.N(); } }", Decision.Ordinary, reason);

    [Fact]
    public void A_future_larger_than_the_budget_is_boxed()
    {
        Check(Source + "class C { async Task M(I x) { await x.N(); } }", Decision.Boxed, "MaxScratchBytes", budget: 16);
        // A public interface keeps its companion for other assemblies.
        Assert.Equal(default, Assert.Single(Plan(Source + "class C { async Task M(I x) { await x.N(); } }", 16).Companions).Need);
    }

    [Fact]
    public void The_plan_names_companions_receivers_bodies_and_roots()
    {
        var plan = Plan(Source + "public class D : S { } class C { async Task M(I x) { await x.N(); } async Task L() { await Task.Yield(); } }");
        Assert.Equal("N", Assert.Single(plan.Companions).Method.Name);
        Assert.Equal("System.Int32", plan.Companions[0].Result!.FullName);
        Assert.Equal(new Need(2, 1), plan.Companions[0].Need);
        Assert.Equal(["S", "D"], plan.Receivers.Select(receiver => receiver.Implementation.Class.Name));
        Assert.Equal("S", Assert.Single(plan.Bodies).Machine.Kickoff.DeclaringType.Name);
        Assert.Equal("M", Assert.Single(plan.Roots).Machine.Kickoff.Name);
        Assert.Equal(new Need(2, 1), plan.Roots[0].Need);
    }

    [Fact]
    public void The_need_of_a_row_is_that_of_its_callee_with_all_its_calls()
    {
        var plan = Plan(Source + "public class W(I inner) : I { public async Task<int> N() { return await inner.N() + 1; } } class C { async Task M(I x) { await x.N(); } }");
        var row = plan.Sites.Single(site => site.Caller == "C.M(I)");
        // The decorator calls I.N again: level after level, as long as the budget allows.
        Assert.Equal(plan.Companions.Single().Need, row.Need);
        Assert.InRange(row.Need.Bytes, 400, 512);
    }

    [Fact]
    public void Rows_have_file_and_line_and_the_names_of_the_source()
    {
        var rows = Plan(Source + "class C\n{\n    async Task M(I x, int[] n)\n    {\n        await x.N();\n        await x.N();\n    }\n}").Sites.Where(row => row.Caller.StartsWith("C.", StringComparison.Ordinal)).ToList();
        Assert.Equal([6, 7], rows.Select(row => row.Line));
        Assert.All(rows, row => Assert.Equal((Snippet.File, "C.M(I, int[])", "I.N()"), (Path.GetFileName(row.File), row.Caller, row.Callee)));
    }

    [Fact]
    public void An_await_that_is_not_understood_has_its_row_too()
    {
        var rows = Plan("class C { async Task M(dynamic d) { await d; } }").Sites;
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Equal((Decision.Ordinary, "the shape of the await is not understood", "C.M(object)"), (row.Decision, row.Reason, row.Caller)));
    }

    static void Check(string source, Decision decision, string reason, int budget = WeaverOptions.DefaultMaxScratchBytes)
    {
        foreach (var snippet in new[] { Snippet.Debug(source), Snippet.Release(source) })
        {
            var row = Assert.Single(Planner.Plan(ModuleAnalysis.Of(snippet.Module), new(budget)).Sites, row => row.Caller.StartsWith("C.M", StringComparison.Ordinal));
            Assert.Equal(decision, row.Decision);
            Assert.Contains(reason, row.Reason);
        }
    }

    static WeavingPlan Plan(string source, int budget = WeaverOptions.DefaultMaxScratchBytes) => Planner.Plan(ModuleAnalysis.Of(Snippet.Release(source).Module), new(budget));
}
