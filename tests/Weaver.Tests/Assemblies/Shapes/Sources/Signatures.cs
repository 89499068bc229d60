// Methods whose signatures have modifiers, pointers, by-reference parameters or more than a printed name shows.

//! shape In_and_by_value
//! scratch 2
//! assembly App
public readonly struct Key(int a) { public int A => a; }
public interface I { Task<string> M(in Key a); Task<string> M(Key a, int b); Task<string> N(ref readonly Key a); }
public sealed class X : I
{
    public Task<string> M(in Key a) => M(a, 1);
    public async Task<string> M(Key a, int b) => "M " + await Leaf.Of(a.A + b);
    public Task<string> N(ref readonly Key a) => M(in a);
}
public class Base { public virtual Task<string> M(in int a) => Inner(a); protected async Task<string> Inner(int a) => "base " + await Leaf.Of(a); }
public class Derived : Base { public override Task<string> M(in int a) => Inner(a + 1); }
public static class Program
{
    public static async Task Run() { await Call(new X(), new Key(3)); await CallBase(new Base()); await CallBase(new Derived()); }
    static async Task Call(I x, Key key) { Trace.Add(await x.M(in key)); Trace.Add(await x.M(key, 2)); Trace.Add(await x.M(key, 4)); Trace.Add(await x.N(in key)); }
    static async Task CallBase(Base x) => Trace.Add(await x.M(5));
}

//! shape In_parameters_of_a_virtual_method_of_another_assembly
//! scratch 0
//! assembly A
public interface I<T> { ValueTask<T> M(in T a); ValueTask<T> M(T a, int b); }
public abstract class Base<T> { public abstract ValueTask<T> M(in T a); }
//! assembly App
public sealed class X<T>(I<T> inner) : Base<T>, I<T>
{
    public override ValueTask<T> M(in T a) => inner is null ? Inner(a) : inner.M(a, 2);
    public ValueTask<T> M(T a, int b) => M(in a);
    static async ValueTask<T> Inner(T a) => await Leaf.Of(a);
}
public static class Program
{
    public static async Task Run() { await Call(new X<int>(null), 1); await Call(new X<string>(new X<string>(null)), "a"); }
    static async Task Call<T>(Base<T> x, T a) { Trace.Add(await x.M(a)); Trace.Add(await x.M(in a)); }
}

//! shape Overloads_over_function_pointers
//! scratch 0
//! assembly App
public unsafe interface I
{
    Task<string> M(delegate*<int, int> f);
    Task<string> M(delegate*<long, long> f);
    Task<string> M(delegate* unmanaged[Cdecl]<int, int> f);
    Task<string> M(delegate* unmanaged[Stdcall]<int, int> f);
    Task<string> M(delegate*<ref int, int> f);
}
public sealed unsafe class X : I
{
    public Task<string> M(delegate*<int, int> f) => Waited("int");
    public Task<string> M(delegate*<long, long> f) => Waited("long");
    public Task<string> M(delegate* unmanaged[Cdecl]<int, int> f) => Waited("cdecl");
    public Task<string> M(delegate* unmanaged[Stdcall]<int, int> f) => Waited("stdcall");
    public Task<string> M(delegate*<ref int, int> f) => Waited("ref");
    static Task<string> Waited(string text) => Waiting.Waited(text);
}
static class Waiting { public static async Task<string> Waited(string text) => await Leaf.Of(text); }
public static class Program
{
    public static async Task Run() { for (int i = 0; i < 5; i++) await Call(new X(), i); }
    static async Task Call(I x, int i) => Trace.Add(await Choose(x, i));
    static unsafe Task<string> Choose(I x, int i) => i switch
    {
        0 => x.M((delegate*<int, int>)null), 1 => x.M((delegate*<long, long>)null), 2 => x.M((delegate* unmanaged[Cdecl]<int, int>)null),
        3 => x.M((delegate* unmanaged[Stdcall]<int, int>)null), _ => x.M((delegate*<ref int, int>)null),
    };
}

//! shape Pointers_to_pointers_and_arrays_of_pointers
//! scratch 0
//! assembly App
public unsafe interface I<T> where T : unmanaged { Task<string> M(T* a); Task<string> M(T** a); Task<string> M(T*[] a); Task<string> M(T a); }
public sealed class X<U, T> : I<T> where T : unmanaged
{
    public unsafe Task<string> M(T* a) => W("pointer"); public unsafe Task<string> M(T** a) => W("pointer to pointer"); public unsafe Task<string> M(T*[] a) => W("array"); public Task<string> M(T a) => W("value");
    static async Task<string> W(string text) => typeof(U) + await Leaf.Of(text);
}
public static class Program
{
    public static Task Run() => Call(new X<string, int>());
    static unsafe Task<string> One(I<int> x) => x.M((int*)null);
    static unsafe Task<string> Two(I<int> x) => x.M((int**)null);
    static unsafe Task<string> Three(I<int> x) => x.M(new int*[1]);
    static async Task Call(I<int> x) { Trace.Add(await One(x)); Trace.Add(await Two(x)); Trace.Add(await Three(x)); Trace.Add(await x.M(4)); }
}

//! shape By_reference_out_and_default_parameters
//! scratch 1
//! assembly App
public interface I { Task<int> M(ref int a); Task<int> M(int a = 3, params int[] more); Task<int> N(out int a); Task<int> O(int a, CancellationToken token = default, [CallerMemberName] string name = null); }
public sealed class X : I
{
    public Task<int> M(ref int a) => M(a++); public async Task<int> M(int a, params int[] more) => await Leaf.Of(a + more.Length); public Task<int> N(out int a) => M(a = 5);
    public async Task<int> O(int a, CancellationToken token, string name) { await Leaf.Wait(); Trace.Add(name); token.ThrowIfCancellationRequested(); return a; }
}
public static class Program
{
    public static Task Run() => Call(new X());
    static async Task Call(I x)
    {
        Trace.Add(await x.M()); Trace.Add(await x.M(1, 2, 3)); int a = 7; Trace.Add(await x.M(ref a)); Trace.Add(a); Trace.Add(await x.N(out var b)); Trace.Add(b); Trace.Add(await x.O(8));
        try { await x.O(9, new CancellationToken(true)); } catch (OperationCanceledException exception) { Trace.Caught(exception); }
    }
}

//! shape Dynamic_and_object_and_tuples_with_names
//! scratch 4
//! assembly A
public interface I<T> { Task<T> M(T a); Task<dynamic> D(dynamic a); Task<(int x, string y)> N((int x, string y) a); ValueTask<nint> P(nint a, nuint b); }
//! assembly App
public class X : I<object>, I<(int, int)>
{
    public async Task<dynamic> M(dynamic a) => await Leaf.Of((object)a);
    public async Task<object> D(object a) => await Leaf.Of(a);
    public async Task<(int x, string y)> N((int x, string y) b) => await Leaf.Of(b);
    async Task<(int, int)> I<(int, int)>.M((int, int) a) => await Leaf.Of(a);
    public async ValueTask<IntPtr> P(IntPtr a, UIntPtr b) => await Leaf.Of(a + (nint)b);
}
public static class Program
{
    public static Task Run() { var x = new X(); return Call(x, x); }
    static async Task Call(I<dynamic> x, I<(int a, int b)> y)
    {
        object o = await x.M("a"); Trace.Add(o); o = await x.D(1); Trace.Add(o); Trace.Add(await x.N((1, "b"))); Trace.Add(await y.M((2, 3))); Trace.Add(await x.P(4, 5));
    }
}

//! shape Ref_struct_arguments_and_scoped
//! scratch 0
//! assembly App
public interface I { Task<int> M(ReadOnlySpan<char> a); Task<int> M<T>(T a) where T : allows ref struct; ValueTask<int> N(scoped Span<int> a, int b); }
public sealed class X : I
{
    public Task<int> M(ReadOnlySpan<char> a) => Inner(a.Length); public Task<int> M<T>(T a) where T : allows ref struct => Inner(typeof(T).Name.Length); public ValueTask<int> N(scoped Span<int> a, int b) => new(Inner(a.Length + b));
    async Task<int> Inner(int a) => await Leaf.Of(a);
}
public static class Program
{
    public static Task Run() => Call(new X());
    static async Task Call(I x) { Trace.Add(await x.M("text".AsSpan())); Trace.Add(await x.M<Span<int>>(default)); Trace.Add(await x.M(1)); Trace.Add(await x.N([1, 2], 3)); }
}

//! shape Allows_ref_struct_on_a_shadowed_parameter
//! scratch 1
//! assembly App
public interface I<A> { Task<string> M<A>(A a) where A : allows ref struct; Task<string> N(A a); }
public sealed class X<A> : I<A>
{
    public Task<string> M<A>(A a) where A : allows ref struct => Inner(typeof(A)); public Task<string> N(A a) => Inner(a);
    async Task<string> Inner(object o) => typeof(A) + " " + await Leaf.Of(o);
}
public static class Program
{
    public static Task Run() => Call(new X<int>());
    static async Task Call(I<int> x) { Trace.Add(await x.M("text".AsSpan())); Trace.Add(await x.M("text")); Trace.Add(await x.N(4)); }
}

//! shape Arguments_of_many_kinds
//! scratch 1
//! assembly A
public enum Colour : byte { Red, Green }
public interface I<T> { ValueTask<string> M(T a, T[] b, T[,] c, List<T>[] d, Func<T, T> e, (T, T?) f, Colour g, Colour? h, decimal i, DateTime j, Guid k, Half l, Int128 m, char n, object o, Type p); }
//! assembly App
public sealed class X<A> : I<A>
{
    public async ValueTask<string> M(A a, A[] b, A[,] c, List<A>[] d, Func<A, A> e, (A, A?) f, Colour g, Colour? h, decimal i, DateTime j, Guid k, Half l, Int128 m, char n, object o, Type p)
    {
        await Leaf.Wait();
        return FormattableString.Invariant($"{a} {b} {c} {d} {e(a)} {f} {g} {h} {i} {j.Ticks} {k} {l} {m} {n} {o} {p}");
    }
}
public static class Program
{
    public static async Task Run() { await Call(new X<int>(), 1); await Call(new X<string>(), "a"); }
    static async Task Call<T>(I<T> x, T a) => Trace.Add(await x.M(a, [a], new T[1, 1], [[a]], b => b, (a, default), Colour.Green, null, 1.5m, new DateTime(5), Guid.Empty, (Half)2, 3, 'c', null, typeof(T)));
}
