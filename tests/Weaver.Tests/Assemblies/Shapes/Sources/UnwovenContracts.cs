// Interfaces and classes of unwoven assemblies, for which each woven assembly makes companions of its own.

//! shape One_name_in_two_unwoven_assemblies
//! scratch 2
//! assembly A unmarked
namespace N { public interface I { Task<string> M(int a); } }
//! assembly B unmarked
namespace N { public interface I { Task<string> M(int a); } }
//! assembly App A=a B=b
extern alias a;
extern alias b;
public sealed class X : a::N.I, b::N.I { async Task<string> a::N.I.M(int x) => "A " + await Leaf.Of(x); async Task<string> b::N.I.M(int x) => "B " + await Leaf.Of(x); }
public sealed class Y : b::N.I { public async Task<string> M(int x) => "Y " + await Leaf.Of(x); }
public static class Program
{
    public static async Task Run() { var x = new X(); await Call(x, x); await Call(x, new Y()); }
    static async Task Call(a::N.I x, b::N.I y) { Trace.Add(await x.M(1)); Trace.Add(await y.M(2)); }
}

//! shape One_name_in_a_woven_and_an_unwoven_assembly
//! scratch 2
//! assembly A
namespace N { public interface I { Task<string> M(int a); } public class Base : I { public virtual async Task<string> M(int a) => "base " + await Leaf.Of(a); } }
//! assembly B unmarked
namespace N { public interface I { Task<string> M(int a); } }
//! assembly App A=a B=b
extern alias a;
extern alias b;
namespace N { public interface I { Task<string> M(int a); } }
public sealed class X : a::N.Base, b::N.I, N.I { async Task<string> b::N.I.M(int x) => "B " + await base.M(x); async Task<string> N.I.M(int x) => "App " + await M(x); }
public static class Program
{
    public static Task Run() { var x = new X(); return Call(x, x, x); }
    static async Task Call(a::N.I x, b::N.I y, N.I z) { Trace.Add(await x.M(1)); Trace.Add(await y.M(2)); Trace.Add(await z.M(3)); }
}

//! shape A_companion_each_of_two_woven_assemblies
//! scratch 2
//! assembly A unmarked
public interface I { Task<string> M(int a); }
//! assembly B
public class X : I { public virtual async Task<string> M(int a) => "X " + await Leaf.Of(a); }
public static class Caller { public static async Task Call(I x) => Trace.Add(await x.M(1)); }
//! assembly App
public class Y : X { public override async Task<string> M(int a) => "Y " + await base.M(a); }
public class Z : X, I { async Task<string> I.M(int a) => "Z " + await M(a); }
public sealed class W : I { public async Task<string> M(int a) => "W " + await Leaf.Of(a); }
public static class Program
{
    public static async Task Run() { foreach (var x in new I[] { new X(), new Y(), new Z(), new W() }) { await Caller.Call(x); await Call(x); } }
    static async Task Call(I x) => Trace.Add(await x.M(2));
}

//! shape Nested_generic_interfaces_of_an_unwoven_assembly
//! scratch 2
//! assembly A unmarked
public class Outer<T> { public interface I<U> { Task<string> M<V>(T t, U u, V v); } public interface I { Task<string> M<V>(T t, V v); } }
public class Outer { public interface I<U> { Task<string> M<V>(U u, V v); } }
//! assembly App
public sealed class X<U, T> : Outer<U>.I<T>, Outer<T>.I, Outer.I<U>
{
    public async Task<string> M<V>(U t, T u, V v) { await Leaf.Wait(); return $"nested {typeof(U)} {typeof(T)} {typeof(V)} {t} {u} {v}"; }
    async Task<string> Outer<T>.I.M<V>(T t, V v) { await Leaf.Wait(); return $"plain {typeof(T)} {typeof(V)} {t} {v}"; }
    async Task<string> Outer.I<U>.M<V>(U t, V v) { await Leaf.Wait(); return $"of Outer {typeof(U)} {typeof(V)} {t} {v}"; }
}
public static class Program
{
    public static Task Run() { var x = new X<int, string>(); return Call(x, x, x); }
    static async Task Call(Outer<int>.I<string> x, Outer<string>.I y, Outer.I<int> z) { Trace.Add(await x.M(1, "a", 'c')); Trace.Add(await y.M("a", 2L)); Trace.Add(await z.M(3, "v")); }
}

//! shape Shadowed_constraints_of_an_unwoven_nested_interface
//! scratch 1
//! assembly A unmarked
public class O<A> { public interface IN<A> where A : IComparable<A> { Task<string> M<B>(A a, B b) where B : class, IEnumerable<A>; } }
//! assembly App
public sealed class N<B> : O<object>.IN<B> where B : IComparable<B> { public async Task<string> M<A>(B a, A b) where A : class, IEnumerable<B> { await Leaf.Wait(); return a.CompareTo(a) + " " + typeof(A) + typeof(B); } }
public static class Program
{
    public static Task Run() => Call(new N<string>());
    static async Task Call(O<object>.IN<string> x) { Trace.Add(await x.M("a", new List<string>())); Trace.Add(await x.M("b", new[] { "c" })); }
}

//! shape Overridden_methods_of_an_unwoven_class
//! scratch 2
//! assembly A unmarked
public abstract class Base { public abstract Task<string> M(int a); public virtual async Task<string> M<T>(int a) => typeof(T) + " base " + await M(a); }
//! assembly B
public class Middle : Base { public override async Task<string> M(int a) => "middle " + await Leaf.Of(a); }
//! assembly App
public sealed class Last : Middle { public override async Task<string> M<T>(int a) => "last " + await base.M<T>(a); public override async Task<string> M(int a) => "last " + await base.M(a); }
public static class Program
{
    public static async Task Run() { await Call(new Middle()); await Call(new Last()); }
    static async Task Call(Base x) { Trace.Add(await x.M(1)); Trace.Add(await x.M<int>(2)); Trace.Add(await x.M<string>(3)); }
}
