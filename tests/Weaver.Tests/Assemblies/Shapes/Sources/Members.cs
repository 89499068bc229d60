// Kinds of members and types that declare async methods.

//! shape Operators_indexers_and_properties
//! scratch 1
//! assembly App
public interface I { Task<int> this[int a] { get; } Task<int> Value { get; } Task<int> M(int a); }
public sealed class X : I
{
    public Task<int> this[int a] => M(a); public Task<int> Value => M(7); public async Task<int> M(int a) => await Leaf.Of(a);
    public static Task<int> operator +(X x, int a) => x.M(a); public static implicit operator Task<int>(X x) => x.M(9);
}
public static class Program
{
    public static async Task Run() { await Call(new X()); await Own(new X()); }
    static async Task Call(I x) { Trace.Add(await x[1]); Trace.Add(await x.Value); Trace.Add(await x.M(2)); }
    static async Task Own(X x) { Trace.Add(await (x + 3)); Task<int> task = x; Trace.Add(await task); Trace.Add(await x[4]); }
}

//! shape Extension_methods_and_blocks
//! scratch 2
//! assembly A
public interface I { Task<int> M(int a); }
public static class Extensions
{
    public static async Task<int> Twice(this I x, int a) => await x.M(a) + await x.M(a);
    extension(I x) { public async Task<int> Thrice(int a) => await x.Twice(a) + await x.M(a); public static async Task<int> Static(int a) => await Leaf.Of(a); }
    extension<T>(T x) where T : I { public async Task<string> Named(int a) => typeof(T) + " " + await x.M(a); }
}
//! assembly App
public sealed class X : I { public async Task<int> M(int a) => await Leaf.Of(a); }
public static class Program
{
    public static Task Run() => Call(new X());
    static async Task Call(I x) { Trace.Add(await x.Twice(1)); Trace.Add(await x.Thrice(2)); Trace.Add(await I.Static(3)); Trace.Add(await new X().Named(4)); }
}

//! shape Primary_constructor_captures
//! scratch 2
//! assembly App
public interface I { Task<string> M(int a); }
public sealed class X(I inner, string name, int count) : I { public async Task<string> M(int a) { count += a; var text = inner is null ? await Leaf.Of(name) : await inner.M(count); return text + name + count++; } }
public readonly record struct R(I Inner, int Count) : I { public async Task<string> M(int a) { var text = Inner is null ? await Leaf.Of("r") : await Inner.M(Count + a); return text + this.Count; } public override string ToString() => "R"; }
public static class Program
{
    public static async Task Run() { var x = new X(new X(new R(null, 5), "inner", 1), "outer", 2); await Call(x); await Call(x); await Call(new R(x, 3)); }
    static async Task Call(I x) => Trace.Add(await x.M(10));
}

//! shape Records_with_generic_arguments
//! scratch 1
//! assembly A
public abstract record Message<T>(T Value) { public abstract Task<Message<U>> Map<U>(Func<T, Task<U>> map); }
//! assembly App
public record Some<T>(T Value) : Message<T>(Value) { public override async Task<Message<U>> Map<U>(Func<T, Task<U>> map) => new Some<U>(await map(Value)); }
public sealed record Named<A>(A Value, string Name) : Some<A>(Value) { public override async Task<Message<T>> Map<T>(Func<A, Task<T>> map) => new Named<T>((await base.Map(map)).Value, Name); }
public static class Program
{
    public static async Task Run() { await Call(new Some<int>(1)); await Call(new Named<int>(2, "name")); }
    static async Task Call(Message<int> x) { Trace.Add(await x.Map(async a => "mapped " + await Leaf.Of(a))); Trace.Add(await x.Map(async a => (long)await Leaf.Of(a))); }
}

//! shape Static_local_functions_and_lambdas_of_one_name
//! scratch 2
//! assembly App
public interface I { Task<int> M(int a); }
public sealed class X : I { public async Task<int> M(int a) => await Leaf.Of(a); }
public static class Program
{
    public static async Task Run() { Trace.Add(await First(new X())); Trace.Add(await First(new X(), "a")); Trace.Add(await First<int>(new X())); }
    static async Task<string> First(I x) { return await Local(1) + await Local(2); async Task<string> Local(int a) => "first " + await x.M(a); }
    static async Task<string> First(I x, string b) { return await Local(1) + await Local("c"); async Task<string> Local<T>(T a) => "second " + typeof(T) + b + await x.M(4); }
    static async Task<string> First<T>(I x) { Func<int, Task<string>> f = async a => { return await Local<string>(a); async Task<string> Local<U>(int b) => typeof(T) + typeof(U).Name + await x.M(b); }; return await f(5); }
}

//! shape Generic_local_functions_within_generic_methods
//! scratch 2
//! assembly App
public interface I { ValueTask<T> M<T>(T a); }
public sealed class X : I { public async ValueTask<T> M<T>(T a) => await Leaf.Of(a); }
public sealed class C<A>(I x, A own)
{
    public async Task<string> Go<B>(B b)
    {
        return await One("c");
        async Task<string> One<C>(C c) { var a = await x.M(own); return a + await Two(1.5) + c; async Task<string> Two<D>(D d) { var all = await x.M((own, b, c, d)); return all + typeof(D).Name; } }
    }
}
public static class Program { public static async Task Run() { Trace.Add(await new C<int>(new X(), 1).Go("b")); Trace.Add(await new C<string>(new X(), "a").Go(2)); } }

//! shape Async_iterators_and_enumerables
//! scratch 2
//! assembly A
public interface I { IAsyncEnumerable<int> Many(int a); Task<int> M(int a); }
//! assembly App
public sealed class X : I { public async IAsyncEnumerable<int> Many(int a) { yield return await M(a); await Leaf.Wait(); yield return await M(a + 1); } public async Task<int> M(int a) => await Leaf.Of(a); }
public sealed class Y(I inner) : I { public async IAsyncEnumerable<int> Many(int a) { await foreach (int i in inner.Many(a)) yield return i + await inner.M(a); } public Task<int> M(int a) => inner.M(a); }
public static class Program
{
    public static async Task Run() { await Call(new X()); await Call(new Y(new Y(new X()))); }
    static async Task Call(I x) { await foreach (int i in x.Many(1)) Trace.Add(i + await x.M(10)); }
}

//! shape Interfaces_with_many_methods_of_one_name
//! scratch 8
//! assembly A
public interface I
{
    Task<string> M(); Task<string> M(int a); Task<string> M(int a, int b); Task<string> M(string a); Task<string> M<T>(); Task<string> M<T>(T a); Task<string> M<T, U>(T a, U b); Task<string> M<T>(List<T> a);
}
//! assembly App
public sealed class X : I
{
    public async Task<string> M<T>(List<T> a) => "list " + typeof(T) + await Leaf.Of(1); public async Task<string> M<T, U>(T a, U b) => "two " + a + b + await Leaf.Of(2); public async Task<string> M<T>(T a) => "T " + a + await Leaf.Of(3); public async Task<string> M<T>() => "none " + typeof(T) + await Leaf.Of(4);
    public async Task<string> M(string a) => "string " + a + await Leaf.Of(5); public async Task<string> M(int a, int b) => "ints " + a + b + await Leaf.Of(6); public async Task<string> M(int a) => "int " + a + await Leaf.Of(7); public async Task<string> M() => "nothing " + await Leaf.Of(8);
}
public static class Program
{
    public static Task Run() => Call(new X());
    static async Task Call(I x)
    {
        Trace.Add(await x.M()); Trace.Add(await x.M(1)); Trace.Add(await x.M(1, 2)); Trace.Add(await x.M("a")); Trace.Add(await x.M<int>()); Trace.Add(await x.M(2.5)); Trace.Add(await x.M(1, "b")); Trace.Add(await x.M(new List<int>()));
    }
}

//! shape Nested_generic_interfaces_of_generic_classes
//! scratch 2
//! assembly A
public class Outer<T> { public class Middle<U> { public interface I<V> { Task<string> M<W>(T t, U u, V v, W w); } } public interface I<T2> { Task<T2> M(T t, T2 t2); } }
//! assembly App
public sealed class X<V, U, T> : Outer<T>.Middle<U>.I<V>, Outer<U>.I<V>
{
    public async Task<string> M<W>(T t, U u, V v, W w) { await Leaf.Wait(); return $"{typeof(T)} {typeof(U)} {typeof(V)} {typeof(W)} {t} {u} {v} {w}"; }
    public async Task<V> M(U t, V t2) => await Leaf.Of(t2);
}
public static class Program
{
    public static Task Run() { var x = new X<int, string, long>(); return Call(x, x); }
    static async Task Call<A, B, C>(Outer<A>.Middle<B>.I<C> x, Outer<B>.I<C> y) { Trace.Add(await x.M(default, default, default, 'w')); Trace.Add(await y.M(default, default)); }
}
