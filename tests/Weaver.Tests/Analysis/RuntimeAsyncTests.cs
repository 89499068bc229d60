using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Plan;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Analysis;

/// <summary>Methods that are compiled with runtime-async are left alone, and the report says so.</summary>
public sealed class RuntimeAsyncTests
{
    const string Source = """
        #pragma warning disable SYSLIB5007 // runtime-async is a preview feature
        public interface I { Task<int> N(); }
        public class S : I { public async Task<int> N() { await Task.Yield(); return 1; } }
        public class C
        {
            public async Task M(I x, S s, Task<int> given)
            {
                await x.N();
                await s.N().ConfigureAwait(false);
                await given;
            }
        }
        """;

    [Fact]
    public void Each_await_is_reported()
    {
        var rows = Plan().Sites;
        Assert.Equal(
            [("S.N()", "System.Runtime.CompilerServices.YieldAwaitable.YieldAwaiter"), ("C.M(I, S, System.Threading.Tasks.Task<int>)", "I.N()"), ("C.M(I, S, System.Threading.Tasks.Task<int>)", "S.N()")],
            rows.Take(3).Select(row => (row.Caller, row.Callee)));
        Assert.Equal(4, rows.Count);
        Assert.All(rows, row =>
        {
            Assert.Equal((Decision.Ordinary, ReasonKind.CallerRuntimeAsync, Snippet.File), (row.Decision, row.Kind, row.File));
            Assert.NotEqual(0, row.Line);
        });
    }

    [Fact]
    public void Nothing_is_rewritten()
    {
        var plan = Plan();
        Assert.Empty(plan.Bodies);
        Assert.Empty(plan.Forwards);
        Assert.Empty(plan.PassThroughs);
        Assert.Empty(plan.Roots);
        Assert.Empty(plan.Receivers);
    }

    static WeavingPlan Plan() => Planner.Plan(ModuleAnalysis.Of(Snippet.RuntimeAsync(Source).Module), new WeaverOptions());
}
