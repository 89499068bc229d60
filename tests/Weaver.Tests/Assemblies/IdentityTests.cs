using Unboxed.Weaver.Plan;
using Xunit;

namespace Unboxed.Weaver.Tests.Assemblies;

/// <summary>Types, methods and type parameters that have one name and are not the same.</summary>
public sealed class IdentityTests
{
    /// <summary>A driver that lets every <c>Task.Yield</c> suspend, and the result of a call with its type.</summary>
    const string Show = """
        public static class Show
        {
            public static string Of<T>(Task<T> task) => $"{typeof(T).Name} {task.GetAwaiter().GetResult()}; ";
            public static string Of(Task task) { task.GetAwaiter().GetResult(); return "done; "; }
        }
        """;

    static readonly Dictionary<string, string> aliases = new() { ["Library0"] = "Library0", ["Library1"] = "Library1" };

    /// <summary>Runs sources, each an assembly of its own, the last with the program; all of them are marked.</summary>
    static AssemblySet Same(string expected, params string[] sources)
    {
        var set = new AssemblySet();
        for (int i = 0; i < sources.Length; i++) set.Add(i == sources.Length - 1 ? "App" : "Library" + i, i == 0 ? sources[i] + Show : sources[i]);
        Assert.Equal(expected, set.RunUnwoven());
        Assert.Equal(expected, set.RunWoven());
        return set;
    }

    const string Bus = "public interface IBus { Task<string> Publish(object m); Task<string> Publish<T>(object m); }";

    const string InMemory = """
        public sealed class InMemory : IBus
        {
            public async Task<string> Publish(object m) { await Task.Yield(); return "plain " + m; }
            public async Task<string> Publish<T>(object m) { await Task.Yield(); return typeof(T).Name + " " + m; }
        }
        """;

    const string Publisher = """
        public static class Publisher { public static async Task<string> All(IBus bus) => await bus.Publish("a") + ", " + await bus.Publish<int>("b"); }
        """;

    const string BusProgram = """public static class Program { public static string Run() => Show.Of(Publisher.All(new InMemory())); }""";

    [Theory]
    [InlineData(Bus, InMemory + Publisher + BusProgram)]
    [InlineData(Bus + InMemory, Publisher + BusProgram)]
    [InlineData(Bus + Publisher, InMemory + BusProgram)]
    [InlineData(Bus + InMemory + Publisher, BusProgram)]
    public void Overloads_by_the_number_of_type_parameters(string library, string app)
    {
        using var set = Same("String plain a, Int32 b; ", library, app);
        string caller = library.Contains("class Publisher", StringComparison.Ordinal) ? "Library0" : "App";
        Assert.Equal([Decision.Scratch, Decision.Scratch], set.Decisions(caller, "Publisher.All"));
    }

    [Fact]
    public void Virtual_overloads_by_the_number_of_type_parameters_that_are_overridden_elsewhere() => Same(
        "String 2 1; String Int64 2; String 1; String Int64 2; ",
        """
        public class Base { public virtual async Task<string> M(int a) { await Task.Yield(); return "" + a; } public virtual async Task<string> M<T>(int a) { await Task.Yield(); return typeof(T).Name + " " + a; } }
        public static class Caller { public static async Task<string> First(Base b) => await b.M(1); public static async Task<string> Second(Base b) => await b.M<long>(2); }
        """,
        """
        public class Derived : Base { public override async Task<string> M(int a) { await Task.Yield(); return "2 " + a; } public override async Task<string> M<T>(int a) { await Task.Yield(); return typeof(T).Name + " " + a; } }
        public static class Program { public static string Run() => Of(new Derived()) + Of(new Base()); static string Of(Base b) => Show.Of(Caller.First(b)) + Show.Of(Caller.Second(b)); }
        """).Dispose();

    [Fact]
    public void A_method_s_type_parameter_that_is_named_as_the_class_s() => Same(
        "String Int32 5, String x, Int32 7; ",
        """
        public sealed class C<A>(A own)
        {
            public async Task<string> M<A>(A v) => await Outer(own) + ", " + await Inner(v) + ", " + await Inner(7);
            async Task<string> Outer<B>(B b) { await Task.Yield(); return typeof(B).Name + " " + b; }
            async Task<string> Inner<B>(B b) { await Task.Yield(); return typeof(B).Name + " " + b; }
        }
        public static class Program { public static string Run() => Show.Of(new C<int>(5).M("x")); }
        """).Dispose();

    [Fact]
    public void Arguments_and_results_of_the_class_s_and_of_the_method_s_type() => Same(
        "String 5 x 5 x; ",
        """
        public interface IEcho { Task<T> Echo<T>(T a); }
        public sealed class Echoing : IEcho { public async Task<T> Echo<T>(T a) { await Task.Yield(); return a; } }
        public sealed class C<A>(A own, IEcho echo)
        {
            public async Task<string> M<A>(A v) { var a = await echo.Echo(own); var b = await echo.Echo(v); return a + " " + b + " " + await echo.Echo(own) + " " + await echo.Echo(v); }
        }
        public static class Program { public static string Run() => Show.Of(new C<int>(5, new Echoing()).M("x")); }
        """).Dispose();

    [Fact]
    public void Constraints_that_mention_a_type_parameter_of_the_same_name() => Same(
        "String 1 Int32; String 0 String; String 2 Int32; String abc; ",
        """
        public interface IGet<A> { Task<string> G<A>(A v) where A : IComparable<A>; }
        public sealed class D<A>(A own) : IGet<A>
        {
            public async Task<string> G<A>(A v) where A : IComparable<A> { await Task.Yield(); return v.CompareTo(v) + (own is int ? 1 : 0) + " " + typeof(A).Name; }
            public async Task<string> Locals(A a)
            {
                return await Local(3) + "";
                async Task<string> Local<A>(A b) where A : struct, IComparable<A> { await Task.Yield(); return b.CompareTo(default) + 1 + " " + typeof(A).Name; }
            }
        }
        public class O<A>
        {
            public interface IN<A> where A : IComparable<A> { Task<string> M(A a); Task<string> M<B>(A a, B b) where B : A, IComparable<A>; }
            public sealed class N<A> : IN<A> where A : IComparable<A> { public async Task<string> M(A a) { await Task.Yield(); return a + ""; } public async Task<string> M<B>(A a, B b) where B : A, IComparable<A> { await Task.Yield(); return a + "" + b; } }
        }
        public static class Program
        {
            public static string Run() => Show.Of(Call(new D<int>(1), 1)) + Show.Of(Call(new D<string>(""), "")) + Show.Of(new D<string>("").Locals("")) + Show.Of(Nested(new O<int>.N<string>()));
            static async Task<string> Nested(O<int>.IN<string> n) => await n.M("a") + await n.M<string>("b", "c");
            static async Task<string> Call<T>(IGet<T> get, T v) where T : IComparable<T> => await get.G(v);
        }
        """).Dispose();

    [Fact]
    public void An_implementation_by_type_parameters_of_the_class_and_of_the_method() => Same(
        "String first 1; String second 2; ",
        """
        public interface IQ { Task<string> M<Z>(Z a); }
        public interface IQ2<S> { Task<string> M<U>(S a); }
        public sealed class Q<Z> : IQ, IQ2<Z>
        {
            public async Task<string> M<U>(Z a) { await Task.Yield(); return "second " + a; }
            public async Task<string> M<U>(U a) { await Task.Yield(); return "first " + a; }
        }
        public static class Program
        {
            public static string Run() => Show.Of(First(new Q<int>())) + Show.Of(Second(new Q<int>()));
            static async Task<string> First(IQ q) => await q.M(1);
            static async Task<string> Second(IQ2<int> q) => await q.M<string>(2);
        }
        """).Dispose();

    [Fact]
    public void An_override_by_type_parameters_of_the_class_and_of_the_method() => Same(
        "String F; String D; ",
        """
        public class B<S> { public virtual async Task<string> M<U>(S s, U u) { await Task.Yield(); return "B"; } }
        public class D<U> : B<U> { public virtual async Task<string> M<V>(V v, U u) { await Task.Yield(); return "D"; } }
        public class F<U> : D<U> { public override async Task<string> M<W>(U u, W w) { await Task.Yield(); return "F"; } }
        public static class Program
        {
            public static string Run() => Show.Of(OfB(new F<int>())) + Show.Of(OfD(new F<int>()));
            static async Task<string> OfB(B<int> b) => await b.M(1, "x");
            static async Task<string> OfD(D<int> d) => await d.M("x", 1);
        }
        """).Dispose();

    [Fact]
    public void Interfaces_that_may_become_one() => Same(
        "String int 1; String T 2; String T 3; ",
        """
        public interface IHandle<T> { Task<string> Handle(T m); }
        public class IntHandler : IHandle<int> { public async Task<string> Handle(int m) { await Task.Yield(); return "int " + m; } }
        public class Both<T> : IntHandler, IHandle<T> { public async Task<string> Handle(T m) { await Task.Yield(); return "T " + m; } }
        public static class Program
        {
            public static string Run() => Show.Of(Call<int>(new Both<string>(), 1)) + Show.Of(Call(new Both<string>(), "2")) + Show.Of(Call(new Both<int>(), 3));
            static async Task<string> Call<T>(IHandle<T> handler, T m) => await handler.Handle(m);
        }
        """).Dispose();

    [Fact]
    public void Function_pointers_with_type_parameters() => Same(
        "Int32 8; Int32 3; ",
        """
        public interface IFp<A> { unsafe Task<int> F(delegate*<A, int> f, A a); unsafe Task<int> G(delegate*<A, int>[] f, A a); }
        public class Fp<B, A> : IFp<A>
        {
            public unsafe Task<int> F(delegate*<A, int> f, A a) => Own(f(a));
            public unsafe Task<int> G(delegate*<A, int>[] f, A a) => Own(f[0](a) + f.Length);
            static async Task<int> Own(int a) { await Task.Yield(); return a; }
        }
        public static class Program
        {
            static int Length(string s) => s.Length;
            public static unsafe string Run() { IFp<string> fp = new Fp<int, string>(); return Show.Of(fp.F(&Length, "12345678")) + Show.Of(fp.G(new delegate*<string, int>[] { &Length }, "12")); }
        }
        """).Dispose();

    [Fact]
    public void Types_of_one_name_in_two_assemblies()
    {
        const string Library0 = "namespace Lib { public sealed class Item { public override string ToString() => \"first\"; } public struct Value { public override string ToString() => \"first value\"; } }";
        const string Library1 = "namespace Lib { public sealed class Item { public override string ToString() => \"second\"; } public struct Value { public override string ToString() => \"second value\"; } }";
        const string App = """
            extern alias Library0; extern alias Library1;
            using A = Library0::Lib; using B = Library1::Lib;
            public interface IMany
            {
                Task<string> M(A::Item a); Task<string> M(B::Item a); Task<string> M((A::Value, int) a); Task<string> M((B::Value, int) a); Task<string> M(A::Value? a); Task<string> M(B::Value? a);
                Task<string> M<T>(T t, A::Item[] a); Task<string> M<T>(T t, B::Item[] a);
            }
            public class Many : IMany
            {
                public async Task<string> M(A::Item a) { await Task.Yield(); return "A " + a; }
                public async Task<string> M(B::Item a) { await Task.Yield(); return "B " + a; }
                public async Task<string> M((A::Value, int) a) { await Task.Yield(); return "A " + a; }
                public async Task<string> M((B::Value, int) a) { await Task.Yield(); return "B " + a; }
                public async Task<string> M(A::Value? a) { await Task.Yield(); return "A? " + a; }
                public async Task<string> M(B::Value? a) { await Task.Yield(); return "B? " + a; }
                public async Task<string> M<T>(T t, A::Item[] a) { await Task.Yield(); return t + " A " + a[0]; }
                public async Task<string> M<T>(T t, B::Item[] a) { await Task.Yield(); return t + " B " + a[0]; }
                public static async Task<string> S(A::Item a) { await Task.Yield(); return "SA " + a; }
                public static async Task<string> S(B::Item a) { await Task.Yield(); return "SB " + a; }
            }
            public static class Program
            {
                public static string Run() => Show.Of(All(new Many()));
                static async Task<string> All(IMany m) => await m.M(new A::Item()) + ", " + await m.M(new B::Item()) + ", " + await m.M((default(A::Value), 1)) + ", " + await m.M((default(B::Value), 1))
                    + ", " + await m.M(new A::Value?(default)) + ", " + await m.M(new B::Value?(default)) + ", " + await m.M(1, new[] { new A::Item() }) + ", " + await m.M(2, new[] { new B::Item() })
                    + ", " + await Many.S(new A::Item()) + ", " + await Many.S(new B::Item());
            }
            """;
        using var set = new AssemblySet().Add("Library0", Library0).Add("Library1", Library1).Add("App", App + Show, aliases: aliases);
        const string Expected = "String A first, B second, A (first value, 1), B (second value, 1), A? first value, B? second value, 1 A first, 2 B second, SA first, SB second; ";
        Assert.Equal(Expected, set.RunUnwoven());
        Assert.Equal(Expected, set.RunWoven());
        Assert.Equal(10, set.Decisions("App", "Program.All").Count(decision => decision == Decision.Scratch));
    }

    [Fact]
    public void Interfaces_of_one_name_in_two_assemblies_that_are_not_woven()
    {
        const string Library = "namespace Lib { public interface IGet { Task<string> Get(); } public class Outer { public interface IGet { Task<string> Get(); } } public class Other { public interface IGet { Task<string> Get(); } } }";
        const string App = """
            extern alias Library0; extern alias Library1;
            using A = Library0::Lib; using B = Library1::Lib;
            public class Many : A::IGet, B::IGet, A::Outer.IGet, A::Other.IGet, B::Outer.IGet
            {
                async Task<string> A::IGet.Get() { await Task.Yield(); return "A"; }
                async Task<string> B::IGet.Get() { await Task.Yield(); return "B"; }
                async Task<string> A::Outer.IGet.Get() { await Task.Yield(); return "AO"; }
                async Task<string> A::Other.IGet.Get() { await Task.Yield(); return "AT"; }
                async Task<string> B::Outer.IGet.Get() { await Task.Yield(); return "BO"; }
            }
            public static class Program
            {
                public static string Run() => Show.Of(All(new Many()));
                static async Task<string> All(Many m) => await ((A::IGet)m).Get() + await ((B::IGet)m).Get() + await ((A::Outer.IGet)m).Get() + await ((A::Other.IGet)m).Get() + await ((B::Outer.IGet)m).Get();
            }
            """;
        using var set = new AssemblySet().Add("Library0", Library, marked: false).Add("Library1", Library, marked: false).Add("App", App + Show, aliases: aliases);
        Assert.Equal("String ABAOATBO; ", set.RunUnwoven());
        Assert.Equal("String ABAOATBO; ", set.RunWoven());
        Assert.Equal(5, set.Decisions("App", "Program.All").Count(decision => decision == Decision.Scratch));
    }

    [Fact]
    public void Types_that_are_named_as_those_of_the_framework()
    {
        const string App = """
            namespace System.Threading.Tasks
            {
                [AsyncMethodBuilder(typeof(Builder<>))]
                public readonly struct ValueTask<T>(Task<T> task)
                {
                    public Awaiter GetAwaiter() => new(task.GetAwaiter());
                    public Task<T> Task => task;
                    public readonly struct Awaiter(TaskAwaiter<T> awaiter) : ICriticalNotifyCompletion
                    {
                        public bool IsCompleted => awaiter.IsCompleted;
                        public T GetResult() => awaiter.GetResult();
                        public void OnCompleted(Action continuation) => awaiter.OnCompleted(continuation);
                        public void UnsafeOnCompleted(Action continuation) => awaiter.UnsafeOnCompleted(continuation);
                    }
                }
                public struct Builder<T>
                {
                    AsyncTaskMethodBuilder<T> builder;
                    public static Builder<T> Create() => new() { builder = AsyncTaskMethodBuilder<T>.Create() };
                    public ValueTask<T> Task => new(builder.Task);
                    public void SetResult(T result) => builder.SetResult(result);
                    public void SetException(Exception e) => builder.SetException(e);
                    public void SetStateMachine(IAsyncStateMachine m) => builder.SetStateMachine(m);
                    public void Start<S>(ref S m) where S : IAsyncStateMachine => builder.Start(ref m);
                    public void AwaitOnCompleted<A, S>(ref A a, ref S m) where A : INotifyCompletion where S : IAsyncStateMachine => builder.AwaitOnCompleted(ref a, ref m);
                    public void AwaitUnsafeOnCompleted<A, S>(ref A a, ref S m) where A : ICriticalNotifyCompletion where S : IAsyncStateMachine => builder.AwaitUnsafeOnCompleted(ref a, ref m);
                }
            }
            public interface ISource { ValueTask<int> Get(); Task<int> Own(); }
            public sealed class Source : ISource
            {
                public async ValueTask<int> Get() { await Task.Yield(); return 1; }
                public async Task<int> Own() { await Task.Yield(); return 3; }
            }
            public sealed class Passing(ISource source) : ISource { public ValueTask<int> Get() => source.Get(); public Task<int> Own() => source.Own(); }
            public static class Program
            {
                public static string Run() => Show.Of(All(new Passing(new Source())));
                static async Task<string> All(ISource source) => await source.Get() + " " + await source.Own() + " " + await new ValueTask<int>(source.Own());
            }
            """;
        using var set = new AssemblySet().Add("App", App + Show);
        Assert.Equal("String 1 3 3; ", set.RunUnwoven());
        Assert.Equal("String 1 3 3; ", set.RunWoven());
        Assert.Equal([Decision.Ordinary, Decision.Scratch, Decision.Ordinary], set.Decisions("App", "Program.All"));
    }

    [Fact]
    public void A_generic_override_of_another_assembly_that_is_called_by_its_own_name()
    {
        using var set = Same(
            "String E 5 Foo; ",
            """
            public class Foo { public override string ToString() => "Foo"; }
            public class B<T> { public virtual async Task<string> M<U>(U u, T t) { await Task.Yield(); return "B " + u + " " + t; } }
            public class D : B<Foo> { public override async Task<string> M<U>(U u, Foo t) { await Task.Yield(); return "D " + u + " " + t; } }
            """,
            """
            public class E : D { public override async Task<string> M<U>(U u, Foo t) { await Task.Yield(); return "E " + u + " " + t; } }
            public static class Program
            {
                public static string Run() => Show.Of(All(new E()));
                static async Task<string> All(D d) => await d.M(5, new Foo());
            }
            """);
        Assert.Equal([Decision.Scratch], set.Decisions("App", "Program.All"));
    }

    [Fact]
    public void A_method_that_has_moved_to_a_generic_base_class_since_its_caller_was_compiled()
    {
        const string Before = "public class Base<T> { } public class Der : Base<string> { public virtual async Task<string> M<U>(string t, U u) { await Task.Yield(); return t + u; } }";
        const string After = "public class Base<T> { public virtual async Task<string> M<U>(T t, U u) { await Task.Yield(); return \"moved \" + t + u; } } public class Der : Base<string> { }";
        const string App = """
            public static class Program
            {
                public static string Run() => All(new Der()).GetAwaiter().GetResult();
                static async Task<string> All(Der d) => await d.M("a", 1L);
            }
            """;
        using var set = new AssemblySet().Add("Library", Before).Add("App", App).Add("Library", After);
        // The app is woven against what it will meet, as with the command line.
        set.Weave("App");
        Assert.Equal(set.RunUnwoven(), set.RunWoven());
        Assert.Equal([Decision.Ordinary], set.Decisions("App", "Program.All"));
    }

    [Theory]
    [InlineData("virtual async", "override async")]
    [InlineData("virtual", "sealed override async")]
    public void A_generic_virtual_method_that_is_called_on_a_derived_class(string virtually, string overriding)
    {
        string source = $$"""
            public class Base { public {{virtually}} Task<T> M<T>(T a) { {{(virtually.Contains("async") ? "await Task.Yield(); return a" : "return Task.FromResult(a)")}}; } }
            public class Derived : Base { public {{overriding}} Task<T> M<T>(T a) { await Task.Yield(); return a; } }
            public static class Program
            {
                public static string Run() => Show.Of(All(new Derived()));
                static async Task<string> All(Derived d) => await d.M(1) + " " + await d.M("x");
            }
            """;
        using var set = Same("String 1 x; ", source);
        Assert.Equal([Decision.Scratch, Decision.Scratch], set.Decisions("App", "Program.All"));
    }
}
