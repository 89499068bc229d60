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
            public Pipeline Use(Func<List<string>, Func<Task>, Task> step)
            {
                steps.Add(next => async seen => await step(seen, async () => await next(seen)));
                return this;
            }
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
                .Use(async (seen, next) => { seen.Add("a"); await next(); seen.Add("b"); })
                .Use((seen, next) => { seen.Add("c"); return next(); })
                .Use(async (seen, next) => { await leaf.Next(); await next(); });
        }
        """;

    const string App = """
        public static class Program
        {
            public static string Run()
            {
                var leaf = new Leaf();
                Handler last = async seen => { seen.Add("last"); await leaf.Next(); };
                var handler = Steps.Add(new Pipeline(), leaf).Use(async (seen, next) => await next()).Build(last);
                string text = Drive(leaf, handler, 100);
                Drive(leaf, handler, 2000);
                long more = More(leaf, handler), previous;
                int rounds = 0;
                do (previous, more) = (more, More(leaf, handler));
                while (more != previous && ++rounds < 8);
                return text + "; " + more / 2000 + " B a call";
            }
            static long More(Leaf leaf, Handler handler) => Bytes(leaf, handler, 2000) - Bytes(leaf, handler, 1000);
            static long Bytes(Leaf leaf, Handler handler, int calls)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                Drive(leaf, handler, calls);
                return GC.GetAllocatedBytesForCurrentThread() - before;
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
        using var set = new AssemblySet(level).Add("Library", Library).Add("Steps", Steps.Replace("(seen, next) => { seen.Add(\"c\"); return next(); }", "async (seen, next) => { seen.Add(\"c\"); await next(); }", StringComparison.Ordinal)).Add("App", App);
        Assert.StartsWith(Result, set.RunUnwoven(), StringComparison.Ordinal);
        // The closures over next are the library's, one for each call of a step.
        Assert.Equal(set.RunUnwoven().Split("; ")[0] + "; " + ClosureBytes + " B a call", set.RunWoven());
        set.Change("App", module => Assert.NotEmpty(Receivers(module)));
    }

    /// <summary>A closure of 32 bytes and a delegate of 64 for each of four steps.</summary>
    const int ClosureBytes = 4 * (32 + 64);

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
}
