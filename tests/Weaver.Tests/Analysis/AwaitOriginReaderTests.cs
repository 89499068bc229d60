using Microsoft.CodeAnalysis;
using Mono.Cecil;
using Unboxed.Weaver.Analysis.AwaitSites;
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
            Assert.Equal(callee, ((MethodReference)origin.Call!.Operand).Name);
            Assert.Equal(callee, origin.Awaited!.Name);
            Assert.Equal(continueOnCapturedContext, origin.ContinueOnCapturedContext);
            Assert.Null(origin.Detour);
        }
    }

    [Theory]
    [InlineData("await x.T().ConfigureAwait(n > 0);", "ConfigureAwait is not a constant")]
    [InlineData("await x.V().ConfigureAwait(b);", "ConfigureAwait is not a constant")]
    [InlineData("await (b ? x.T() : y.T());", "more than one place")]
    [InlineData("await (b ? x.V() : y.V());", "")]
    [InlineData("await (x?.T() ?? Task.CompletedTask);", "more than one place")]
    [InlineData("await (b ? x.V() : y.V()).ConfigureAwait(false);", "")]
    [InlineData("var t = x.T(); Use(); await t; GC.KeepAlive(t);", "awaited later")]
    [InlineData("var t = x.V(); Use(); await t;", "awaited later")]
    [InlineData("task = x.T(); Use(); await task;", "kept in 'task' and awaited later")]
    public void A_call_that_is_not_awaited_at_once_is_said_to_be_so(string body, string detour)
    {
        foreach (var level in new[] { OptimizationLevel.Debug, OptimizationLevel.Release })
        {
            var origin = Assert.Single(Read(body, level));
            Assert.Null(origin.Call);
            Assert.Contains(detour, origin.Detour);
        }
    }

    [Fact]
    public void A_future_kept_in_a_variable_still_names_its_maker_and_the_variable()
    {
        var origin = Assert.Single(Read("var kept = x.T(); Use(); await kept;", OptimizationLevel.Debug));
        Assert.Equal("T", origin.Awaited!.Name);
        Assert.Equal("the future is kept in 'kept' and awaited later", origin.Detour);
    }

    [Fact]
    public void A_variable_with_futures_of_two_methods_names_neither()
    {
        var origin = Assert.Single(Read("var t = x.T(); if (b) t = y.Other(); Use(); await t; GC.KeepAlive(t);", OptimizationLevel.Debug));
        Assert.Null(origin.Call);
        Assert.Null(origin.Awaited);
    }

    [Fact]
    public void Awaits_in_arguments_are_found_each_with_its_own_call() =>
        Assert.Equal(["VI", "TI", "Take"], Read("await x.Take(await x.VI(), await x.TI());", OptimizationLevel.Release).Select(origin => ((MethodReference?)origin.Call?.Operand)?.Name));

    [Fact]
    public void A_parameter_has_no_maker()
    {
        var origin = Assert.Single(Read("await given;", OptimizationLevel.Release));
        Assert.Null(origin.Call);
        Assert.Null(origin.Awaited);
        Assert.Equal("Task", origin.AwaitedType.Name);
    }

    [Fact]
    public void ConfigureAwait_with_options_is_not_taken_for_a_call_that_is_awaited_at_once() =>
        Assert.NotEqual("T", Assert.Single(Read("await x.T().ConfigureAwait(ConfigureAwaitOptions.ForceYielding);", OptimizationLevel.Release)).Awaited?.Name);

    static List<AwaitOrigin> Read(string body, OptimizationLevel level)
    {
        var machine = Snippet.Compile($$"""
            public interface I { Task T(); Task Other(); ValueTask V(); Task<int> TI(); ValueTask<int> VI(); Task Take(int a, int b); }
            public class C { int f; Task task; void Use() { } public async Task M(I x, I y, int n, bool b, Task given) { {{body}} } }
            """, level).Machine();
        var reader = new AwaitOriginReader(machine);
        return machine.Shape.Suspensions.Select(reader.Read).ToList();
    }
}
