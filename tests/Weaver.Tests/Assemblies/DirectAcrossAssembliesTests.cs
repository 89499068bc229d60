using Microsoft.CodeAnalysis;
using Mono.Cecil;
using Unboxed.Weaver.Plan;
using Xunit;

namespace Unboxed.Weaver.Tests.Assemblies;

/// <summary>Methods of another assembly that are called without dispatch.</summary>
public sealed class DirectAcrossAssembliesTests
{
    const string Library = AcrossAssembliesTests.Leaves + """
        public static class Helpers
        {
            public static async ValueTask<int> Get(Leaf leaf, int a) => a + await leaf.Next();
            public static async Task<T> Again<T>(this Leaf leaf, T a) { await leaf.Next(); return a; }
        }
        public class Service(Leaf leaf)
        {
            public async Task Run(string text) { int length = text.Length; await leaf.Next(); if (length != 4) throw new InvalidOperationException(text); }
            public virtual async Task<int> Virtual(int a) => a + await leaf.Next();
        }
        """;

    const string App = AcrossAssembliesTests.Measuring + """
        public sealed class Derived(Leaf leaf) : Service(leaf) { public override async Task<int> Virtual(int a) => 1 + await base.Virtual(a); }
        public static class Caller
        {
            public static async Task<string> Call(Leaf leaf, Service service, int calls)
            {
                int sum = 0;
                for (int i = 0; i < calls; i++)
                {
                    sum += await Below(leaf, service, i);
                    await service.Run("text").ConfigureAwait(false);
                }
                return "sum " + sum;
            }
            static async ValueTask<int> Below(Leaf leaf, Service service, int a)
            {
                int sum = await Helpers.Get(leaf, a) + await service.Virtual(a);
                if ((await leaf.Again("again")).Length != 5) throw new InvalidOperationException();
                return sum;
            }
        }
        public static class Program
        {
            public static string Run()
            {
                var leaf = new Leaf();
                var service = new Derived(leaf);
                return Measured.Calls(calls => Drive(leaf, service, calls));
            }
            static string Drive(Leaf leaf, Service service, int calls)
            {
                var task = Caller.Call(leaf, service, calls);
                while (leaf.Step()) { }
                return task.GetAwaiter().GetResult();
            }
        }
        """;

    const string Result = "sum 10200; 0 B a call";

    [Theory]
    [InlineData(OptimizationLevel.Debug)]
    [InlineData(OptimizationLevel.Release)]
    public void Calls_cost_one_object_at_the_root(OptimizationLevel level)
    {
        using var set = new AssemblySet(level).Add("Library", Library).Add("App", App);
        Assert.All(set.Rows["App"], row => Assert.Equal(Decision.Scratch, row.Decision));
        Assert.StartsWith("sum 10200; ", set.RunUnwoven(), StringComparison.Ordinal);
        Assert.NotEqual(Result, set.RunUnwoven());
        Assert.Equal(Result, set.RunWoven());
    }

    [Fact]
    public void Needs_are_read_from_the_other_assembly()
    {
        using var set = new AssemblySet().Add("Library", Library).Add("App", App);
        Assert.All(set.Rows["App"].Where(row => !row.Callee.Contains("Below", StringComparison.Ordinal)), row => Assert.True(row.Need.Slots >= 3, row.Callee));
        Assert.Equal(["Helpers.Again(Leaf, T)", "Helpers.Get(Leaf, int)", "Service.Run(string)", "Service.Virtual(int)"], set.Reports["Library"].Futures.Where(future => future.HasEntry).Select(future => future.Name).Order(StringComparer.Ordinal));
        Assert.Contains("a call of a known method of another assembly", set.Rows["App"].First(row => row.Callee.Contains("Helpers.Get", StringComparison.Ordinal)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_to_be_called_from_outside_has_no_entry()
    {
        const string Source = """
            public class C
            {
                C() { }
                public static async Task A() => await Task.Yield();
                internal static async Task B() => await Task.Yield();
                static async Task D() => await Task.Yield();
                public virtual async Task E() => await Task.Yield();
                [Unboxed.Boxed] public static async Task F() => await Task.Yield();
                public static Task G() => A();
            }
            internal class Hidden { public static async Task A() => await Task.Yield(); }
            public class Derivable { protected async Task A() => await Task.Yield(); public virtual async Task B() => await Task.Yield(); protected class Inner { public static async Task D() => await Task.Yield(); } }
            """;
        using var set = new AssemblySet().Add("Library", Source);
        set.Change("Library", module => Assert.Equal(
            ["C/<>Scratch9.A", "Derivable/<>Base9.B", "Derivable/<>Scratch9.A"],
            module.GetTypes().Where(type => type.Name is "<>Scratch9" or "<>Base9").SelectMany(type => type.Methods.Select(method => $"{type.DeclaringType.Name}/{type.Name}.{method.Name}")).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void A_boxed_method_says_so()
    {
        using var set = new AssemblySet().Add("Library", "public static class C { [Unboxed.Boxed] public static async Task M() => await Task.Yield(); }")
            .Add("App", "public static class Program { public static async Task Call() => await C.M(); public static string Run() { Call().Wait(); return \"\"; } }");
        var row = Assert.Single(set.Rows["App"]);
        Assert.Equal((Decision.Boxed, ReasonKind.Boxed), (row.Decision, row.Kind));
        Assert.Equal("", set.RunWoven());
    }

    [Fact]
    public void An_assembly_woven_for_another_abi_gets_ordinary_calls()
    {
        using var set = new AssemblySet().Add("Library", Library).Change("Library", module =>
        {
            var mark = module.Assembly.CustomAttributes.Single(attribute => attribute.AttributeType.Name == "WovenAttribute");
            mark.ConstructorArguments[0] = new(mark.ConstructorArguments[0].Type, 1000);
        }).Add("App", App);
        var row = set.Rows["App"].Single(row => row.Callee.Contains("Helpers.Get", StringComparison.Ordinal));
        Assert.Equal((Decision.Ordinary, ReasonKind.OtherAbi), (row.Decision, row.Kind));
        Assert.Contains("Library was woven for version 1000 of the ABI", row.Reason, StringComparison.Ordinal);
        Assert.StartsWith("sum 10200; ", set.RunWoven(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unwoven_assembly_gets_ordinary_calls()
    {
        using var set = new AssemblySet().Add("Library", Library, marked: false).Add("App", App);
        var row = set.Rows["App"].Single(row => row.Callee.Contains("Helpers.Get", StringComparison.Ordinal));
        Assert.Equal((Decision.Ordinary, "the callee is a method of another assembly", true), (row.Decision, row.Reason, row.IsUnwovenAsync));
        Assert.StartsWith("sum 10200; ", set.RunWoven(), StringComparison.Ordinal);
    }

    const string Swapped = """
        public static class Helpers
        {
            public static async Task<string> Get(int a) { await Task.Yield(); return "get " + a; }
            public static async Task<string> Map<T>(T a) { await Task.Yield(); return typeof(T) + " " + a; }
        }
        public class Base<T> { public async Task<string> M(T a) { await Task.Yield(); return "base " + a; } protected virtual async Task<string> V(T a) { await Task.Yield(); return "virtual " + a; } }
        """;

    const string SwappedApp = """
        public class Derived : Base<int> { protected override async Task<string> V(int a) => "derived " + await base.V(a); public async Task<string> Call(int a) => await V(a) + await M(a); }
        public interface IPassed { Task<string> M(int a); }
        public sealed class Passed : IPassed { public Task<string> M(int a) => Helpers.Get(a); }
        public static class Program
        {
            public static string Run() => Call(new Derived(), new Passed()).GetAwaiter().GetResult();
            static async Task<string> Call(Derived derived, IPassed passed) => await Inner(1) + "; " + await derived.Call(2) + "; " + await passed.M(4);
            static async ValueTask<string> Inner(int a) => await Helpers.Get(a) + await Helpers.Map("x") + await Helpers.Map(a);
        }
        """;

    const string Expected = "get 1System.String xSystem.Int32 1; derived virtual 2base 2; get 4";

    static AssemblySet Swap(string source, bool marked = true)
    {
        var set = new AssemblySet().Add("Library", Swapped).Add("App", SwappedApp);
        Assert.All(set.Rows["App"], row => Assert.Equal(Decision.Scratch, row.Decision));
        Assert.Equal(Expected, set.RunWoven());
        return set.Add("Library", source, marked);
    }

    [Fact]
    public void An_assembly_that_is_built_anew_without_the_mark_gets_ordinary_calls()
    {
        // But for what has a companion: the derived class implements one of the base class.
        const string NoVirtual = "public class Base<T> { public async Task<string> M(T a) { await Task.Yield(); return \"base \" + a; } }";
        string library = Swapped[..Swapped.IndexOf("public class Base", StringComparison.Ordinal)] + NoVirtual;
        string app = SwappedApp.Replace("protected override async Task<string> V(int a) => \"derived \" + await base.V(a);", "async Task<string> V(int a) => \"derived virtual \" + a;", StringComparison.Ordinal);
        using var set = new AssemblySet().Add("Library", library).Add("App", app);
        Assert.Equal(Expected, set.RunWoven());
        set.Add("Library", library, marked: false);
        Assert.Equal(Expected, set.RunWoven());
    }

    [Fact]
    public void A_later_build_gets_scratch_calls()
    {
        const string More = "public static async Task<string> Get(string a) { await Task.Yield(); return a; } public static async Task<string> Map<T, U>(T a) { await Task.Yield(); return null; }";
        using var set = Swap(Swapped.Replace("public static class Helpers\n{", "public static class Helpers\n{" + More, StringComparison.Ordinal));
        Assert.Equal(Expected, set.RunWoven());
    }

    [Theory]
    [InlineData("a type of entries")]
    [InlineData("an entry")]
    [InlineData("entries of another ABI")]
    public void What_has_lost_an_entry_gets_ordinary_calls(string what)
    {
        using var set = Swap(Swapped).Change("Library", module =>
        {
            foreach (var holder in module.GetTypes().Where(type => type.Name is "<>Scratch9" or "<>Base9").ToList())
            {
                if (what == "an entry") holder.Methods.Clear();
                else if (what == "a type of entries") holder.DeclaringType.NestedTypes.Remove(holder);
                else holder.Name = holder.Name.Replace("9", "10", StringComparison.Ordinal);
            }
        });
        Assert.Equal(Expected, set.RunWoven());
    }

    [Fact]
    public void A_method_that_has_gone_is_named_as_in_plain_code()
    {
        using var set = Swap(Swapped.Replace("Helpers", "Others", StringComparison.Ordinal));
        Assert.Equal(Assert.Throws<TypeLoadException>(set.RunUnwoven).Message, Assert.Throws<TypeLoadException>(set.RunWoven).Message);
        using var method = Swap(Swapped.Replace("Get(", "Got(", StringComparison.Ordinal));
        Assert.Equal(Assert.Throws<MissingMethodException>(method.RunUnwoven).Message, Assert.Throws<MissingMethodException>(method.RunWoven).Message);
    }

    [Fact]
    public void A_method_that_has_become_virtual_is_dispatched()
    {
        const string Source = "public class C { public async Task<string> M() { await Task.Yield(); return \"C\"; } public static C Make() => new(); }";
        const string Caller = "public static class Program { static async Task<string> Call() => await C.Make().M(); public static string Run() => Call().Result; }";
        using var set = new AssemblySet().Add("Library", Source).Add("App", Caller);
        Assert.Equal([Decision.Scratch], set.Decisions("App", "Program.Call"));
        set.Add("Library", Source.Replace("async Task<string> M", "virtual async Task<string> M", StringComparison.Ordinal).Replace("new();", "new D();", StringComparison.Ordinal)
            + "public class D : C { public override async Task<string> M() { await Task.Yield(); return \"D\"; } }");
        Assert.Equal("D", set.RunWoven());
    }

    /// <summary>A call of a static method runs the initializer of its type, at its place; one of an object does not.</summary>
    [Theory]
    [InlineData("public static class C { static C() { T.Log(\"initializer\"); } public static async Task<int> M(int a) { T.Log(\"starts\"); await Task.Yield(); return a; } }")]
    [InlineData("public static class C { static C() { T.Log(\"initializer\"); throw new InvalidOperationException(\"failed\"); } public static async Task<int> M(int a) { T.Log(\"starts\"); await Task.Yield(); return a; } }")]
    [InlineData("public static class C { static int first = T.Log(\"initializer\"); public static async Task<int> M(int a) { T.Log(\"starts\"); await Task.Yield(); return a + first; } }")]
    [InlineData("public static class C<T1> { static C() { T.Log(\"initializer of \" + typeof(T1)); } public static async Task<int> M(int a) { T.Log(\"starts\"); await Task.Yield(); return a; } }")]
    [InlineData("public struct S { static S() { T.Log(\"initializer\"); } public async Task<int> M(int a) { T.Log(\"starts\"); await Task.Yield(); return a; } } public static class C { public static Task<int> Not(int a) => null; }")]
    public void Initializers_run_where_they_do_in_plain_code(string source)
    {
        const string Log = "public static class T { public static readonly List<string> Lines = new(); public static int Log(string line) { Lines.Add(line); return 1; } public static int Arg() { Log(\"argument\"); return 2; } } ";
        string call = source.Contains("struct", StringComparison.Ordinal) ? "new S()" : source.Contains("<T1>", StringComparison.Ordinal) ? "C<string>" : "C";
        string app = $$"""
            public static class Program
            {
                public static string Run() { Call().Wait(); return string.Join("; ", T.Lines); }
                static async Task Call()
                {
                    for (int i = 0; i < 2; i++)
                    {
                        T.Log("before");
                        try { T.Log("result " + await Below()); } catch (TypeInitializationException exception) { T.Log(exception.TypeName + " " + exception.InnerException.Message); }
                    }
                }
                static async Task<int> Below() => await {{call}}.M(T.Arg());
            }
            """;
        using var set = new AssemblySet().Add("Library", Log + source).Add("App", app);
        Assert.Equal([Decision.Scratch], set.Decisions("App", "Program.Below"));
        Assert.Equal(set.RunUnwoven(), set.RunWoven());
    }

    [Fact]
    public void Stack_traces_name_the_methods_of_the_user()
    {
        const string Source = "public static class C { public static async Task<int> M<T>(T a) { await Task.Yield(); throw new InvalidOperationException(); } public static async Task<int> N(string a) { if (a.Length == 0) throw new InvalidOperationException(); await Task.Yield(); return 1; } }";
        const string Caller = """
            public class Service { public async Task<int> Get<U>(U a) => await C.M(a); public async Task<int> Now() => await C.N(""); public async Task<int> Null() { string none = null; return await C.N(none); } }
            public static class Program
            {
                public static string Run() => Trace(s => s.Get("x")) + Trace(s => s.Get(1)) + Trace(s => s.Now()) + Trace(s => s.Null());
                static string Trace(Func<Service, Task<int>> call)
                {
                    try { return call(new Service()).GetAwaiter().GetResult().ToString(); }
                    // Each call fails: what is compared is where.
                    catch (Exception exception)
                    {
                        var lines = new List<string>();
                        foreach (string line in exception.StackTrace.Split('\n')) if (line.Contains("C.") || line.Contains("Service.")) lines.Add(line.Trim());
                        return string.Join("|", lines) + "\n";
                    }
                }
            }
            """;
        using var set = new AssemblySet().Add("Library", Source).Add("App", Caller);
        Assert.All(set.Rows["App"], row => Assert.Equal(Decision.Scratch, row.Decision));
        Assert.Equal(set.RunUnwoven(), set.RunWoven());
    }
}
