using Microsoft.CodeAnalysis;
using Xunit;

namespace Unboxed.Weaver.Tests.Assemblies;

/// <summary>What several classes or callers share: implementations of companions that heirs inherit, and ordinary calls out of line. Who shares code is not to depend on what others need.</summary>
public sealed class SharedCodeTests
{
    public static TheoryData<OptimizationLevel> Levels => [OptimizationLevel.Debug, OptimizationLevel.Release];

    [Theory]
    [MemberData(nameof(Levels))]
    public void An_heir_whose_interface_is_not_deployed_does_not_disturb_its_base_class(OptimizationLevel level)
    {
        using var set = new AssemblySet(level)
            .Add("Dep", "namespace Dep { public interface IDep { } public interface IOf<T> { } public struct S { public int N; } }", marked: false)
            .Add("App", """
                public interface IStore { ValueTask<string> Get(int k); }
                public class Store : IStore { public virtual async ValueTask<string> Get(int k) { await Task.Yield(); return GetType().Name + k; } }
                public class AtHand : Store, IDisposable { KeyValuePair<int, string> pair; public void Dispose() => pair = default; }
                public interface IMine : Dep.IDep { }
                public struct Mine { public Dep.S Inner; }
                public class WithInterface : Store, Dep.IDep { }
                public class WithArgument : Store, IComparable<Dep.IDep> { public int CompareTo(Dep.IDep other) => 0; }
                public class WithIndirect : Store, IMine { }
                public class WithStruct : Store { public Dep.S Field; }
                public class WithStatic : Store { public static Mine Field; }
                public class OfThese : WithStruct { }
                public static class Program
                {
                    static async Task<string> Call(IStore store) => await store.Get(1);
                    public static string Run() => Call(new Store()).Result + Call(new AtHand()).Result;
                }
                """)
            .Remove("Dep");
        MustGive("Store1AtHand1", set);
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void A_call_of_an_interface_that_is_nested_in_a_base_class_of_another_assembly_stays_where_that_is_seen(OptimizationLevel level)
    {
        using var set = new AssemblySet(level)
            .Add("Lib", "public class ForeignBase { protected interface I { Task<int> M(Arg a); } protected class Arg { public int N; } }", marked: false)
            .Add("App", """
                public class Derived : ForeignBase
                {
                    class Impl : I { public async Task<int> M(Arg a) { await Task.Yield(); return a.N; } }
                    class Mock : I { public Task<int> M(Arg a) => Task.Run(() => a.N + 1); }
                    interface J { Task<int> N(I i); }
                    class JImpl : J { public async Task<int> N(I i) => 1 + await i.M(new Arg { N = 3 }); }
                    static async Task<int> Call(J j, I i) => await j.N(i);
                    public static string All() => $"{Call(new JImpl(), new Impl()).Result} {Call(new JImpl(), new Mock()).Result}";
                }
                public static class Program { public static string Run() => Derived.All(); }
                """);
        MustGive("4 5", set);
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Calls_of_a_class_with_heirs_do_not_wait_for_its_type_initializer(OptimizationLevel level)
    {
        using var set = new AssemblySet(level).Add("App", """
            public interface I { Task<int> M(int n); }
            public class B : I
            {
                public static readonly bool Completed;
                // As compiled it completes at once; 10 s are for a machine that does something else.
                static B() { var b = new B(); Completed = Task.Run(() => Program.Call(b)).Wait(10_000); }
                public virtual async Task<int> M(int n) { await Task.Yield(); return n; }
            }
            public class D : B { }
            public static class Program
            {
                internal static async Task<int> Call(I i) => await i.M(1);
                public static string Run() => $"{B.Completed} {Call(new D()).Result}";
            }
            """);
        MustGive("True 1", set);
    }

    /// <summary>By text and by method: what is hidden from the one is not from the other.</summary>
    [Theory]
    [MemberData(nameof(Levels))]
    public void What_fails_on_null_fails_in_the_users_method(OptimizationLevel level)
    {
        using var set = new AssemblySet(level).Add("App", """
            public interface I { Task<int> M(int n); Task N(); ValueTask<int> V(int n); }
            public class Impl : I { public async Task<int> M(int n) { await Task.Yield(); return n; } public async Task N() => await Task.Yield(); public async ValueTask<int> V(int n) { await Task.Yield(); return n; } }
            public class Mock : I { public Task<int> M(int n) => null; public Task N() => null; public ValueTask<int> V(int n) => new(n); }
            /// <summary>Hands null back.</summary>
            public class Passing(I inner, bool isShort) : I { public Task<int> M(int n) => isShort ? null : inner.M(n); public Task N() => isShort ? null : inner.N(); public ValueTask<int> V(int n) => inner.V(n); }
            public interface IOuter { Task<string> All(I i); }
            public class Outer : IOuter
            {
                public async Task<string> All(I i) => await One(1, async () => await i.M(1)) + await M(i) + await Configured(i) + await N(i) + await NConfigured(i) + await V(i);
                async Task<string> One(int n, Func<Task<int>> f) { try { return $"{await f()} "; } catch (NullReferenceException e) { return e.Message + " "; } }
                async Task<string> M(I i) { try { return $"{await i.M(1)} "; } catch (NullReferenceException e) { return Of(e); } }
                async Task<string> Configured(I i) { try { return $"{await i.M(2).ConfigureAwait(false)} "; } catch (NullReferenceException e) { return Of(e); } }
                async Task<string> N(I i) { try { await i.N(); return "N "; } catch (NullReferenceException e) { return Of(e); } }
                async Task<string> NConfigured(I i) { try { await i.N().ConfigureAwait(true); return "N "; } catch (NullReferenceException e) { return Of(e); } }
                async Task<string> V(I i) { try { return $"{await i.V(3)} "; } catch (NullReferenceException e) { return Of(e); } }
                static string Of(Exception e) => $"{e.Message} {e.TargetSite.DeclaringType.Name}.{e.TargetSite.Name} {e.StackTrace.Split('\n').Length} ";
            }
            public static class Program
            {
                static async Task<string> Call(IOuter outer, I i) => await outer.All(i);
                public static string Run()
                {
                    var text = "";
                    foreach (var i in new I[] { new Impl(), new Mock(), new Passing(new Impl(), false), new Passing(new Impl(), true), null }) text += Call(new Outer(), i).Result + "\n";
                    return text;
                }
            }
            """);
        Assert.Equal(set.RunUnwoven(), set.RunWoven());
    }

    static void MustGive(string expected, AssemblySet set)
    {
        Assert.Equal(expected, set.RunUnwoven());
        Assert.Equal(expected, set.RunWoven());
    }
}
