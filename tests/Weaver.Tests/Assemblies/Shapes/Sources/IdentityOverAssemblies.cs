// The shapes of Identity with their parts in two and three assemblies, not all of which are woven.

//! shape Overloads_by_arity_of_an_unwoven_interface
//! scratch 2
//! assembly A unmarked
public interface IBus { Task Publish(object m); Task Publish<T>(object m); }
//! assembly App
public sealed class Bus : IBus
{
    public async Task Publish(object m) { await Leaf.Wait(); Trace.Add("plain", m); }
    public async Task Publish<T>(object m) { await Leaf.Wait(); Trace.Add(typeof(T).Name, m); }
}
public static class Program
{
    public static Task Run() => Call(new Bus());
    static async Task Call(IBus bus) { await bus.Publish("a"); await bus.Publish<int>("b"); }
}

//! shape Overloads_by_arity_implemented_by_an_unwoven_assembly
//! scratch 2
//! assembly A
public interface IBus { Task Publish(object m); Task Publish<T>(object m); }
public static class Caller { public static async Task Call(IBus bus) { await bus.Publish("a"); await bus.Publish<int>("b"); } }
public sealed class Own : IBus { public async Task Publish(object m) { await Leaf.Wait(); Trace.Add(m); } public async Task Publish<T>(object m) { await Leaf.Wait(); Trace.Add(typeof(T).Name, m); } }
//! assembly App unmarked
public sealed class Bus : IBus
{
    public async Task Publish(object m) { await Leaf.Wait(); Trace.Add("plain", m); }
    public async Task Publish<T>(object m) { await Leaf.Wait(); Trace.Add(typeof(T).Name, m); }
}
public static class Program { public static async Task Run() { await Caller.Call(new Bus()); await Caller.Call(new Own()); } }

//! shape Overloads_by_arity_in_base_and_derived_interface
//! scratch 4
//! assembly A
public interface I { Task<string> M(int a); }
public interface J : I { Task<string> M<T>(int a); }
//! assembly B
public interface K : J { new Task<string> M(int a); Task<string> M<T, U>(int a); }
//! assembly App
public sealed class X : K
{
    async Task<string> I.M(int a) => "I " + await Leaf.Of(a); async Task<string> J.M<T>(int a) => "J " + typeof(T) + await Leaf.Of(a);
    async Task<string> K.M(int a) => "K " + await Leaf.Of(a); async Task<string> K.M<T, U>(int a) => "K " + typeof(T) + typeof(U) + await Leaf.Of(a);
}
public static class Program
{
    public static Task Run() => Call(new X());
    static async Task Call(K x) { Trace.Add(await ((I)x).M(1)); Trace.Add(await x.M<int>(2)); Trace.Add(await x.M(3)); Trace.Add(await x.M<int, string>(4)); }
}

//! shape Overrides_that_differ_in_whose_parameter_they_take_in_three_assemblies
//! scratch 2
//! assembly A
public class B<S> { public virtual async Task<string> M<U>(S a, U b) { await Leaf.Wait(); return "B " + a + b; } }
//! assembly B
public class D<U> : B<U> { public virtual async Task<string> M<V>(V a, U b) { await Leaf.Wait(); return "D " + a + b; } }
//! assembly App
public class F<U> : D<U> { public override async Task<string> M<W>(U a, W b) { await Leaf.Wait(); return "F " + a + b; } }
public class G<S> : F<S> { public override async Task<string> M<S1>(S1 a, S b) { await Leaf.Wait(); return "G " + a + b; } public override async Task<string> M<U>(S a, U b) => "G2 " + await base.M(a, b); }
public static class Program
{
    public static async Task Run() { await Call(new B<int>()); await Call(new D<int>()); await Call(new F<int>()); await Call(new G<int>()); await CallD(new D<long>()); await CallD(new G<long>()); }
    static async Task Call(B<int> b) => Trace.Add(await b.M<string>(1, "text"));
    static async Task CallD(D<long> d) => Trace.Add(await d.M<string>("text", 1L));
}

//! shape Overrides_of_renamed_parameters_down_a_chain
//! scratch 1
//! assembly A
public abstract class B<S, T> { public abstract Task<string> M<U>(S a, T b, U c); public abstract Task<string> M<U>(U a, S b, T c); }
//! assembly App
public class D<T, U> : B<U, T>
{
    public override async Task<string> M<S>(S a, U b, T c) { await Leaf.Wait(); return $"second {typeof(S)} {typeof(T)} {typeof(U)} {a} {b} {c}"; }
    public override async Task<string> M<S>(U a, T b, S c) { await Leaf.Wait(); return $"first {typeof(S)} {typeof(T)} {typeof(U)} {a} {b} {c}"; }
}
public sealed class E<U> : D<U[], List<U>> { public override async Task<string> M<T>(List<U> a, U[] b, T c) => "E " + await base.M<T>(a, b, c); }
public static class Program
{
    public static async Task Run() { await Call(new D<int, string>(), "a", 1); await Call(new E<int>(), new List<int>(), new int[1]); }
    static async Task Call<S, T>(B<S, T> x, S s, T t) { Trace.Add(await x.M(s, t, 'c')); Trace.Add(await x.M('c', s, t)); }
}

//! shape Implementations_that_differ_in_whose_parameter_they_take_apart
//! scratch 2
//! assembly A
public interface IQ { Task<string> M<Z>(Z a); }
public interface IQ2<S> { Task<string> M<U>(S a); }
public static class Caller
{
    public static async Task Call(IQ q, IQ2<string> q2) { Trace.Add(await q.M<object>(new object())); Trace.Add(await q.M(1)); Trace.Add(await q2.M<int>("text")); }
}
//! assembly App
public class Base<Z> { public virtual async Task<string> M<U>(Z a) { await Leaf.Wait(); return "first " + typeof(U) + " " + a; } public virtual async Task<string> M<U>(U a) { await Leaf.Wait(); return "second " + typeof(U) + " " + a; } }
public sealed class Q<U> : Base<U>, IQ, IQ2<U>;
public static class Program { public static async Task Run() { var q = new Q<string>(); await Caller.Call(q, q); } }

//! shape Generic_virtual_method_called_by_an_overrides_token_of_another_assembly
//! scratch 3
//! assembly A
public class Base { public virtual async Task<string> M<T>(T a) => "base " + typeof(T) + await Leaf.Of(a); public virtual async Task<string> N(int a) => "base " + await Leaf.Of(a); }
//! assembly B
public class Derived : Base { public override async Task<string> M<U>(U a) => "derived " + await base.M(a); public override async Task<string> N(int a) => "derived " + await base.N(a); }
//! assembly App
public sealed class Last : Derived { public override async Task<string> M<V>(V a) => "last " + await base.M(a); }
public static class Program
{
    public static async Task Run() { await Call(new Derived()); await Call(new Last()); Trace.Add(await new Last().M('c')); }
    static async Task Call(Derived d) { Trace.Add(await d.M(1)); Trace.Add(await d.M("a")); Trace.Add(await d.N(2)); }
}

//! shape Unifying_over_three_assemblies
//! scratch 1
//! assembly A
public interface IHandle<T> { Task<string> Handle(T a); }
public static class Caller { public static async Task<string> Call<T>(IHandle<T> handler, T a) => await handler.Handle(a); }
//! assembly B
public class IntHandler : IHandle<int> { public virtual async Task<string> Handle(int a) => "int " + await Leaf.Of(a); }
public class Middle<T> : IntHandler, IHandle<List<T>> { public async Task<string> Handle(List<T> a) => "list " + await Leaf.Of(a.Count); }
//! assembly App
public class Both<T> : Middle<T>, IHandle<T> { public async Task<string> Handle(T a) => "both " + await Leaf.Of(a); public override async Task<string> Handle(int a) => "over " + await base.Handle(a); }
public static class Program
{
    public static async Task Run()
    {
        Trace.Add(await Caller.Call<int>(new Both<string>(), 1)); Trace.Add(await Caller.Call<string>(new Both<string>(), "text")); Trace.Add(await Caller.Call<List<string>>(new Both<string>(), []));
        Trace.Add(await Caller.Call<int>(new Both<int>(), 2)); Trace.Add(await Caller.Call<List<int>>(new Both<int>(), [3]));
    }
}

//! shape Unifying_two_interfaces_of_a_hierarchy
//! scratch 1
//! assembly App
public interface I<T> { Task<string> M(T a); }
public interface I2<T, U> : I<T> { Task<string> N(U a); }
public class Base<U> : I<U[]> { public async Task<string> M(U[] a) => "base " + typeof(U) + await Leaf.Of(a.Length); }
public class Both<T, V> : Base<V>, I2<T, V> { public async Task<string> M(T a) => "both " + typeof(T) + await Leaf.Of(a); public async Task<string> N(V a) => "N " + await Leaf.Of(a); }
public static class Program
{
    public static async Task Run() { Trace.Add(await Call(new Both<int[], int>(), [1])); Trace.Add(await Call<int>(new Both<int, int>(), 2)); Trace.Add(await Call<string[]>(new Both<int, string>(), ["a"])); Trace.Add(await CallN(new Both<int[], int>(), 3)); }
    static async Task<string> Call<T>(I<T> x, T a) => await x.M(a);
    static async Task<string> CallN<T, U>(I2<T, U> x, U a) => await x.N(a);
}

//! shape Unifying_by_a_nested_class
//! scratch 1
//! assembly App
public interface I<T, U> { Task<string> M(T a, U b); }
public class Outer<A>
{
    public class Base<B> : I<A, B> { public async Task<string> M(A a, B b) => "base " + await Leaf.Of(a) + b; }
    public class Swapped<A1, B> : Base<B>, I<B, A1> { public async Task<string> M(B a, A1 b) => "swapped " + await Leaf.Of(a) + b; }
}
public static class Program
{
    public static async Task Run() { Trace.Add(await Call(new Outer<int>.Swapped<string, string>(), 1, "a")); Trace.Add(await Call(new Outer<int>.Swapped<int, int>(), 2, 3)); Trace.Add(await Call(new Outer<int>.Swapped<long, string>(), "b", 4L)); }
    static async Task<string> Call<T, U>(I<T, U> x, T a, U b) => await x.M(a, b);
}

//! shape Constraints_of_an_interface_over_assemblies
//! scratch 2
//! assembly A
public interface IKey<T> where T : IKey<T> { int Number { get; } }
public interface IStore<TKey, TValue> where TKey : struct, IKey<TKey>, IEquatable<TKey> where TValue : class, new() { Task<TValue> Get(TKey key); Task<TOther> As<TOther>(TKey key) where TOther : TValue, new(); }
//! assembly App
public readonly record struct Key(int Number) : IKey<Key>;
public class Value { public int Number; public override string ToString() => GetType() + " " + Number; }
public sealed class More : Value;
public sealed class Store<TValue, TKey> : IStore<TKey, TValue> where TKey : struct, IKey<TKey>, IEquatable<TKey> where TValue : class, new()
{
    public async Task<TValue> Get(TKey key) { await Leaf.Of(key.Number); return new(); }
    public async Task<TOther> As<TOther>(TKey key) where TOther : TValue, new() { await Leaf.Wait(); return new(); }
}
public static class Program
{
    public static Task Run() => Call(new Store<Value, Key>(), new Key(1));
    static async Task Call<K, V>(IStore<K, V> x, K key) where K : struct, IKey<K>, IEquatable<K> where V : class, new() { Trace.Add(await x.Get(key)); Trace.Add(await x.As<V>(key)); }
}

//! shape Constraints_of_a_methods_parameter_by_the_classs
//! scratch 1
//! assembly A
public class Base<A> { public virtual async Task<string> M<B>(B a) where B : A { await Leaf.Wait(); return "base " + typeof(A) + typeof(B) + a; } }
//! assembly App
public class Derived<B> : Base<IEnumerable<B>> { public override async Task<string> M<A>(A a) { await Leaf.Wait(); return "derived " + typeof(A) + typeof(B) + await base.M(a); } }
public static class Program
{
    public static async Task Run() { await Call(new Base<IEnumerable<char>>()); await Call(new Derived<char>()); }
    static async Task Call(Base<IEnumerable<char>> x) { Trace.Add(await x.M("text")); Trace.Add(await x.M(new List<char>())); }
}
