// What one assembly declares and another implements, overrides, calls or takes over.

//! shape Internals_visible_to
//! scratch 2
//! assembly A
[assembly: InternalsVisibleTo("App")]
interface I { Task<string> M(int a); Task<string> M<T>(int a); }
internal class Base : I { public virtual async Task<string> M(int a) => "base " + await Leaf.Of(a); async Task<string> I.M<T>(int a) => typeof(T) + " " + await M(a); }
//! assembly App
sealed class X : Base, I { public override async Task<string> M(int a) => "X " + await base.M(a); }
public static class Program
{
    public static async Task Run() { await Call(new Base()); await Call(new X()); }
    static async Task Call(I x) { Trace.Add(await x.M(1)); Trace.Add(await x.M<string>(2)); }
}

//! shape Private_protected_and_protected_methods
//! scratch 2
//! assembly A
[assembly: InternalsVisibleTo("App")]
public class Base { private protected virtual async Task<int> M(int a) => await Leaf.Of(a); protected internal virtual async Task<int> N(int a) => 2 * await M(a); internal virtual async Task<int> O(int a) => 3 * await N(a); }
//! assembly App
public class X : Base { private protected override async Task<int> M(int a) => 10 + await base.M(a); protected internal override async Task<int> N(int a) => 20 + await base.N(a); internal override async Task<int> O(int a) => 30 + await base.O(a); }
public static class Program
{
    public static async Task Run() { await Call(new Base()); await Call(new X()); }
    static async Task Call(Base x) { Trace.Add(await x.O(1)); Trace.Add(await x.N(2)); }
}

//! shape Forwarded_type
//! scratch 1
//! assembly A
namespace N { public interface I { Task<string> M(int a); } public class Base : I { public virtual async Task<string> M(int a) => "base " + await Leaf.Of(a); } }
//! assembly B
public class Middle : N.Base { public override async Task<string> M(int a) => "middle " + await base.M(a); public static async Task<string> Call(N.I x) => await x.M(5); }
//! assembly C
namespace N { public interface I { Task<string> M(int a); } public class Base : I { public virtual async Task<string> M(int a) => "moved " + await Leaf.Of(a); } }
//! assembly A B=b C=global
[assembly: TypeForwardedTo(typeof(N.I))]
[assembly: TypeForwardedTo(typeof(N.Base))]
//! assembly App A=forwarding
public class Last : Middle { public override async Task<string> M(int a) => "last " + await base.M(a); }
public static class Program
{
    public static async Task Run() { Trace.Add(await Middle.Call(new Last())); await Call(new Middle()); await Call(new N.Base()); }
    static async Task Call(N.I x) => Trace.Add(await x.M(1));
}

//! shape Generic_base_class_closed_elsewhere
//! scratch 3
//! assembly A
public abstract class Base<TKey, TValue>
{
    public abstract Task<TValue> Get(TKey key);
    public virtual async Task<(TKey, TValue)> Pair(TKey key) => (key, await Get(key));
    public async Task<T> Map<T>(TKey key, Func<TValue, T> map) => map(await Get(key));
}
//! assembly B
public class Swapped<TValue, TKey> : Base<TValue, TKey> { public override async Task<TKey> Get(TValue key) { await Leaf.Wait(); return default; } }
//! assembly App
public sealed class X : Swapped<string, int> { public override async Task<int> Get(string key) => key.Length + await base.Get(key); public override async Task<(string, int)> Pair(string key) { var pair = await base.Pair(key); return (pair.Item1 + "!", pair.Item2 + 1); } }
public static class Program
{
    public static async Task Run() { await Call(new X(), "key"); await Call(new Swapped<int, string>(), 3); await Call(new Swapped<string, int>(), "k"); }
    static async Task Call<K, V>(Base<K, V> x, K key) { Trace.Add(await x.Get(key)); Trace.Add(await x.Pair(key)); Trace.Add(await x.Map(key, value => value + "?")); }
}

//! shape Interface_inherited_over_two_assemblies
//! scratch 3
//! assembly A
public interface IRoot<T> { Task<string> M(T a); Task<string> N(T a) => M(a); }
//! assembly B
public interface IMiddle<T> : IRoot<List<T>>, IRoot<T> { Task<string> O(T a); }
//! assembly App
public sealed class X : IMiddle<string>
{
    async Task<string> IRoot<string>.M(string a) => "string " + await Leaf.Of(a);
    async Task<string> IRoot<List<string>>.M(List<string> a) => "list " + await Leaf.Of(a.Count);
    async Task<string> IRoot<List<string>>.N(List<string> a) => "N " + await ((IRoot<List<string>>)this).M(a);
    public async Task<string> O(string a) => "O " + await ((IRoot<string>)this).N(a);
}
public static class Program
{
    public static Task Run() { var x = new X(); return Call(x, x, x); }
    static async Task Call(IRoot<string> x, IRoot<List<string>> y, IMiddle<string> z) { Trace.Add(await x.M("a")); Trace.Add(await x.N("b")); Trace.Add(await y.M(["a"])); Trace.Add(await y.N(["b"])); Trace.Add(await z.O("c")); }
}

//! shape Explicit_implementation_of_an_inherited_interface
//! scratch 2
//! assembly A
public interface I { Task<string> M(int a); }
public interface J : I { Task<string> N(int a); }
public abstract class Base : J { async Task<string> I.M(int a) => "base " + await Leaf.Of(a); public abstract Task<string> N(int a); }
//! assembly B
public class Middle : Base { public override async Task<string> N(int a) => "middle " + await ((I)this).M(a); }
//! assembly App
public class X : Middle, J { async Task<string> I.M(int a) => "X " + await Leaf.Of(a); async Task<string> J.N(int a) => "J " + await base.N(a); }
public static class Program
{
    public static async Task Run() { await Call(new Middle()); await Call(new X()); }
    static async Task Call(J x) { Trace.Add(await x.M(1)); Trace.Add(await x.N(2)); }
}

//! shape Default_method_of_another_assembly_called_and_replaced
//! scratch 1
//! assembly A
public interface I { Task<int> One(int a); async Task<string> M(int a) => "I " + await One(a) + await One(a + 1); }
public static class Caller { public static async Task Call(I x) { Trace.Add(await x.M(1)); Trace.Add(await x.One(5)); } }
//! assembly App
public class X : I { public async Task<int> One(int a) => await Leaf.Of(a); }
public class Y : X, I { async Task<string> I.M(int a) => "Y " + await Leaf.Of(a); }
public struct S : I { public async Task<int> One(int a) => -await Leaf.Of(a); }
public static class Program
{
    public static async Task Run() { await Caller.Call(new X()); await Caller.Call(new Y()); await Caller.Call(new S()); }
}

//! shape Class_of_another_assembly_implements_ours_by_inheritance
//! scratch 1
//! assembly A
public class Base { public virtual async Task<string> M(int a) => "A " + await Leaf.Of(a); public async Task<string> N(int a) => "N " + await M(a); }
//! assembly App
public interface I { Task<string> M(int a); Task<string> N(int a); }
public class X : Base, I;
public class Y : X { public override async Task<string> M(int a) => "Y " + await base.M(a); }
public static class Program
{
    public static async Task Run() { await Call(new X()); await Call(new Y()); }
    static async Task Call(I x) { Trace.Add(await x.M(1)); Trace.Add(await x.N(2)); }
}

//! shape Class_of_an_unwoven_assembly_implements_ours_by_inheritance
//! scratch 1
//! assembly A unmarked
public class Base { public virtual async Task<string> M(int a) => "A " + await Leaf.Of(a); }
//! assembly App
public interface I { Task<string> M(int a); }
public class X : Base, I;
public class Y : X { public override async Task<string> M(int a) => "Y " + await base.M(a); }
public class Z : Base, I { public new async Task<string> M(int a) => "Z " + await base.M(a); }
public static class Program
{
    public static async Task Run() { await Call(new X()); await Call(new Y()); await Call(new Z()); }
    static async Task Call(I x) => Trace.Add(await x.M(1));
}

//! shape Unwoven_class_between_woven_ones
//! scratch 2
//! assembly A
public interface I { Task<string> M(int a); Task<string> N(int a); }
public class Base : I { public virtual async Task<string> M(int a) => "base " + await Leaf.Of(a); public virtual async Task<string> N(int a) => "base N " + await M(a); }
//! assembly B unmarked
public class Middle : Base, I { public override async Task<string> M(int a) => "middle " + await base.M(a); async Task<string> I.N(int a) => "again " + await base.N(a); }
//! assembly App
public class X : Middle { public override async Task<string> M(int a) => "X " + await base.M(a); }
public sealed class Y : Middle, I { public override async Task<string> N(int a) => "Y " + await base.N(a); }
public static class Program
{
    public static async Task Run() { await Call(new Base()); await Call(new Middle()); await Call(new X()); await Call(new Y()); }
    static async Task Call(I x) { Trace.Add(await x.M(1)); Trace.Add(await x.N(2)); }
}

//! shape Delegates_and_method_groups_over_assemblies
//! scratch 1
//! assembly A
public interface I { Task<string> M(int a); }
public static class Of { public static async Task<string> Each(I x, Func<I, Func<int, Task<string>>> choose) => await choose(x)(1) + await x.M(2); }
//! assembly App
public sealed class X : I { public async Task<string> M(int a) => "X " + await Leaf.Of(a); public async Task<string> N(int a) => "N " + await Leaf.Of(a); }
public static class Program
{
    public static async Task Run() { Trace.Add(await Of.Each(new X(), x => x.M)); Trace.Add(await Of.Each(new X(), x => ((X)x).N)); Trace.Add(await Of.Each(new X(), x => async a => await x.M(a) + "!")); }
}

//! shape Generic_methods_companion_of_another_assembly
//! scratch 2
//! assembly A
public interface I { ValueTask<TOut> M<TIn, TOut>(TIn a, Func<TIn, TOut> map) where TIn : notnull; Task<T[]> Many<T>(params T[] all) where T : struct, IComparable<T>; }
//! assembly App
public sealed class X<TIn> : I
{
    public async ValueTask<TOut> M<T, TOut>(T a, Func<T, TOut> map) where T : notnull { Trace.Add(typeof(TIn)); return map(await Leaf.Of(a)); }
    async Task<T[]> I.Many<T>(params T[] all) { await Leaf.Wait(); Array.Sort(all); return all; }
}
public static class Program
{
    public static Task Run() => Call(new X<long>());
    static async Task Call(I x) { Trace.Add(await x.M("a", a => a.Length)); Trace.Add(await x.M(1, a => a + "!")); Trace.Add((await x.Many(3, 1, 2))[0]); Trace.Add((await x.Many('b', 'a'))[0]); }
}

//! shape Exceptions_over_assemblies
//! scratch 2
//! assembly A
public interface I { Task<int> M(int a); }
public sealed class Own(string message, int code) : Exception(message) { public int Code => code; }
public static class Caller { public static async Task Call(I x) { try { Trace.Add(await x.M(1)); } catch (Own own) when (own.Code > 1) { Trace.Caught(own); Trace.Add(await x.M(own.Code)); } finally { Trace.Add("finally"); await Leaf.Wait(); } } }
//! assembly App
public sealed class X : I { public async Task<int> M(int a) { if (a == 1) { await Leaf.Wait(); throw new Own("one", 2); } return await Leaf.Fail<int>("failed " + a); } }
public static class Program
{
    public static async Task Run() { try { await Caller.Call(new X()); } catch (InvalidOperationException exception) { Trace.Caught(exception); throw; } }
}
