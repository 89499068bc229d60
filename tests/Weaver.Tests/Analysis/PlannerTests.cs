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
    [InlineData("async Task M<T>(T x) where T : I { await x.N(); }", Decision.Scratch, "awaited at once, where T is no struct")]
    [InlineData("[AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))] async ValueTask M(I x) { await x.N(); }", Decision.Scratch, "awaited at once")]
    [InlineData("struct B { public static B Create() => default; public ValueTask Task => default; public void SetResult() { } public void SetException(Exception e) { } public void SetStateMachine(IAsyncStateMachine m) { } public void Start<S>(ref S s) where S : IAsyncStateMachine { } public void AwaitOnCompleted<A, S>(ref A a, ref S s) where A : INotifyCompletion where S : IAsyncStateMachine { } public void AwaitUnsafeOnCompleted<A, S>(ref A a, ref S s) where A : ICriticalNotifyCompletion where S : IAsyncStateMachine { } } [AsyncMethodBuilder(typeof(B))] async ValueTask M(I x) { await x.N(); }", Decision.Ordinary, "builder that is left alone")]
    public void A_call_is_decided_by_its_use(string method, Decision decision, string reason) => Check(Source + "class C { " + method + " }", decision, reason);

    [Theory]
    [InlineData("interface J { Task N(); }", "no class of this assembly implements it")]
    [InlineData("interface J { Task N() => Task.CompletedTask; }", "no class of this assembly implements it")]
    [InlineData("interface J { Task N(int a); Task N() => N(1); } class K : J { public Task N(int a) => Task.CompletedTask; }", "no implementation of it in this assembly is an async method")]
    [InlineData("interface J { Task N(); } class K : J { public Task N() => Task.CompletedTask; }", "no implementation of it in this assembly is an async method")]
    [InlineData("interface J { Task N(); } class K : J { public Task N() { lock (this) return L(); } static async Task L() => await Task.Yield(); }", "no implementation of it in this assembly is an async method: K.N() returns the task of 'K.L' from within a protected block")]
    [InlineData("interface J { ValueTask N(); } class K : J { [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))] public async ValueTask N() { await Task.Yield(); } }", "its future is a pooled one")]
    [InlineData("interface J { Task N(); } class K : J { public async Task N() { await (dynamic)Task.CompletedTask; } }", "it awaits a dynamic value")]
    [InlineData("interface J { Task N(); } class K : J { public async Task N() { await new A(); } }", "awaits through A")]
    public void A_callee_without_a_scratch_body_is_called_as_before(string callee, string reason) =>
        Check(Custom + callee + " class C { async Task M(J x) { await x.N(); } }", Decision.Ordinary, reason);

    [Theory]
    [InlineData("Task<int> N(I x) { using var s = new CancellationTokenSource(); return L(x); }", "the callee is not an async method, and returns the task of 'C.L' from within a protected block")]
    [InlineData("Task<int> N(I x) { lock (x) return L(x); }", "the callee is not an async method, and returns the task of 'C.L' from within a protected block")]
    [InlineData("[MethodImpl(MethodImplOptions.Synchronized)] Task<int> N(I x) => L(x);", "the callee is not an async method, and is synchronized")]
    [InlineData("Task N(I x) => L(x);", "the callee is not an async method, and returns the task of 'C.L' as one of another type")]
    [InlineData("unsafe Task<int> N(I x) { byte* b = stackalloc byte[4]; GC.KeepAlive(b[0]); return L(x); }", "the callee is not an async method, and does what a copy of it would do in another way")]
    [InlineData("Task<int> N(I x) => Task.FromResult(1);", "the callee is not an async method")]
    [InlineData("Task<int> N(I x) { var t = L(x); GC.Collect(); return t; }", "the callee is not an async method")]
    [InlineData("async Task<int> N(I x) { GC.KeepAlive(System.Reflection.Assembly.GetCallingAssembly()); return await L(x); }", "the callee cannot run in scratch space: it asks for the assembly that calls it")]
    public void A_method_that_does_not_pass_its_call_on_is_said_why(string method, string reason)
    {
        foreach (var snippet in new[] { Snippet.Debug, (Func<string, Snippet>)Snippet.Release })
        {
            var module = snippet("interface I { } class C { static async Task<int> L(I x) { await Task.Yield(); return 1; } " + method + " async Task M(I x) { await N(x); } }").Module;
            var row = Assert.Single(Planner.Plan(ModuleAnalysis.Of(module), new()).Sites, row => row.Caller.StartsWith("C.M", StringComparison.Ordinal));
            Assert.Equal((Decision.Ordinary, reason), (row.Decision, row.Reason));
        }
    }

    [Theory]
    [InlineData("static ConfiguredTaskAwaitable N(Task t) { GC.Collect(); return t.ConfigureAwait(false); }", "which does more than to call ConfigureAwait")]
    [InlineData("static ConfiguredTaskAwaitable N(Task t) => t.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);", "which asks for more than a context")]
    [InlineData("static class H { static H() { GC.Collect(); } internal static ConfiguredTaskAwaitable N(Task t) => t.ConfigureAwait(false); }", "whose class has a static constructor", "H.N")]
    [InlineData("static class H { static bool B; internal static ConfiguredTaskAwaitable N(Task t) => t.ConfigureAwait(B); internal static void S() => B = true; }", "which reads what only its own class can see", "H.N")]
    public void A_helper_that_is_not_seen_through_is_named(string helper, string reason, string name = "N")
    {
        string source = "class C { " + helper + " static async Task L() => await Task.Yield(); async Task M() { await " + name + "(L()); } }";
        foreach (var snippet in new[] { Snippet.Debug(source), Snippet.Release(source) })
        {
            var row = Assert.Single(Planner.Plan(ModuleAnalysis.Of(snippet.Module), new()).Sites, row => row.Caller.StartsWith("C.M", StringComparison.Ordinal));
            Assert.Equal((Decision.Ordinary, $"the await is configured by 'C.{name}', {reason}", ReasonKind.ConfigureAwaitHelper, "C.L()"), (row.Decision, row.Reason, row.Kind, row.Callee));
        }
    }

    [Fact]
    public void A_static_member_of_an_interface_is_chosen_by_a_type_parameter() =>
        Check("interface J { static abstract Task N(); } class K : J { public static async Task N() => await Task.Yield(); } class C { async Task M<T>() where T : J { await T.N(); } }", Decision.Ordinary, "through a type parameter, which decides what is called");

    [Theory]
    [InlineData("delegate Task D(in int a); D N; async Task M() => await N(1);", "the call is made through a delegate, and one of its parameters is passed by reference, or is a pointer or a ref struct")]
    [InlineData("delegate Task D(Span<int> a); D N; async Task M() => await N(default);", "the call is made through a delegate, and one of its parameters is passed by reference, or is a pointer or a ref struct")]
    [InlineData("Func<int, int, int, int, int, int, int, int, int, Task> N; async Task M() => await N(1, 2, 3, 4, 5, 6, 7, 8, 9);", "the call is made through a delegate, and it has more than 8 parameters")]
    [InlineData("async Task M() { await default(ValueTask); }", "the awaited value is not the result of a call")]
    public void What_is_awaited_is_said(string members, string reason) => Check("class C { " + members + " }", Decision.Ordinary, reason);

    [Fact]
    public void What_an_await_gives_is_not_the_result_of_a_call()
    {
        var rows = Plan("class C { async Task M(Task<Task> t) { await await t; } }").Sites;
        Assert.Equal(["System.Threading.Tasks.Task<System.Threading.Tasks.Task>", "System.Threading.Tasks.Task"], rows.Select(row => row.Callee));
        Assert.All(rows, row => Assert.Equal("the awaited value is not the result of a call", row.Reason));
    }

    [Fact]
    public void A_value_whose_awaiter_is_an_extension_is_named_by_its_type() => Assert.Equal(
        "int", Assert.Single(Plan("static class E { public static TaskAwaiter GetAwaiter(this int n) => Task.CompletedTask.GetAwaiter(); } class C { async Task M() { await 5; } }").Sites).Callee);

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
        Assert.Equal(new Need(3, 1), plan.Companions[0].Need);
        Assert.Equal("S", Assert.Single(plan.Receivers).Implementation.Class.Name);
        Assert.Equal("D", Assert.Single(plan.Receivers[0].Heirs).Name);
        Assert.Equal("S", Assert.Single(plan.Bodies).Machine.Kickoff.DeclaringType.Name);
        Assert.Equal("M", Assert.Single(plan.Roots).Machine.Kickoff.Name);
        Assert.Equal(new Need(3, 1), plan.Roots[0].Need);
    }

    [Fact]
    public void An_abstract_class_implements_the_companion_for_those_that_execute_its_method()
    {
        var plan = Plan("""
            public interface IOther { Task<int> N(); }
            public abstract class A : IOther { public virtual async Task<int> N() { await Task.Yield(); return 1; } }
            public class B : A { }
            public class C : A { }
            public class D : C { public override async Task<int> N() { await Task.Yield(); return 2; } }
            public abstract class E<T> : A { }
            public class F : E<int> { }
            public abstract class G { public async Task<int> N() { await Task.Yield(); return 3; } }
            public class H : G, IOther { }
            class M { async Task O(IOther x) { await x.N(); } }
            """);
        var receivers = plan.Receivers.Where(receiver => receiver.Companion.Method.DeclaringType.Name == "IOther").ToDictionary(receiver => receiver.Implementation.Class.Name, receiver => receiver.Heirs.Select(heir => heir.Name));
        Assert.Equal(["A", "D", "F", "H"], receivers.Keys.Order());
        Assert.Equal(["B", "C"], receivers["A"]);
        Assert.All(["D", "F", "H"], name => Assert.Empty(receivers[name]));
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
        var row = Assert.Single(Plan("interface IA<A> { A GetAwaiter(); } interface IW : INotifyCompletion { bool IsCompleted { get; } void GetResult(); } class C { async Task M<A>(IA<A> a) where A : IW { await a; } }").Sites);
        Assert.Equal((Decision.Ordinary, "the shape of the await is not understood"), (row.Decision, row.Reason));
        row = Assert.Single(Plan("class C { async Task M(dynamic d) { await d; } }").Sites);
        Assert.Equal((Decision.Ordinary, "what is awaited is dynamic, and its awaiter is known only when the program runs", "dynamic"), (row.Decision, row.Reason, row.Callee));
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
