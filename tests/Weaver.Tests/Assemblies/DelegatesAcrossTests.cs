using Microsoft.CodeAnalysis;
using Mono.Cecil;
using Unboxed.Weaver.Plan;
using Xunit;

namespace Unboxed.Weaver.Tests.Assemblies;

/// <summary>A library calls delegates, and others make them.</summary>
public sealed class DelegatesAcrossTests
{
    const string Library = AcrossAssembliesTests.Leaves + """
        public delegate Task Handler(List<string> seen);
        public sealed class Pipeline
        {
            readonly List<Func<Handler, Handler>> steps = [];
            public Pipeline Use(Func<Handler, Handler> step) { steps.Add(step); return this; }
            public Pipeline Use(Func<List<string>, Handler, Task> step) => Use(next => async seen => await step(seen, next));
            public Handler Build(Handler last)
            {
                for (int i = steps.Count - 1; i >= 0; i--) last = steps[i](last);
                return last;
            }
        }
        public static class Caller
        {
            public static async Task<string> Call(Handler handler, int calls)
            {
                List<string> seen = [];
                for (int i = 0; i < calls; i++)
                {
                    seen.Clear();
                    await handler(seen);
                }
                return string.Join(",", seen);
            }
        }
        """;

    const string Steps = """
        public static class Steps
        {
            public static Pipeline Add(Pipeline pipeline, Leaf leaf) => pipeline
                .Use(next => async seen => { seen.Add("a"); await next(seen); seen.Add("b"); })
                .Use(next => async seen => { seen.Add("c"); await next(seen).ConfigureAwait(false); })
                .Use(async (seen, next) => { await leaf.Next(); await next(seen); });
        }
        """;

    const string App = AcrossAssembliesTests.Measuring + """
        public static class Program
        {
            public static string Run()
            {
                var leaf = new Leaf();
                Handler last = async seen => { seen.Add("last"); await leaf.Next(); };
                var handler = Steps.Add(new Pipeline(), leaf).Use(async (seen, next) => await next(seen)).Build(last);
                return Measured.Calls(calls => Drive(leaf, handler, calls));
            }
            static string Drive(Leaf leaf, Handler handler, int calls)
            {
                var task = Caller.Call(handler, calls);
                while (leaf.Step()) { }
                return task.GetAwaiter().GetResult();
            }
        }
        """;

    const string Result = "a,c,last,b; ";

    static IEnumerable<string> Receivers(ModuleDefinition module) =>
        module.GetTypes().SelectMany(type => type.Interfaces.Where(implemented => implemented.InterfaceType.Name.StartsWith("IDelegateCompanion", StringComparison.Ordinal)).Select(_ => type.Name));

    [Theory]
    [InlineData(OptimizationLevel.Debug)]
    [InlineData(OptimizationLevel.Release)]
    public void Closures_of_another_assembly_run_in_the_scratch_space_of_the_library(OptimizationLevel level)
    {
        using var set = new AssemblySet(level).Add("Library", Library).Add("Steps", Steps).Add("App", App);
        Assert.StartsWith(Result, set.RunUnwoven(), StringComparison.Ordinal);
        Assert.NotEqual(Result + "0 B a call", set.RunUnwoven());
        Assert.Equal(Result + "0 B a call", set.RunWoven());
        set.Change("App", module => Assert.NotEmpty(Receivers(module)));
    }

    [Theory]
    [InlineData("Library")]
    [InlineData("Steps")]
    [InlineData("App")]
    public void Where_one_of_them_is_not_woven_ordinary_calls_are_made_there(string unmarked)
    {
        using var set = new AssemblySet().Add("Library", Library, marked: unmarked != "Library").Add("Steps", Steps, marked: unmarked != "Steps").Add("App", App, marked: unmarked != "App");
        Assert.StartsWith(Result, set.RunUnwoven(), StringComparison.Ordinal);
        Assert.StartsWith(Result, set.RunWoven(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_no_woven_code_calls_through_a_delegate_has_no_second_body()
    {
        const string Source = """
            public static class C
            {
                public static Func<string, Task<long>> Make(int a) => async text => { await Task.Yield(); return a + text.Length; };
                public static Task Run(int a) => Task.Run(async () => { await Task.Yield(); return a; });
            }
            """;
        using var set = new AssemblySet().Add("Library", Library).Add("Other", Source);
        set.Change("Other", module => Assert.Empty(Receivers(module)));
        Assert.All(set.Reports["Other"].Futures, future => Assert.Equal("no scratch call calls it", future.Reason));
    }

    [Fact]
    public void Signatures_that_may_become_one_have_no_interface()
    {
        const string Source = """
            public static class Program
            {
                public static string Run() => Both(1).GetAwaiter().GetResult() + Both("a").GetAwaiter().GetResult();
                static async Task<string> Both<T>(T value)
                {
                    string seen = "";
                    Func<T, Task> generic = async x => { await Task.Yield(); seen += $"generic {x} {value};"; };
                    Func<int, Task> plain = async x => { await Task.Yield(); seen += $"plain {x} {value};"; };
                    Func<int, Task<int>> other = async x => { await Task.Yield(); seen += "other;"; return x; };
                    await generic(value);
                    await plain(2);
                    await other(3);
                    return seen;
                }
            }
            """;
        using var set = new AssemblySet().Add("App", Source);
        Assert.Equal(set.RunUnwoven(), set.RunWoven());
        set.Change("App", module => Assert.Single(Receivers(module)));
        Assert.All(set.Rows["App"].Where(row => row.Callee.Contains("Invoke", StringComparison.Ordinal)), row => Assert.Equal(Decision.Scratch, row.Decision));
    }

    [Fact]
    public void Methods_of_objects_that_are_made_delegates_answer_for_themselves()
    {
        const string Source = """
            class C
            {
                async Task A(int a) => await Task.Yield();
                async Task B(int b) => await Task.Yield();
                static async Task S(int a) => await Task.Yield();
                async Task G<T>(T a) => await Task.Yield();
                Task N(int a) => Task.CompletedTask;
                async Task<int> Other(int a) { await Task.Yield(); return a; }
                async Task M()
                {
                    foreach (Func<int, Task> made in new Func<int, Task>[] { A, B, S, G, N }) await made(1);
                    Func<int, Task<int>> other = Other;
                    other(1).Wait();
                }
            }
            """;
        using var set = new AssemblySet().Add("App", Source);
        set.Change("App", module => Assert.Equal(["C"], Receivers(module)));
        Assert.Equal(["C.A(int)", "C.B(int)"], set.Reports["App"].Futures.Where(future => future.Reason is null).Select(future => future.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Func<Task> N; async Task M() => await N();")]
    [InlineData("delegate Task D(int a, string b); D N; async Task M() => await N(1, null);")]
    public void A_call_through_a_delegate_is_a_scratch_call_whose_need_nobody_knows(string members)
    {
        using var set = new AssemblySet().Add("App", "class C { " + members + " }");
        var row = Assert.Single(set.Rows["App"]);
        Assert.Equal((Decision.Scratch, "a call through a delegate that is awaited at once", 0), (row.Decision, row.Reason, row.Need.Bytes));
    }
}
