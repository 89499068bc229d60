using Microsoft.CodeAnalysis;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Escapes;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Plan;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Analysis;

/// <summary>Calls whose futures are not awaited where they are made, with the use and its place in the source.</summary>
public sealed class EscapingCallsTests
{
    [Theory]
    [InlineData("_pending = x.N();", UseKind.StoredInField, "stored in field '_pending'")]
    [InlineData("s_pending = x.N();", UseKind.StoredInField, "stored in field 's_pending'")]
    [InlineData("var t = x.N(); _pending = t;", UseKind.StoredInField, "stored in field '_pending'")]
    [InlineData("array[0] = x.N();", UseKind.StoredInArray, "stored in an array")]
    [InlineData("list.Add(x.N());", UseKind.PassedToMethod, "passed to 'System.Collections.Generic.List<System.Threading.Tasks.Task<int>>.Add'")]
    [InlineData("Task.WhenAll(x.N(), Task.CompletedTask);", UseKind.PassedToMethod, "passed to 'System.Threading.Tasks.Task.WhenAll'")]
    [InlineData("Task.WhenAll(x.N(), x.N());", UseKind.PassedToMethod, "passed to 'System.Threading.Tasks.Task.WhenAll'")]
    [InlineData("Task.WhenAny(new Task[] { x.N() });", UseKind.PassedToMethod, "passed to 'System.Threading.Tasks.Task.WhenAny'")]
    [InlineData("x.N();", UseKind.Dropped, "dropped")]
    [InlineData("_ = x.N();", UseKind.Dropped, "dropped")]
    [InlineData("x.N().Wait();", UseKind.ResultAskedFor, "waited for by Wait")]
    [InlineData("n = x.N().Result;", UseKind.ResultAskedFor, "waited for by Result")]
    [InlineData("n = x.N().GetAwaiter().GetResult();", UseKind.ResultAskedFor, "waited for by GetResult")]
    [InlineData("n = x.V().GetAwaiter().GetResult();", UseKind.ResultAskedFor, "waited for by GetResult")]
    [InlineData("var w = x.N().GetAwaiter(); w.OnCompleted(() => n++);", UseKind.AwaiterTaken, "asked for its awaiter")]
    [InlineData("x.V().AsTask();", UseKind.Converted, "converted by AsTask")]
    [InlineData("x.N().ContinueWith(t => t.Result);", UseKind.MemberCalled, "asked for its ContinueWith")]
    [InlineData("if (x.N().IsCompleted) n = 1;", UseKind.MemberCalled, "asked for its IsCompleted")]
    [InlineData("object o = x.V(); GC.KeepAlive(o);", UseKind.Converted, "converted by a cast")]
    [InlineData("var t = x.N(); Action a = () => t.Wait(); a();", UseKind.Captured, "captured by a lambda as 't'")]
    [InlineData("Store(out _pending, x);", null, "")]
    public void The_use_is_named(string body, UseKind? use, string text)
    {
        foreach (var level in new[] { OptimizationLevel.Debug, OptimizationLevel.Release })
        {
            foreach (var (head, tail) in new[] { ("void M(", ""), ("async Task M(", " await Task.Yield();"), ("async ValueTask<int> M(", " await x.N(); return n;") })
            {
                var rows = Plan($$"""
                    class C
                    {
                        Task _pending; static Task s_pending; int n;
                        {{head}}I x, Task[] array, List<Task<int>> list)
                        {
                            {{body}}{{tail}}
                        }
                        static void Store(out Task task, I x) => task = null;
                    }
                    """, level);
                if (use is null)
                {
                    Assert.Empty(rows);
                    continue;
                }
                Assert.All(rows, row =>
                {
                    Assert.Equal(use, row.Use.Kind);
                    Assert.Equal(text, row.Use.Text);
                    Assert.Equal(("C.M(I, System.Threading.Tasks.Task[], System.Collections.Generic.List<System.Threading.Tasks.Task<int>>)", Snippet.File, 8, 9), (row.Caller, row.File, row.Line, row.Column));
                    Assert.StartsWith("I.", row.Callee, StringComparison.Ordinal);
                });
                Assert.NotEmpty(rows);
            }
        }
    }

    [Theory]
    [InlineData("Task<int> M(I x) { GC.Collect(); return x.N(); }", "returned")]
    [InlineData("Task<int> M(I x) => x.N();", "returned")]
    [InlineData("Func<Task<int>> M(I x) => () => x.N();", "returned")]
    [InlineData("void M(out Task<int> t, I x) { t = x.N(); }", "stored through a reference")]
    [InlineData("async Task M(I x, bool b) { var t = x.N(); if (b) _pending = t; await Task.Yield(); }", "stored in field '_pending'")]
    [InlineData("async Task M(I x, bool b) { Task<int> t = null; while (b) { t = x.N(); b = false; } if (!b) await Task.WhenAll(t); }", "passed to 'System.Threading.Tasks.Task.WhenAll'")]
    public void So_is_that_of_other_methods(string method, string text)
    {
        foreach (var level in new[] { OptimizationLevel.Debug, OptimizationLevel.Release })
            Assert.Equal(text, Assert.Single(Plan("class C { Task _pending; " + method + " }", level)).Use.Text);
    }

    [Theory]
    [InlineData("async Task M(I x) { await x.N(); }")]
    [InlineData("async Task M(I x) { var t = x.N(); GC.Collect(); await t; }")]
    [InlineData("async Task M(I x, bool b) { await (b ? x.N() : Task.FromResult(1)); }")]
    [InlineData("async Task M(I x) { await x.V().ConfigureAwait(false); }")]
    [InlineData("Task<int> M(I x) => x.N(); async Task R(I x) { await M(x); }")]
    [InlineData("void M() { Task.Delay(1); }")]
    public void A_future_that_is_awaited_or_passed_on_is_none(string method)
    {
        foreach (var level in new[] { OptimizationLevel.Debug, OptimizationLevel.Release }) Assert.Empty(Plan("class C { " + method + " }", level));
    }

    static IReadOnlyList<EscapingCallRow> Plan(string source, OptimizationLevel level)
    {
        const string Callee = """
            public interface I { Task<int> N(); ValueTask<int> V(); }
            public class S : I { public async Task<int> N() { await Task.Yield(); return 1; } public async ValueTask<int> V() { await Task.Yield(); return 1; } }

            """;
        return Planner.Plan(ModuleAnalysis.Of(Snippet.Compile(Callee + source, level).Module), new WeaverOptions()).Calls;
    }
}
