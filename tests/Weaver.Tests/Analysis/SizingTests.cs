using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Diagnostics.Reports;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Plan;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Analysis;

/// <summary>What the report says about futures, methods and roots.</summary>
public sealed class SizingTests
{
    const string Source = """
        interface I { Task<int> N(int depth); }
        class Leaf : I
        {
            public async Task<int> N(int depth)
            {
                await Task.Yield();
                return depth;
            }
        }
        class Twice(I inner) : I
        {
            public async Task<int> N(int depth)
            {
                string kept = depth.ToString();
                int first = await inner.N(depth);
                return first + kept.Length + await Other(first);
            }
            static async Task<int> Other(int n)
            {
                await Task.Yield();
                return n;
            }
        }
        class Plain : I { public Task<int> N(int depth) => Task.FromResult(depth); }
        class C
        {
            async Task M(I x) => await x.N(1);
        }
        """;

    [Fact]
    public void A_future_shows_what_it_keeps_at_each_await()
    {
        var future = Report(Source).Futures.Single(row => row.Name == "Twice.N(int)");
        Assert.Null(future.Reason);
        Assert.Equal((Snippet.File, 14), (future.Place.File, future.Place.Line));
        Assert.Equal([15, 16], future.Suspensions.Select(suspension => suspension.Line));
        Assert.Equal(["I.N(int)", "Twice.Other(int)"], future.Suspensions.Select(suspension => suspension.Callee));
        Assert.Equal(
            [
                "future Slot 0 Header", "contexts Slot 1 Header", "awaiter Slot 2 Awaiter", "state Word 0 Header",
                "this Slot 3 This", "kept Slot 4 Variable",
            ],
            future.Suspensions[0].Fields.Select(field => $"{field.Name} {field.Place} {field.Index} {field.Kind}"));
        // first + kept.Length has been evaluated.
        Assert.Equal("value of an expression int Word 1 Spilled", Text(future.Suspensions[1].Fields[^1]));
        Assert.Equal(new Need(5, 1), future.Suspensions[0].Frame);
        // The larger of both awaits in each dimension.
        Assert.Equal(new Need(5, 2), future.Need);
    }

    [Fact]
    public void Arguments_and_the_object_itself_are_told_apart()
    {
        var future = Report("class C { int field; async Task<int> M<T>(T value, CancellationToken token) { await Task.Yield(); return field + (value is null ? 1 : token.CanBeCanceled ? 2 : 3); } async Task R() => await M(1, default); }")
            .Futures.Single(row => row.Name.StartsWith("C.M", StringComparison.Ordinal));
        Assert.Equal(
            ["awaiter System.Runtime.CompilerServices.YieldAwaitable.YieldAwaiter Slot 2 Awaiter", "this C Slot 3 This", "value T Runtime 4 Argument", "token System.Threading.CancellationToken Runtime 5 Argument"],
            future.Suspensions.Single().Fields.Where(field => field.Kind != FieldKind.Header).OrderBy(field => field.Index).Select(Text));
    }

    [Theory]
    [InlineData("class C { async Task M() { await Task.Yield(); } }", "no scratch call calls it")]
    [InlineData("class C { async void M() { await Task.Yield(); } }", "an async void method is never awaited")]
    [InlineData("class C { async IAsyncEnumerable<int> M() { await Task.Yield(); yield return 1; } }", "an async iterator is run by whoever enumerates it")]
    [InlineData("class C { [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))] async ValueTask M() { await Task.Yield(); } }", "its future is a pooled one, whose consumer is always posted to its context")]
    public void A_future_outside_of_scratch_space_says_why(string source, string reason)
    {
        var future = Assert.Single(Report(source).Futures);
        Assert.Equal(reason, future.Reason);
        Assert.Empty(future.Suspensions);
    }

    [Fact]
    public void A_method_shows_what_each_implementer_needs()
    {
        var method = Report(Source).Methods.Single(row => row.Name == "I.N(int)");
        Assert.Equal(CallKind.Interface, method.Kind);
        Assert.False(method.IsOpen);
        Assert.Equal(["Leaf.N(int) async False", "Twice.N(int) async True", "Plain.N(int) ordinary False"], method.Implementers.Select(row => $"{row.Name} {row.Kind} {row.IsLargest}"));
        Assert.Equal(new Need(3, 2), method.Implementers[0].Full);
        Assert.Equal(method.Implementers[0].Own, method.Implementers[0].Full);
        Assert.Equal(method.Need, method.Implementers[1].Full);
        Assert.Equal(new Need(5, 2), method.Implementers[1].Own);
        Assert.Equal("it is not an async method", method.Implementers[2].Reason);
    }

    [Fact]
    public void Recursion_shows_its_cycle_and_how_far_it_was_unrolled()
    {
        var method = Report(Source).Methods.Single(row => row.Name == "I.N(int)");
        Assert.Equal(["I.N(int)"], method.Cycle);
        // A frame takes 56 bytes at either await: nine are within 512.
        Assert.Equal(9, method.Levels);
        Assert.Equal(CallKind.Direct, Report(Source).Methods.Single(row => row.Name == "Twice.Other(int)").Kind);
        Assert.Null(Report(Source).Methods.Single(row => row.Name == "Twice.Other(int)").Cycle);
    }

    [Fact]
    public void A_cycle_over_several_methods_names_them_all()
    {
        var methods = Report("class C { async Task A(int n) { if (n > 0) await B(n); } async Task B(int n) => await D(n - 1); async Task D(int n) => await A(n); async Task R() => await A(3); }").Methods;
        Assert.Equal(["C.A(int)", "C.B(int)", "C.D(int)"], methods.Single(row => row.Name == "C.A(int)").Cycle);
        Assert.Equal(3, methods.Single(row => row.Name == "C.A(int)").CycleLength);
        Assert.Equal(["C.D(int)", "C.A(int)", "C.B(int)"], methods.Single(row => row.Name == "C.D(int)").Cycle);
    }

    [Fact]
    public void A_long_cycle_names_the_first_and_how_many_there_are()
    {
        string circle = string.Concat(Enumerable.Range(0, 20).Select(i => $"async Task M{i}(int n) {{ if (n > 0) await M{(i + 1) % 20}(n - 1); }} "));
        var method = Report($"class C {{ {circle} async Task R() => await M0(3); }}").Methods.Single(row => row.Name == "C.M7(int)");
        Assert.Equal(Enumerable.Range(7, 16).Select(i => $"C.M{i % 20}(int)"), method.Cycle);
        Assert.Equal(20, method.CycleLength);
    }

    [Fact]
    public void A_root_shows_the_path_that_decides_its_size()
    {
        const string Chain = """
            class C
            {
                async Task M(bool deep)
                {
                    await Small();
                    if (deep) await Outer(1);
                }
                async Task Small() => await Task.Yield();
                async Task<int> Outer(int n)
                {
                    return n + await Inner(n);
                }
                async Task<int> Inner(int n)
                {
                    await Task.Yield();
                    return n;
                }
            }
            """;
        var root = Report(Chain).Roots.Single(row => row.Name == "C.M(bool)");
        Assert.Equal([false, true], root.Calls.Select(call => call.IsDeciding));
        Assert.Equal([5, 6], root.Calls.Select(call => call.Line));
        Assert.Equal(["C.Outer(int) 11", "C.Inner(int) 15"], root.Calls[1].Path.Select(frame => $"{frame.Name} {frame.Line}"));
        Assert.Equal(root.Room, root.Calls[1].Path.Aggregate(default(Need), (all, frame) => all.Plus(frame.Frame)));
        Assert.Equal(0, root.UnusedBytes);
        Assert.Empty(root.Growth);
    }

    [Fact]
    public void Room_that_no_path_needs_is_counted()
    {
        // One callee needs many slots, the other many words, and never both at once.
        const string Uneven = """
            class C
            {
                async Task M() { await Slots("", "", ""); await Words(1, 2, 3); }
                async Task<object> Slots(string a, string b, string c) { await Task.Yield(); return (a, b, c); }
                async Task<int> Words(int a, int b, int c) { await Task.Yield(); return a + b + c; }
            }
            """;
        var root = Assert.Single(Report(Uneven).Roots);
        Assert.Equal(new Need(6, 4), root.Room);
        Assert.Equal([new Need(6, 1), new Need(3, 4)], root.Calls.Select(call => call.Room));
        Assert.Equal(8 * 3, root.UnusedBytes);
    }

    [Fact]
    public void What_lies_beyond_a_root_is_named_with_its_cause()
    {
        Assert.Equal(["I.N(int) nesting"], Growth(Source, 512, "C.M(I)"));
        Assert.Equal(["I.N() unknown implementers"], Growth("public interface I { Task N(); } class S : I { public async Task N() => await Task.Yield(); } class C { async Task M(I x) => await x.N(); }", 512, "C.M(I)"));
        const string Chain = "class C { async Task M() => await A(); static async Task A() => await B(); static async Task B() => await D(); static async Task D() => await Task.Yield(); }";
        Assert.Equal([], Growth(Chain, 512, "C.M()"));
        // A and B fit, with 32 bytes each, and D does not.
        Assert.Equal(["C.D() budget"], Growth(Chain, 80, "C.M()"));
    }

    static IEnumerable<string> Growth(string source, int budget, string root) =>
        Report(source, budget).Roots.Single(row => row.Name == root).Growth.Select(growth => $"{growth.Callee} {growth.Cause}");

    static string Text(FieldRow field) => $"{field.Name} {field.Type} {field.Place} {field.Index} {field.Kind}";

    static WeavingReport Report(string source, int budget = WeaverOptions.DefaultMaxScratchBytes)
    {
        var module = Snippet.Release(source).Module;
        return ReportBuilder.Build(module, Planner.Plan(ModuleAnalysis.Of(module), new(budget)), new(budget));
    }
}
