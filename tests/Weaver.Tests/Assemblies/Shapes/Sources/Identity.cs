// Types, methods and type parameters that differ in nothing but what a printed name leaves out.

//! shape Overloads_by_arity_of_an_interface_implemented_elsewhere
//! scratch 2
//! assembly A
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

//! shape Overloads_by_arity_of_an_interface_called_elsewhere
//! scratch 2
//! assembly A
public interface IBus { Task Publish(object m); Task Publish<T>(object m); }
public sealed class Bus : IBus
{
    public async Task Publish(object m) { await Leaf.Wait(); Trace.Add("plain", m); }
    public async Task Publish<T>(object m) { await Leaf.Wait(); Trace.Add(typeof(T).Name, m); }
}
//! assembly App
public static class Program
{
    public static Task Run() => Call(new Bus());
    static async Task Call(IBus bus) { await bus.Publish("a"); await bus.Publish<int>("b"); }
}

//! shape Overloads_by_arity_of_an_interface_in_one_assembly
//! scratch 2
//! assembly App
public interface IBus { Task Publish(object m); Task Publish<T>(object m); }
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

//! shape Overloads_by_arity_of_a_class_overridden_elsewhere
//! scratch 2
//! assembly A
public class Base
{
    public virtual async Task<string> M(int a) { await Leaf.Wait(); return "base " + a; }
    public virtual async Task<string> M<T>(int a) { await Leaf.Wait(); return "base " + typeof(T) + a; }
}
//! assembly App
public class Derived : Base
{
    public override async Task<string> M(int a) { await Leaf.Wait(); return "derived " + a; }
    public override async Task<string> M<T>(int a) { await Leaf.Wait(); return "derived " + typeof(T) + a; }
}
public static class Program
{
    public static async Task Run() { await Call(new Base()); await Call(new Derived()); }
    static async Task Call(Base b) { Trace.Add(await b.M(1)); Trace.Add(await b.M<string>(2)); Trace.Add(await b.M<int>(3)); }
}

//! shape A_methods_parameter_named_like_the_classs_value_and_reference
//! scratch 2
//! assembly App
public interface IEcho { ValueTask<T> Of<T>(T value); }
public sealed class Echo : IEcho { public async ValueTask<T> Of<T>(T value) => await Leaf.Of(value); }
public sealed class C<A>(A own, IEcho echo)
{
    async Task<X> Outer<X>(X value) => await echo.Of(value);
    async Task<X> Inner<X>(X value) => await echo.Of(value);
    public async Task<string> M<A>(A v) { var outer = await Outer(own); var inner = await Inner(v); return typeof(A) + " " + outer + " " + inner; }
}
public static class Program
{
    public static async Task Run()
    {
        Trace.Add(await new C<int>(1, new Echo()).M("text"));
        Trace.Add(await new C<string>("text", new Echo()).M(1));
        Trace.Add(await new C<string>("text", new Echo()).M(DateTime.MinValue.Ticks));
    }
}

//! shape A_constraint_on_a_methods_parameter_named_like_the_classs
//! scratch 2
//! assembly App
public interface IWait { ValueTask<int> One(); }
public sealed class Waits : IWait { public async ValueTask<int> One() => await Leaf.Of(1); }
public sealed class D<A>(IWait wait)
{
    public async Task<string> G<A>(A v) where A : IComparable<A> { int one = await wait.One(); return one + " " + v.CompareTo(v) + typeof(A); }
}
public static class Program
{
    public static async Task Run()
    {
        Trace.Add(await new D<object>(new Waits()).G("text"));
        Trace.Add(await new D<object>(new Waits()).G(1));
    }
}

//! shape A_constraint_on_a_generic_local_functions_parameter
//! scratch 3
//! assembly App
public interface IWait { ValueTask<int> One(); }
public sealed class Waits : IWait { public async ValueTask<int> One() => await Leaf.Of(1); }
public sealed class D<A>(IWait wait)
{
    public async Task<string> G(A own)
    {
        return await Local("text") + await Local(5);
        async Task<string> Local<A>(A v) where A : IComparable<A> { int one = await wait.One(); return one + " " + v.CompareTo(v) + typeof(A) + own; }
    }
}
public static class Program
{
    public static async Task Run() => Trace.Add(await new D<object>(new Waits()).G("own"));
}

//! shape A_constraint_on_a_nested_interfaces_parameter_named_like_the_outer_classs
//! scratch 1
//! assembly App
public sealed class O<A>
{
    public interface IN<A> where A : IComparable<A> { Task<string> M(A a); }
    public sealed class N<A> : IN<A> where A : IComparable<A>
    {
        public async Task<string> M(A a) { await Leaf.Wait(); return a.CompareTo(a) + " " + typeof(A); }
    }
}
public static class Program
{
    public static Task Run() => Call(new O<object>.N<string>());
    static async Task Call(O<object>.IN<string> n) => Trace.Add(await n.M("text"));
}

//! shape Implementations_that_differ_in_whose_parameter_they_take
//! scratch 2
//! assembly App
public interface IQ { Task<string> M<Z>(Z a); }
public interface IQ2<S> { Task<string> M<U>(S a); }
public sealed class Q<Z> : IQ, IQ2<Z>
{
    public async Task<string> M<U>(Z a) { await Leaf.Wait(); return "first " + typeof(U) + " " + a; }
    public async Task<string> M<U>(U a) { await Leaf.Wait(); return "second " + typeof(U) + " " + a; }
}
public static class Program
{
    public static async Task Run() { var q = new Q<string>(); await Call(q, q); }
    static async Task Call(IQ q, IQ2<string> q2)
    {
        Trace.Add(await q.M<object>(new object()));
        Trace.Add(await q.M(1));
        Trace.Add(await q2.M<int>("text"));
    }
}

//! shape Overrides_that_differ_in_whose_parameter_they_take
//! scratch 1
//! assembly App
public class B<S> { public virtual async Task<string> M<U>(S a, U b) { await Leaf.Wait(); return "B " + a + b; } }
public class D<U> : B<U> { public virtual async Task<string> M<V>(V a, U b) { await Leaf.Wait(); return "D " + a + b; } }
public class F<U> : D<U> { public override async Task<string> M<W>(U a, W b) { await Leaf.Wait(); return "F " + a + b; } }
public static class Program
{
    public static async Task Run() { await Call(new B<int>()); await Call(new D<int>()); await Call(new F<int>()); }
    static async Task Call(B<int> b) => Trace.Add(await b.M<string>(1, "text"));
}

//! shape Interfaces_that_may_become_one
//! scratch 2
//! assembly App
public interface IHandle<T> { Task<string> Handle(T a); }
public class IntHandler : IHandle<int> { public async Task<string> Handle(int a) { await Leaf.Wait(); return "int " + a; } }
public class Both<T> : IntHandler, IHandle<T> { public async Task<string> Handle(T a) { await Leaf.Wait(); return "both " + a; } }
public static class Program
{
    public static async Task Run()
    {
        Trace.Add(await Call<int>(new Both<string>(), 1));
        Trace.Add(await Call<string>(new Both<string>(), "text"));
        Trace.Add(await Call<int>(new Both<int>(), 2));
    }
    static async Task<string> Call<T>(IHandle<T> handler, T a) => await handler.Handle(a);
}

//! shape Function_pointers_over_the_interfaces_parameter
//! scratch 1
//! assembly App
public unsafe interface IFp<A> { Task<int> F(delegate*<A, int> f, A a); }
public sealed class Fp<B, A> : IFp<A>
{
    public unsafe Task<int> F(delegate*<A, int> f, A a) => Waited(f(a));
    static async Task<int> Waited(int value) => await Leaf.Of(value);
}
public static class Program
{
    public static Task Run() => Awaited(new Fp<string, int>());
    static int Twice(int a) => 2 * a;
    static unsafe Task<int> Call(IFp<int> fp) => fp.F(&Twice, 4);
    static async Task Awaited(IFp<int> fp) => Trace.Add(await Call(fp));
}

//! shape Function_pointers_over_the_classs_parameter_in_an_async_method
//! scratch 1
//! assembly App
public unsafe interface IFp<A> { Task<int> F(delegate*<A, int> f, A a); }
public sealed class Fp<B, A> : IFp<A>
{
    public unsafe Task<int> F(delegate*<A, int> f, A a) => Waited(f(a));
    static async Task<int> Waited(int value) => await Leaf.Of(value);
}
public static class Program
{
    public static Task Run() => Awaited(new Fp<string, int>());
    static int Twice(int a) => 2 * a;
    static async Task Awaited(IFp<int> fp) { Task<int> task; unsafe { task = fp.F(&Twice, 4); } Trace.Add(await task); }
}

//! shape Overloads_over_types_of_one_name_in_two_assemblies
//! scratch 2
//! assembly A unmarked
namespace N { public sealed class Key { public override string ToString() => "key of A"; } }
//! assembly B unmarked
namespace N { public sealed class Key { public override string ToString() => "key of B"; } }
//! assembly App A=a B=b
extern alias a;
extern alias b;
public interface IStore { Task<string> Get(a::N.Key key); Task<string> Get(b::N.Key key); }
public sealed class Store : IStore
{
    public async Task<string> Get(a::N.Key key) { await Leaf.Wait(); return "A " + key; }
    public async Task<string> Get(b::N.Key key) { await Leaf.Wait(); return "B " + key; }
}
public static class Program
{
    public static Task Run() => Call(new Store());
    static async Task Call(IStore store) { Trace.Add(await store.Get(new a::N.Key())); Trace.Add(await store.Get(new b::N.Key())); }
}

//! shape Overloads_over_tuples_of_types_of_one_name_in_two_assemblies
//! scratch 2
//! assembly A unmarked
namespace N { public struct Key { public override string ToString() => "key of A"; } }
//! assembly B unmarked
namespace N { public struct Key { public int More; public override string ToString() => "key of B"; } }
//! assembly App A=a B=b
extern alias a;
extern alias b;
public interface IStore { Task<string> Get((a::N.Key, int) key); Task<string> Get((b::N.Key, int) key); }
public sealed class Store : IStore
{
    public async Task<string> Get((a::N.Key, int) key) { await Leaf.Wait(); return "A " + key; }
    public async Task<string> Get((b::N.Key, int) key) { await Leaf.Wait(); return "B " + key; }
}
public static class Program
{
    public static Task Run() => Call(new Store());
    static async Task Call(IStore store) { Trace.Add(await store.Get((new a::N.Key(), 1))); Trace.Add(await store.Get((new b::N.Key(), 2))); }
}

//! shape Overloads_over_nullables_of_types_of_one_name_in_two_assemblies
//! scratch 2
//! assembly A unmarked
namespace N { public struct Key { public override string ToString() => "key of A"; } }
//! assembly B unmarked
namespace N { public struct Key { public long More; public override string ToString() => "key of B"; } }
//! assembly App A=a B=b
extern alias a;
extern alias b;
public class Store
{
    public virtual async Task<string> Get(a::N.Key? key) { await Leaf.Wait(); return "A " + key; }
    public virtual async Task<string> Get(b::N.Key? key) { await Leaf.Wait(); return "B " + key; }
}
public static class Program
{
    public static Task Run() => Call(new Store());
    static async Task Call(Store store) { Trace.Add(await store.Get((a::N.Key?)new a::N.Key())); Trace.Add(await store.Get((b::N.Key?)null)); }
}

//! shape A_generic_virtual_method_called_by_the_overrides_own_token
//! scratch 2 (today ordinary, for a wrong reason)
//! assembly App
public class Base { public virtual async Task<string> M<T>(T a) { await Leaf.Wait(); return "base " + a; } }
public class Derived : Base { public override async Task<string> M<T>(T a) { await Leaf.Wait(); return "derived " + a; } }
public static class Program
{
    public static async Task Run() { await Call(new Derived()); await CallBase(new Derived()); }
    static async Task Call(Derived d) => Trace.Add(await d.M(1));
    static async Task CallBase(Base d) => Trace.Add(await d.M("text"));
}
