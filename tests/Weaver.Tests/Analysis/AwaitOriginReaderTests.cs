using Microsoft.CodeAnalysis;
using Mono.Cecil;
using Unboxed.Weaver.Analysis.AwaitSites;
using Unboxed.Weaver.Analysis.Escapes;
using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Analysis;

public sealed class AwaitOriginReaderTests
{
    [Theory]
    [InlineData("await x.T();", "T", true)]
    [InlineData("await x.V();", "V", true)]
    [InlineData("_ = await x.TI();", "TI", true)]
    [InlineData("_ = await x.VI();", "VI", true)]
    [InlineData("f = await x.VI();", "VI", true)]
    [InlineData("if (await x.VI() > n) return;", "VI", true)]
    [InlineData("await x.T().ConfigureAwait(false);", "T", false)]
    [InlineData("await x.V().ConfigureAwait(false);", "V", false)]
    [InlineData("_ = await x.VI().ConfigureAwait(true);", "VI", true)]
    public void A_call_that_is_awaited_at_once_is_found(string body, string callee, bool continueOnCapturedContext)
    {
        foreach (var level in new[] { OptimizationLevel.Debug, OptimizationLevel.Release })
        {
            var origin = Assert.Single(Read(body, level));
            var call = Assert.Single(origin.Calls);
            Assert.Equal(callee, call.Method.Name);
            Assert.Equal(callee, origin.Awaited!.Name);
            Assert.Equal(continueOnCapturedContext, call.Continuation.Constant);
            Assert.Equal(1, origin.Sources);
            Assert.Null(origin.Use);
        }
    }

    [Theory]
    [InlineData("await x.T().ConfigureAwait(n > 0);", 0)]
    [InlineData("await x.V().ConfigureAwait(b);", 0)]
    [InlineData("await x.VI().ConfigureAwait(!flag);", 0)]
    [InlineData("await x.TI().ConfigureAwait(options.Flag);", 1)]
    [InlineData("await x.TI().ConfigureAwait(options.Auto);", 1)]
    [InlineData("await x.TI().ConfigureAwait(given2.Auto);", 1)]
    [InlineData("await x.TI().ConfigureAwait(options.Next.Auto);", 2)]
    [InlineData("var c = x.TI().ConfigureAwait(given2.Auto); _ = await c;", 1)]
    public void An_argument_of_ConfigureAwait_that_reads_variables_is_taken_along(string body, int objects)
    {
        foreach (var level in new[] { OptimizationLevel.Debug, OptimizationLevel.Release })
        {
            var call = Assert.Single(Assert.Single(Read(body, level)).Calls);
            Assert.Null(call.Continuation.Constant);
            Assert.NotEmpty(call.Continuation.Argument);
            // The object itself is one where it is not a variable of the method's own.
            Assert.True(call.Continuation.Objects.Count >= objects);
        }
    }

    [Theory]
    [InlineData("await x.T().ConfigureAwait(Computed());", Detour.ConfigureAwaitArgument)]
    [InlineData("await x.T().ConfigureAwait(options.Virtual);", Detour.ConfigureAwaitArgument)]
    [InlineData("await x.T().ConfigureAwait(options.Changing.Auto);", Detour.ConfigureAwaitArgument)]
    [InlineData("await x.T().ConfigureAwait(b || n > 0);", Detour.ConfigureAwaitArgument)]
    [InlineData("await x.T().ConfigureAwait(n / n == 1);", Detour.ConfigureAwaitArgument)]
    [InlineData("await x.T().ConfigureAwait((ConfigureAwaitOptions)n);", Detour.ConfigureAwaitOptions)]
    [InlineData("await x.T().ConfigureAwait(ConfigureAwaitOptions.ForceYielding);", Detour.ConfigureAwaitOptions)]
    public void An_argument_of_ConfigureAwait_that_does_more_is_said_to_do_so(string body, Detour detour)
    {
        foreach (var level in new[] { OptimizationLevel.Debug, OptimizationLevel.Release })
        {
            var origin = Assert.Single(Read(body, level));
            Assert.Empty(origin.Calls);
            Assert.Equal("T", origin.Awaited!.Name);
            Assert.Equal(detour, origin.Detour);
        }
    }

    [Theory]
    [InlineData("await (b ? x.T() : y.Other());", "Other, T", 2)]
    [InlineData("await (b ? x.V() : y.V());", "V, V", 2)]
    [InlineData("await (b ? x.V() : y.V()).ConfigureAwait(false);", "V, V", 2)]
    [InlineData("await (b ? x.VI().ConfigureAwait(false) : y.VI().ConfigureAwait(true));", "VI, VI", 2)]
    [InlineData("await (x?.T() ?? Task.CompletedTask);", "T, get_CompletedTask", 2)]
    [InlineData("await (x?.VI() ?? default);", "VI", 2)]
    [InlineData("await (x?.VI() ?? new ValueTask<int>(n)).ConfigureAwait(b);", "VI", 2)]
    [InlineData("await (n switch { 0 => x.TI(), 1 => y.TI(), 2 => Task.FromResult(3), _ => throw new Exception() });", "TI, TI, FromResult", 3)]
    [InlineData("await (n switch { 0 => x.VI(), 1 => y.VI(), _ => default });", "VI, VI", 3)]
    [InlineData("await (b ? x.T() : given);", "T", 2)]
    [InlineData("Task t; if (b) t = x.T(); else t = y.Other(); await t;", "T, Other", 2)]
    public void Calls_that_meet_in_one_await_are_found_each(string body, string callees, int sources)
    {
        foreach (var level in new[] { OptimizationLevel.Debug, OptimizationLevel.Release })
        {
            var origin = Assert.Single(Read(body, level));
            Assert.Equal(callees, string.Join(", ", origin.Calls.Select(call => call.Method.Name)));
            Assert.Equal(sources, origin.Sources);
        }
    }

    [Theory]
    [InlineData("var t = x.T(); await t;", 0)]
    [InlineData("var t = x.VI(); f = await t;", 0)]
    [InlineData("var t = x.VI(); var c = t.ConfigureAwait(false); f = await c;", 0)]
    [InlineData("var t = x.T(); int k = 5; await t; Use(k);", 1)]
    [InlineData("var t = x.T(); int k = n * 2 + 1; await t; Use(k);", 1)]
    [InlineData("var t = x.T(); _ = n * 2 + 1; await t;", 0)]
    [InlineData("var t = x.T(); _ = O.Shared; await t;", 0)]
    [InlineData("var t = x.T(); var k = O.Shared; await t; Use(k ? 1 : 0);", 1)]
    public void A_future_that_is_kept_while_nothing_happens_is_awaited_at_once(string body, int stores)
    {
        foreach (var level in new[] { OptimizationLevel.Debug, OptimizationLevel.Release })
        {
            var call = Assert.Single(Assert.Single(Read(body, level)).Calls);
            Assert.Equal(stores > 0, call.Between.Count > 0);
        }
    }

    [Theory]
    [InlineData("var t = x.T(); Use(); await t; GC.KeepAlive(t);", UseKind.PassedToMethod)]
    [InlineData("var t = x.V(); Use(); await t;", UseKind.AwaitedLater)]
    [InlineData("var t = x.T(); await t; await t;", UseKind.AwaitedMoreThanOnce)]
    [InlineData("var t = x.T(); while (n-- > 0) await t;", UseKind.AwaitedMoreThanOnce)]
    [InlineData("var t = x.T(); if (b) await t;", UseKind.NotAwaitedOnEveryPath)]
    [InlineData("var t = x.T(); if (b) return; await t;", UseKind.NotAwaitedOnEveryPath)]
    [InlineData("var t = x.T(); await given; await t;", UseKind.AwaitedAfterSuspension)]
    [InlineData("var t = x.T(); if (b) await given; await t;", UseKind.AwaitedAfterSuspension)]
    [InlineData("var t = x.T(); try { await t; } finally { Use(); }", UseKind.AwaitedLater)]
    [InlineData("Task t = x.TI(); await t;", UseKind.Converted)]
    [InlineData("var t = x.T(); n = f; await t;", UseKind.AwaitedLater)]
    [InlineData("int k = 0; try { var t = x.T(); k = 1; await t; } catch (Exception) { Use(k); }", UseKind.AwaitedLater)]
    [InlineData("var t = x.T(); n = 10 / n; await t;", UseKind.AwaitedLater)]
    [InlineData("var t = x.T(); _ = given2.Flag; await t; Use(n);", UseKind.AwaitedLater)]
    [InlineData("var t = x.T(); _ = given2.Auto; await t.ConfigureAwait(false); Use(n);", UseKind.AwaitedLater)]
    [InlineData("var t = x.T(); _ = given2.Next.Auto == b; await t; Use(n);", UseKind.AwaitedLater)]
    [InlineData("var t = x.T(); _ = options.Flag; await t; Use(n);", UseKind.AwaitedLater)]
    [InlineData("var t = x.T(); _ = given2.Busy; await t;", UseKind.AwaitedLater)]
    [InlineData("var t = x.T(); _ = Started.Flag; await t;", UseKind.AwaitedLater)]
    [InlineData("var t = x.T(); _ = checked(n + 1); await t;", UseKind.AwaitedLater)]
    [InlineData("var t = x.T(); _ = 5 % n; await t;", UseKind.AwaitedLater)]
    [InlineData("var t = x.T(); _ = (string)(object)given2; await t;", UseKind.AwaitedLater)]
    [InlineData("var t = x.T(); _ = given2.Items[0]; await t;", UseKind.AwaitedLater)]
    [InlineData("var t = x.T(); _ = given2.Items.Length; await t;", UseKind.AwaitedLater)]
    [InlineData("task = x.T(); await task;", UseKind.StoredInField)]
    [InlineData("var t = x.T(); Func<Task> g = () => t; await t; g();", UseKind.Captured)]
    [InlineData("var t = x.T(); var all = new Task[] { t }; await t; GC.KeepAlive(all);", UseKind.StoredInArray)]
    [InlineData("var t = x.T(); await Task.WhenAll(t, given); await t;", UseKind.PassedToMethod)]
    [InlineData("var t = x.T(); await Task.WhenAll(new[] { t }); await t;", UseKind.PassedToMethod)]
    [InlineData("var t = x.T(); b = t.IsCompleted; await t;", UseKind.MemberCalled)]
    [InlineData("var t = x.TI(); await t; n = t.Result;", UseKind.ResultAskedFor)]
    public void A_call_that_is_not_awaited_at_once_names_the_use(string body, UseKind use)
    {
        foreach (var level in new[] { OptimizationLevel.Debug, OptimizationLevel.Release })
        {
            var origin = Read(body, level).First(origin => origin.Awaited?.Name is "T" or "V" or "TI" && origin.Calls.Count == 0);
            Assert.Equal(use, origin.Use?.Kind);
        }
    }

    [Fact]
    public void A_future_kept_in_a_variable_still_names_its_maker_and_the_variable()
    {
        var origin = Assert.Single(Read("var kept = x.T(); Use(); await kept;", OptimizationLevel.Debug));
        Assert.Equal("T", origin.Awaited!.Name);
        Assert.Equal("kept in 'kept' and awaited later", origin.Use!.Text);
    }

    [Fact]
    public void A_variable_with_futures_of_two_methods_names_neither()
    {
        var origin = Assert.Single(Read("var t = x.T(); if (b) t = y.Other(); Use(); await t; GC.KeepAlive(t);", OptimizationLevel.Debug));
        Assert.Empty(origin.Calls);
        Assert.Null(origin.Awaited);
    }

    [Fact]
    public void Awaits_in_arguments_are_found_each_with_its_own_call() =>
        Assert.Equal(["VI", "TI", "Take"], Read("await x.Take(await x.VI(), await x.TI());", OptimizationLevel.Release).Select(origin => Assert.Single(origin.Calls).Method.Name));

    [Fact]
    public void A_parameter_has_no_maker()
    {
        var origin = Assert.Single(Read("await given;", OptimizationLevel.Release));
        Assert.Empty(origin.Calls);
        Assert.Null(origin.Awaited);
        Assert.Equal("Task", origin.AwaitedType.Name);
    }

    static List<AwaitOrigin> Read(string body, OptimizationLevel level)
    {
        var machine = Snippet.Compile($$"""
            public interface I { Task T(); Task Other(); ValueTask V(); Task<int> TI(); ValueTask<int> VI(); Task Take(int a, int b); }
            public static class Started { public static bool Flag = Environment.ProcessId > 0; }
            public class O { public static bool Shared; public volatile bool Busy; public readonly bool[] Items; public bool Flag; public bool Auto { get; set; } public virtual bool Virtual => Flag; public readonly O Next; public O Changing; }
            public class C { int f; bool flag; Task task; readonly O options; void Use(int k = 0) { } bool Computed() { f++; return flag; } public async Task M(I x, I y, int n, bool b, Task given, O given2) { {{body}} } }
            """, level).Machine();
        var reader = new AwaitOriginReader(machine, new Liveness(machine));
        return machine.Shape.Suspensions.Select(reader.Read).ToList();
    }
}
