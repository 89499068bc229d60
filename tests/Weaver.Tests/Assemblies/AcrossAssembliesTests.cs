using Mono.Cecil;
using Unboxed.Weaver.Plan;
using Xunit;

namespace Unboxed.Weaver.Tests.Assemblies;

/// <summary>Interfaces, implementers and callers in different assemblies.</summary>
public sealed class AcrossAssembliesTests
{
    /// <summary>A leaf that always suspends and allocates nothing, and a root that is measured.</summary>
    internal const string Leaves = """
        public sealed class Leaf : IValueTaskSource<int>
        {
            ManualResetValueTaskSourceCore<int> core;
            bool isWaitedFor;
            public ValueTask<int> Next() { core.Reset(); return new(this, core.Version); }
            public bool Step() { if (!isWaitedFor) return false; isWaitedFor = false; core.SetResult(1); return true; }
            int IValueTaskSource<int>.GetResult(short token) => core.GetResult(token);
            ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => core.GetStatus(token);
            void IValueTaskSource<int>.OnCompleted(Action<object> continuation, object state, short token, ValueTaskSourceOnCompletedFlags flags)
            {
                core.OnCompleted(continuation, state, token, flags);
                isWaitedFor = true;
            }
        }
        """;

    const string Service = Leaves + """
        public interface IService { ValueTask<int> Get(int a); Task Run(string text); }
        """;

    const string Caller = """
        public static class Caller
        {
            public static async Task<string> Call(IService service, int calls)
            {
                int sum = 0;
                for (int i = 0; i < calls; i++)
                {
                    sum += await service.Get(i);
                    await service.Run("text").ConfigureAwait(false);
                }
                return "sum " + sum;
            }
        }
        """;

    const string Implementer = """
        public sealed class Implementer(Leaf leaf) : IService
        {
            public async ValueTask<int> Get(int a) => a + await leaf.Next();
            public async Task Run(string text) { int length = text.Length; await leaf.Next(); if (length != 4) throw new InvalidOperationException(text); }
        }
        """;

    /// <summary>Makes calls, and says how many bytes 1000 more of them allocate.</summary>
    internal const string Measuring = """
        public static class Measured
        {
            public static string Calls(Func<int, string> drive)
            {
                string text = drive(100);
                drive(2000);
                long more = More(drive), last;
                int rounds = 0;
                // The framework's own code is compiled anew while it is being used, later on a busy machine.
                do (last, more) = (more, More(drive));
                while (more != last && ++rounds < 8);
                return text + "; " + more / 2000 + " B a call";
            }
            static long More(Func<int, string> drive)
            {
                long one = Bytes(drive, 1000);
                return Bytes(drive, 2000) - one;
            }
            static long Bytes(Func<int, string> drive, int calls)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                drive(calls);
                return GC.GetAllocatedBytesForCurrentThread() - before;
            }
        }
        """;

    /// <summary>Runs a call of each kind.</summary>
    const string Program = Measuring + """
        public static class Program
        {
            public static string Run()
            {
                var leaf = new Leaf();
                var service = Make(leaf);
                return Measured.Calls(calls => Drive(leaf, service, calls));
            }
            static string Drive(Leaf leaf, IService service, int calls)
            {
                var task = Caller.Call(service, calls);
                while (leaf.Step()) { }
                return task.GetAwaiter().GetResult();
            }
            static IService Make(Leaf leaf) => new Implementer(leaf);
        }
        """;

    [Theory]
    [InlineData(Service + Caller, Implementer + Program)]
    [InlineData(Service + Implementer, Caller + Program)]
    [InlineData(Service, Caller + Implementer + Program)]
    public void Callers_here_and_implementers_there(string library, string app)
    {
        using var set = new AssemblySet().Add("Library", library).Add("App", app);
        string caller = library.Contains("class Caller", StringComparison.Ordinal) ? "Library" : "App";
        Assert.Equal([Decision.Scratch, Decision.Scratch], set.Decisions(caller, "Caller.Call"));
        Assert.StartsWith("sum 5050; ", set.RunUnwoven(), StringComparison.Ordinal);
        Assert.NotEqual("sum 5050; 0 B a call", set.RunUnwoven());
        Assert.Equal("sum 5050; 0 B a call", set.RunWoven());
    }

    [Fact]
    public void Three_assemblies_know_of_each_other_what_they_refer_to()
    {
        using var set = new AssemblySet().Add("Contracts", Service).Add("Callers", Caller).Add("Implementers", Implementer).Add("App", Program);
        Assert.Equal("sum 5050; 0 B a call", set.RunWoven());
        Assert.Equal(0, set.Rows["Callers"].Max(row => row.Need.Slots));
    }

    [Fact]
    public void Needs_are_read_from_the_other_assembly()
    {
        using var set = new AssemblySet().Add("Library", Service + Implementer).Add("App", Caller + Program);
        Assert.All(set.Rows["App"].Where(row => row.Decision == Decision.Scratch), row => Assert.True(row.Need.Slots >= 2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_internal_interface_is_shared_with_friends(bool hasKey)
    {
        string key = hasKey ? ", PublicKey=" + Convert.ToHexString([.. AssemblySet.Key]) : "";
        string library = $"[assembly: InternalsVisibleTo(\"App{key}\")]\n" + Service.Replace("public interface", "internal interface", StringComparison.Ordinal)
            + Caller.Replace("public", "internal", StringComparison.Ordinal);
        using var set = new AssemblySet().Add("Library", library, hasKey: hasKey)
            .Add("App", (Implementer + Program).Replace("static IService", "internal static IService", StringComparison.Ordinal).Replace("public sealed class Implementer", "sealed class Implementer", StringComparison.Ordinal), hasKey: hasKey);
        Assert.Equal("sum 5050; 0 B a call", set.RunWoven());
    }

    [Fact]
    public void A_chain_that_is_too_small_for_an_implementer_grows()
    {
        string large = Implementer.Replace(
            "=> a + await leaf.Next();",
            "{ string s0 = \"text\", s1 = s0, s2 = s1, s3 = s2, s4 = s3, s5 = s4; long l0 = a, l1 = a + 1, l2 = a + 2, l3 = a + 3; await leaf.Next(); return (int)(l0 + l1 + l2 + l3) + s0.Length + s1.Length + s2.Length + s3.Length + s4.Length + s5.Length; }",
            StringComparison.Ordinal);
        using var set = new AssemblySet().Add("Library", Service + Caller + Implementer.Replace("class Implementer", "class Small", StringComparison.Ordinal)).Add("App", large + Program);
        Assert.Equal(set.RunUnwoven().Split(';')[0], set.RunWoven().Split(';')[0]);
        Assert.EndsWith("; 0 B a call", set.RunWoven(), StringComparison.Ordinal);
    }

    [Fact]
    public void Abstract_and_virtual_methods_are_overridden_in_another_assembly()
    {
        const string Library = Leaves + """
            public abstract class Base<T> { public abstract ValueTask<T> Get(T a); public virtual async Task<T> Twice(T a) { await Get(a); return await Get(a); } }
            public static class Caller { public static async Task<string> Call<T>(Base<T> source, T a) => (await source.Get(a)) + " " + await source.Twice(a); }
            """;
        const string App = """
            public class First(Leaf leaf) : Base<string> { public override async ValueTask<string> Get(string a) { int one = await leaf.Next(); return a + one; } }
            public sealed class Second(Leaf leaf) : First(leaf) { public override async Task<string> Twice(string a) => "twice " + await base.Twice(a); }
            public static class Program
            {
                public static string Run() => Call(leaf => new First(leaf)) + "; " + Call(leaf => new Second(leaf));
                static string Call(Func<Leaf, Base<string>> make)
                {
                    var leaf = new Leaf();
                    var task = Caller.Call(make(leaf), "x");
                    while (leaf.Step()) { }
                    return task.Result;
                }
            }
            """;
        using var set = new AssemblySet().Add("Library", Library).Add("App", App);
        Assert.Equal([Decision.Scratch, Decision.Scratch], set.Decisions("Library", "Caller.Call"));
        Assert.Equal("x1 x1; x1 twice x1", set.RunUnwoven());
        Assert.Equal("x1 x1; x1 twice x1", set.RunWoven());
    }

    [Fact]
    public void An_unmarked_assembly_gets_ordinary_calls_unless_its_interfaces_are_implemented_here()
    {
        using var set = new AssemblySet().Add("Library", Service + Caller, marked: false).Add("App", Implementer + Program + """
            public static class Other { public static async Task<int> Call(IService service) => await service.Get(1); }
            """);
        Assert.Equal([Decision.Scratch], set.Decisions("App", "Other.Call"));
        Assert.Equal(set.RunUnwoven(), set.RunWoven());
        using var callerOnly = new AssemblySet().Add("Library", Service + Implementer, marked: false).Add("App", Caller + Program);
        Assert.All(callerOnly.Decisions("App", "Caller.Call"), decision => Assert.Equal(Decision.Ordinary, decision));
        Assert.Equal(callerOnly.RunUnwoven(), callerOnly.RunWoven());
    }

    [Fact]
    public void An_assembly_woven_for_another_abi_gets_ordinary_calls()
    {
        using var set = new AssemblySet().Add("Library", Service + Implementer).Change("Library", module =>
        {
            var mark = module.Assembly.CustomAttributes.Single(attribute => attribute.AttributeType.Name == "WovenAttribute");
            mark.ConstructorArguments[0] = new(mark.ConstructorArguments[0].Type, 1000);
        }).Add("App", Caller + Program);
        Assert.All(set.Rows["App"].Where(row => row.Caller.Contains("Caller.Call", StringComparison.Ordinal)), row =>
        {
            Assert.Equal(Decision.Ordinary, row.Decision);
            Assert.Contains("Library was woven for version 1000 of the ABI", row.Reason, StringComparison.Ordinal);
        });
        Assert.Equal(set.RunUnwoven(), set.RunWoven());
    }

    /// <summary>Each of these would keep the loader from the classes that implement the companion.</summary>
    [Theory]
    [InlineData("parameter")]
    [InlineData("result")]
    [InlineData("variance")]
    [InlineData("constraint")]
    [InlineData("interface")]
    [InlineData("visibility")]
    public void A_companion_that_is_not_as_the_weaver_emits_it_is_not_used(string what)
    {
        const string Library = Leaves + "public interface IService<T> where T : class { ValueTask<int> Get(T a); } public interface IOther { ValueTask<int> Get(int a); }";
        const string App = """
            public sealed class Implementer(Leaf leaf) : IService<string>, IOther
            {
                public async ValueTask<int> Get(string a) => a.Length + await leaf.Next();
                public async ValueTask<int> Get(int a) => a + await leaf.Next();
            }
            public static class Caller { public static async Task<int> Call(IService<string> service, IOther other) => await service.Get("text") + await other.Get(3); }
            public static class Program
            {
                public static string Run()
                {
                    var leaf = new Leaf();
                    var service = new Implementer(leaf);
                    var task = Caller.Call(service, service);
                    while (!task.IsCompleted) leaf.Step();
                    return "sum " + task.Result;
                }
            }
            """;
        const string Outside = "public static class Outside { public static async Task<int> Call(IService<string> service) => await service.Get(\"text\"); }";
        using var set = new AssemblySet().Add("Library", Library).Change("Library", module =>
        {
            var companion = module.Types.Single(type => type.Name.StartsWith("<IService`1>", StringComparison.Ordinal));
            var method = companion.Methods.Single();
            switch (what)
            {
                case "parameter": method.Parameters[^2].ParameterType = module.TypeSystem.Object; break;
                case "result": method.ReturnType = module.TypeSystem.Object; break;
                case "variance": companion.GenericParameters[0].IsContravariant = true; break;
                case "constraint": companion.GenericParameters[0].Constraints.Add(new(module.GetType("IOther"))); break;
                case "interface": companion.Interfaces.Add(new(module.GetType("IOther"))); break;
                default: companion.IsNotPublic = true; break;
            }
        }).Add("App", App).Add("User", Outside);
        Assert.Equal("sum 9", set.RunUnwoven());
        Assert.Equal("sum 9", set.RunWoven());
        Assert.Equal([Decision.Scratch, Decision.Scratch], set.Decisions("App", "Caller.Call"));
        var row = Assert.Single(set.Rows["User"]);
        Assert.Equal((Decision.Ordinary, "the companion that Library has for it is not as this weaver emits it: build Library anew"), (row.Decision, row.Reason));
    }

    [Fact]
    public void An_assembly_that_is_built_anew_keeps_its_companions()
    {
        // An overload, another interface and another implementer come in front; the app is not built again.
        const string More = """
            public interface IAnother { ValueTask<int> Get(int a); }
            public class Another : IAnother { public async ValueTask<int> Get(int a) { await Task.Yield(); return a; } }
            """;
        string changed = More + Service.Replace("{ ValueTask<int> Get(int a);", "{ ValueTask<int> Get(string a) => default; ValueTask<int> Get(int a);", StringComparison.Ordinal) + Implementer;
        using var set = new AssemblySet().Add("Library", Service + Implementer).Add("App", Caller + Program).Add("Library", changed);
        Assert.Equal("sum 5050; 0 B a call", set.RunWoven());
    }

    [Fact]
    public void An_assembly_that_is_built_anew_without_the_mark_is_named_when_the_app_runs()
    {
        using var set = new AssemblySet().Add("Library", Service + Implementer).Add("App", Caller + Program).Add("Library", Service + Implementer, marked: false);
        var exception = Assert.Throws<TypeLoadException>(set.RunWoven);
        Assert.Contains("<IService>Get_", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Library", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_of_a_base_class_in_another_assembly_is_one_of_an_async_method()
    {
        const string Base = Leaves + """
            public class Base { public virtual async Task<int> M() { await Task.CompletedTask; return 1; } public virtual Task<int> N() => Task.FromResult(2); }
            """;
        const string Derived = """
            public class Derived : Base { public override async Task<int> M() => await base.M() + await base.N(); }
            public static class Program { public static string Run() => new Derived().M().Result.ToString(); }
            """;
        using var woven = new AssemblySet().Add("Library", Base).Add("App", Derived);
        Assert.Equal(
            [("Base.M()", ReasonKind.AwaitedAtOnce, "a call of a forwarding method that is awaited at once"), ("Base.N()", ReasonKind.OtherAssembly, "the callee is a method of another assembly")],
            woven.Rows["App"].Select(row => (row.Callee, row.Kind, row.Reason)));
        Assert.Equal(woven.RunUnwoven(), woven.RunWoven());
        string boxed = Base.Replace("public virtual async", "[Unboxed.Boxed] public virtual async", StringComparison.Ordinal);
        using var without = new AssemblySet().Add("Library", boxed).Add("App", Derived);
        Assert.Equal(("the call is made to a base class in another assembly", ReasonKind.BaseCall), (without.Rows["App"][0].Reason, without.Rows["App"][0].Kind));
        using var unwoven = new AssemblySet().Add("Library", Base, marked: false).Add("App", Derived);
        Assert.All(unwoven.Rows["App"], row => Assert.Equal(ReasonKind.OtherAssembly, row.Kind));
        Assert.Equal([true, false], unwoven.Rows["App"].Select(row => row.IsUnwovenAsync));
    }

    [Fact]
    public void References_name_the_assemblies_that_the_compiler_named()
    {
        using var set = new AssemblySet().Add("Library", Service).Add("App", Caller + Implementer + Program);
        set.Change("App", module => Assert.Equal(
            ["Library", "System.Runtime", "System.Threading", "Unboxed"],
            module.AssemblyReferences.Select(reference => reference.Name).Where(name => name is not "System.Console" and not "System.Threading.Tasks").Order(StringComparer.Ordinal)));
    }
}
