using Mono.Cecil;
using Unboxed.Weaver.Diagnostics;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Tests.Analysis.Support;
using Unboxed.Weaver.Tests.Diagnostics;
using Xunit;

namespace Unboxed.Weaver.Tests.Assemblies;

/// <summary>Adapters whose interface, object and callers are in different assemblies, and what the weaver says where there can be none.</summary>
public sealed class AdaptersAcrossTests
{
    const string Leaves = """
        public sealed class Leaf : IValueTaskSource<int>
        {
            ManualResetValueTaskSourceCore<int> core;
            public ValueTask<int> Next() { core.Reset(); return new(this, core.Version); }
            public void Complete() => core.SetResult(1);
            int IValueTaskSource<int>.GetResult(short token) => core.GetResult(token);
            ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => core.GetStatus(token);
            void IValueTaskSource<int>.OnCompleted(Action<object> continuation, object state, short token, ValueTaskSourceOnCompletedFlags flags) => core.OnCompleted(continuation, state, token, flags);
        }
        """;

    const string Interfaces = Leaves + """
        public interface IService { ValueTask<int> GetAsync(int a); string Name { get; } }
        public interface IHandler<T, R> { ValueTask<R> HandleAsync(T value, R result); }
        """;

    const string Implementers = """
        public sealed class Service(Leaf leaf) : IService { public string Name => "service"; public async ValueTask<int> GetAsync(int a) => a + await leaf.Next(); }
        public sealed class Handler<T, R>(Leaf leaf) : IHandler<T, R> { public async ValueTask<R> HandleAsync(T value, R result) { await leaf.Next(); return value is null ? default : result; } }
        """;

    /// <summary>A caller that is not woven; what its calls allocate is in the text.</summary>
    const string Callers = """
        public static class Callers
        {
            public static string Use(IService service, IHandler<int, DateTime> handler, Leaf leaf)
            {
                long before = 0;
                int sum = 0;
                for (int i = 0; i < 200; i++)
                {
                    if (i == 100) before = GC.GetAllocatedBytesForCurrentThread();
                    var call = service.GetAsync(i);
                    leaf.Complete();
                    sum += call.GetAwaiter().GetResult();
                    var handled = handler.HandleAsync(i, default);
                    leaf.Complete();
                    sum += handled.GetAwaiter().GetResult().Year;
                }
                long after = GC.GetAllocatedBytesForCurrentThread();
                return $"{service.Name} {sum} {after - before} B";
            }
        }
        """;

    const string Expected = "service 20300 0 B";

    const string Program = """
        public static class Program
        {
            public static string Run() { var leaf = new Leaf(); return Callers.Use(Unboxed.Inlining.Of<IService>(new Service(leaf)), Unboxed.Caching.Of<IHandler<int, DateTime>>(new Handler<int, DateTime>(leaf)), leaf); }
        }
        """;

    [Fact]
    public void The_interface_is_in_another_woven_assembly()
    {
        using var set = new AssemblySet().Add("Interfaces", Interfaces).Add("Callers", Callers, marked: false).Add("Implementers", Implementers).Add("App", Program);
        Assert.Equal(Expected, set.RunWoven());
    }

    [Fact]
    public void The_interface_is_in_an_assembly_that_is_not_woven()
    {
        using var set = new AssemblySet().Add("Interfaces", Interfaces, marked: false).Add("Callers", Callers, marked: false).Add("App", Implementers + Program);
        Assert.Equal(Expected, set.RunWoven());
    }

    [Fact]
    public void What_asks_is_not_woven_and_another_assembly_has_the_adapters()
    {
        const string Adapts = "[assembly: Unboxed.Adapts(typeof(IService))] [assembly: Unboxed.Adapts(typeof(IHandler<,>))]";
        using var set = new AssemblySet().Add("Interfaces", Interfaces).Add("Callers", Callers, marked: false).Add("Implementers", Adapts + Implementers).Add("App", Program, marked: false);
        Assert.Equal(Expected, set.RunWoven());
    }

    [Fact]
    public void The_interface_is_a_type_parameter_where_it_is_asked_for()
    {
        const string Generic = """
            public static class Generic { public static I Of<I>(I x) where I : class => Unboxed.Inlining.Of(x); public static IHandler<T, R> Handler<T, R>(IHandler<T, R> x) => Unboxed.Caching.Of(x); }
            public static class Program { public static string Run() { var leaf = new Leaf(); return Callers.Use(Generic.Of<IService>(new Service(leaf)), Generic.Handler(new Handler<int, DateTime>(leaf)), leaf); } }
            """;
        using var set = new AssemblySet().Add("Interfaces", "[assembly: Unboxed.Adapts(typeof(IService))]\n" + Interfaces + Callers).Add("App", Implementers + Generic);
        // The callers are in a woven assembly, but are no async methods.
        Assert.Equal(Expected, set.RunWoven());
    }

    [Fact]
    public void Constraints_and_type_parameters_of_the_caller_are_those_of_the_adapter()
    {
        const string Source = Leaves + """
            public interface IBound<T> where T : class, IComparable<T>
            {
                ValueTask<int> Add<T2, T3>(T value, T2 items, T3 number) where T2 : IEnumerable<T> where T3 : unmanaged;
                ValueTask<T> Same<T2>(T2 value) where T2 : T;
                (int, T2) Pair<T2>(T2 value) where T2 : struct, IComparable<T2>;
            }
            public sealed class Bound<T>(Leaf leaf) : IBound<T> where T : class, IComparable<T>
            {
                public async ValueTask<int> Add<T2, T3>(T value, T2 items, T3 number) where T2 : IEnumerable<T> where T3 : unmanaged
                {
                    int count = 0;
                    foreach (var item in items) if (item.CompareTo(value) == 0) count++;
                    return count + await leaf.Next();
                }
                public async ValueTask<T> Same<T2>(T2 value) where T2 : T { await leaf.Next(); return value; }
                public (int, T2) Pair<T2>(T2 value) where T2 : struct, IComparable<T2> => (value.CompareTo(default), value);
            }
            public static class Program
            {
                static async Task<string> UseAsync<T>(IBound<T> bound, T value, bool isWoven) where T : class, IComparable<T>
                {
                    await Task.CompletedTask;
                    var inlined = Unboxed.Inlining.Of<IBound<T>>(bound);
                    var adapters = new[] { inlined, Unboxed.Caching.Of(Unboxed.Allocating.Of(bound, Unboxed.ScratchAllocator.Unpooled)) };
                    string text = "";
                    foreach (var adapter in adapters)
                    {
                        text += await adapter.Add(value, new List<T> { value, value }, 5m) + " " + await adapter.Same(value) + " ";
                        var added = adapter.Add<T[], int>(value, [value], 1);
                        text += (added.IsCompleted ? "at once" : await added) + " ";
                        var same = adapter.Same(value);
                        text += (same.IsCompleted ? "at once" : await same) + " " + adapter.Pair(3L) + " ";
                    }
                    return text + ReferenceEquals(Unboxed.Adapting.Unwrap(adapters[1]), bound);
                }
                public static string Run()
                {
                    var leaf = new Leaf();
                    var task = UseAsync<string>(new Bound<string>(leaf), "a", true);
                    for (int i = 0; i < 1000 && !task.IsCompleted; i++) leaf.Complete();
                    return task.Result;
                }
            }
            """;
        using var set = new AssemblySet().Add("App", Source);
        Assert.Equal("3 a 2 a (1, 3) 3 a 2 a (1, 3) True", set.RunWoven());
    }

    [Fact]
    public void Where_nothing_is_woven_the_message_says_what_to_do()
    {
        using var set = new AssemblySet().Add("Interfaces", Interfaces + Callers, marked: false).Add("App", Implementers + Program, marked: false);
        var exception = Assert.Throws<InvalidOperationException>(set.RunWoven);
        Assert.Equal(
            "No assembly that is loaded has an adapter of 'IService'. Add the package Unboxed.Fody and [assembly: Unboxed.ScratchSpace] to the project that makes the adapter, and "
            + "[assembly: Unboxed.Adapts(typeof(IService))] where its interface is known only when the program runs.", exception.Message);
    }

    /// <summary>What is left as it was compiled on purpose runs without adapters.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Without_weaving_on_purpose_the_object_itself_serves(bool ofTheInterface, bool ofTheObject)
    {
        string Mark(bool isLeft) => isLeft ? "[assembly: System.Reflection.AssemblyMetadata(\"Unboxed.Weaving\", \"off\")]\n" : "";
        using var set = new AssemblySet().Add("Interfaces", Mark(ofTheInterface) + Interfaces + Callers, marked: false).Add("App", Mark(ofTheObject) + Implementers + Program, marked: false);
        Assert.Matches("^service 20300 [1-9][0-9]* B$", set.RunWoven());
    }

    /// <summary>The caller's assembly sees no difference between an adapter and a mock: neither has to be of a woven class.</summary>
    [Fact]
    public void What_is_around_an_object_that_is_not_woven_makes_ordinary_calls()
    {
        using var set = new AssemblySet().Add("Interfaces", Interfaces).Add("Implementers", Implementers, marked: false).Add("Callers", Callers, marked: false).Add("App", Program);
        Assert.Matches("^service 20300 [1-9][0-9]* B$", set.RunWoven());
    }

    [Fact]
    public void A_dry_run_leaves_no_adapter()
    {
        var module = Snippet.Release(Told.Mark + "interface I { Task N(); } class C { static object M(I x) => Unboxed.Inlining.Of<I>(x); }").Module;
        int types = module.GetTypes().Count();
        AssemblyWeaver.Weave(module, new() { DryRun = true });
        Assert.Equal(types, module.GetTypes().Count());
        AssemblyWeaver.Weave(module, new());
        Assert.True(types < module.GetTypes().Count());
    }

    [Theory]
    [InlineData("class S { static object M(S x) => Unboxed.Inlining.Of<S>(x); }", "UNB3010 Snippet.cs(1): 'S' has no adapter, and 'S.M(S)' asks by Inlining.Of for one. It is no interface.")]
    [InlineData("interface I { int N(); }\nclass C { static object M(I x) => Unboxed.Caching.Of(x); }", "UNB3011 Snippet.cs(2): 'I' has no adapter, and 'C.M(I)' asks by Caching.Of for one. None of its methods returns a Task or a ValueTask.")]
    [InlineData("interface I { Task N(); protected void P(); }\nclass C { static object M(I x) => Unboxed.Inlining.Of(x); }", "UNB3012 Snippet.cs(2): 'I' has no adapter, and 'C.M(I)' asks by Inlining.Of for one. 'I.P()' cannot be called from Snippet, or not on another object.")]
    [InlineData("[assembly: Unboxed.Adapts(typeof(I))]\ninterface I { Task N(); static abstract int P { get; } }", "UNB3012 nowhere(-1): 'I' has no adapter, and [assembly: Adapts] asks for one. 'I.get_P()' is static and abstract, and no object can be asked for it.")]
    [InlineData("class A(int n) : Unboxed.IScratchAllocator { public Unboxed.ScratchBlock Rent(int s, int w) => null; public void Return(Unboxed.ScratchBlock b) => Rent(n, n); }\nclass C { [Unboxed.ScratchSpace(Allocator = typeof(A))] static async Task M() => await Task.Yield(); }", "UNB3013 Snippet.cs(2): [ScratchSpace(Allocator = …)] on 'C.M()' cannot be met. 'A' has no public constructor without parameters.")]
    [InlineData("[Unboxed.ScratchSpace(Allocator = typeof(string))] class C { static async Task M() => await Task.Yield(); }", "UNB3013 Snippet.cs(1): [ScratchSpace(Allocator = …)] on 'C' cannot be met. 'string' does not implement IScratchAllocator.")]
    [InlineData("[assembly: Unboxed.Adapts(typeof(string))]", "UNB3010 nowhere(-1): 'string' has no adapter, and [assembly: Adapts] asks for one. It is no interface.")]
    public void What_has_no_adapter_is_an_error(string source, string told) => Assert.Equal([told], Told.By(source, new WeaverOptions()));

    [Fact]
    public void The_report_names_the_strategy_of_each_adapter()
    {
        var report = Told.Report(
            """
            interface I { ValueTask<int> N(); Task P(); ValueTask Q(); }
            class S : I { public async ValueTask<int> N() { await Task.Yield(); return 1; } public async Task P() => await Task.Yield(); public ValueTask Q() => default; }
            class C { static I M() => Unboxed.Inlining.Of<I>(new S()); static I M(I x, Unboxed.AdapterStrategy y) => Unboxed.Adapting.Of(x, y); }
            """, new WeaverOptions());
        Assert.Equal(["inlining C.M() 3: I 32", "own C.M(I, Unboxed.AdapterStrategy) 3: I 32"], report.Adapters.Select(adapter => $"{adapter.Strategy} {adapter.Maker} {adapter.Place.Line - 1}: {adapter.Interface} {adapter.Room.Bytes}"));
        Assert.Equal(
            ["I.N() 32 ", "I.P() 0 it returns a Task, which has to be made", "I.Q() 0 no implementation of it in this assembly is an async method"],
            report.Adapters[0].Calls.Select(call => $"{call.Name} {call.Need.Bytes} {call.Reason}"));
        Assert.Contains(report.Methods.Single(method => method.Name == "I.N()").Implementers, implementer => implementer is { Name: "the adapter of I, N", Kind: "forwards" });
    }

    [Fact]
    public void An_adapter_that_there_cannot_be_fails_the_build() =>
        Assert.True(Told.Report("class S { static object M(S x) => Unboxed.Inlining.Of<S>(x); }", new()).HasErrors);

    [Fact]
    public void Ids_of_errors_cannot_be_silenced() => Assert.False(Severities.CanBeSet(DiagnosticId.AdapterOfNoInterface));
}
