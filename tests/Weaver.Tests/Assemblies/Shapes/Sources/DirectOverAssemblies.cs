// Methods of another assembly that are called without dispatch.

//! shape Static_methods_and_extension_methods
//! scratch 9
//! assembly A
public static class Helpers
{
    public static async Task<string> Load(int a, string b) { Trace.Add("load"); return b + await Leaf.Of(a); }
    public static async ValueTask<int> Twice(this int a) => 2 * await Leaf.TaskOf(a);
    public static async Task Note(object a) { await Leaf.Wait(); Trace.Add(a); }
    public static async ValueTask None(CancellationToken token, params string[] all) { foreach (string one in all) { await Leaf.Wait(); Trace.Add(one); } }
    public static async Task<(int, string)> Deep(int a) => a == 0 ? (0, "end") : (a, (await Deep(a - 1)).Item2 + await Leaf.Of(a));
}
//! assembly App
public static class Program
{
    public static async Task Run()
    {
        Trace.Add(await Call(3));
        Trace.Add(await Helpers.Load(await 4.Twice(), "nested ").ConfigureAwait(false));
        await Task.WhenAll(Helpers.Note("escapes"), Helpers.Note("too"));
    }
    static async Task<string> Call(int a)
    {
        string text = await Helpers.Load(a, "text ");
        int twice = await a.Twice();
        await Helpers.Note(twice);
        await Helpers.None(default, "a", "b", text);
        var deep = await Helpers.Deep(3).ConfigureAwait(false);
        return text + twice + deep;
    }
}

//! shape Order_of_arguments_and_null_receivers
//! scratch 4
//! assembly A
public class Service { public int Field; public async Task<int> Get(int a, int b) => a + b + await Leaf.Of(Field); public async Task<int> Here(Service other) { try { return await other.Get(1, 2); } catch (NullReferenceException exception) { Trace.Caught(exception); return await Get(3, 4); } } }
//! assembly App
public static class Program
{
    public static async Task Run()
    {
        await Call(new Service { Field = 1 });
        await Call(null);
        Trace.Add(await new Service().Here(null));
        try { Trace.Add(await Pass(null, 1)); } catch (NullReferenceException exception) { Trace.Caught(exception); }
        Trace.Add(await Pass(new Service(), 1));
        Trace.Add(await PassChecked(new Service(), 2));
        try { Trace.Add(await PassChecked(null, 3)); } catch (NullReferenceException exception) { Trace.Caught(exception); }
    }
    static async Task Call(Service service)
    {
        try { Trace.Add(await service.Get(Arg("first", 1), Arg("second", 2))); }
        catch (NullReferenceException exception) { Trace.Caught(exception); }
        finally { await Leaf.Wait(); Trace.Add("finally"); }
    }
    static Task<int> Pass(Service service, int a) => service.Get(a, 2);
    static Task<int> PassChecked(Service service, int a) { Trace.Add("check"); return service.Get(a, 2); }
    static int Arg(string name, int value) { Trace.Add(name); return value; }
}

//! shape Struct_receivers
//! scratch 5
//! assembly A
public struct Counter(int value)
{
    public int Value = value;
    public async Task<int> Add(int a) { Value += a; await Leaf.Wait(); Value += a; return Value; }
    public async ValueTask<int> Sum(Counter other) => Value + other.Value + await Leaf.Of(0);
}
public readonly struct Pair<T>(T first, T second) { public async Task<string> Text<U>(U more) { Trace.Add(typeof(U)); return first + " " + await Leaf.Of(second) + more; } }
//! assembly App
public static class Program
{
    static Counter shared = new(100);
    public static async Task Run()
    {
        var counter = new Counter(1);
        Trace.Add(await counter.Add(2));
        Trace.Add(counter.Value);
        Trace.Add(await shared.Add(5));
        Trace.Add(await shared.Sum(counter));
        Trace.Add(await new Pair<string>("a", "b").Text(1));
        Trace.Add(await Generic(1, 2));
    }
    static async Task<string> Generic<T>(T a, T b) { var pair = new Pair<T>(a, b); return await pair.Text("x") + await pair.Text(a); }
}

//! shape Factories_and_concrete_services
//! scratch 6
//! assembly A
public interface IService { Task<string> Get(int a); }
public class Base { protected int start; public async Task<string> Inherited(int a) => "inherited " + await Leaf.Of(a + start); }
public sealed class Service : Base, IService
{
    Service() { }
    public static async Task<Service> Create(int start) { await Leaf.Wait(); return new Service { start = start }; }
    public async Task<string> Get(int a) => "get " + await Leaf.Of(a + start);
    public async ValueTask<T> Map<T>(T a, Func<T, T> map) => map(await Leaf.Of(a));
    async Task<string> Hidden(int a) => await Get(a);
    public async Task<string> Outer(int a) => await Hidden(a) + await Inherited(a);
    public sealed class Nested { public async Task<int> One() => await Leaf.Of(1); }
}
//! assembly App
public static class Program
{
    public static async Task Run()
    {
        var service = await Service.Create(10);
        Trace.Add(await service.Get(1));
        Trace.Add(await service.Inherited(2));
        Trace.Add(await service.Map("x", text => text + text));
        Trace.Add(await service.Map(3, a => a * a));
        Trace.Add(await service.Outer(4));
        Trace.Add(await new Service.Nested().One());
    }
}

//! shape Generic_types_and_methods
//! scratch 7
//! assembly A
public static class Cache<K, V> where K : notnull where V : class
{
    public static async Task<V> Get(K key, Func<K, V> make) { Trace.Add(typeof(V)); return make(await Leaf.Of(key)); }
    public static async ValueTask<U> Map<U>(K key, V value, Func<K, V, U> map) where U : struct, IComparable<U> => map(await Leaf.Of(key), value);
}
public class Box<T> { public T Value; public async Task<Box<U>> To<U>(Func<T, U> map) => new Box<U> { Value = map(await Leaf.Of(Value)) }; public class Inner<W> { public async Task<string> Names() { await Leaf.Wait(); return typeof(T) + " " + typeof(W); } } }
//! assembly App
public sealed class Own<T> { public async Task<string> M(T a) => await Cache<T, string>.Get(a, x => "own " + x) + (await new Box<T> { Value = a }.To(x => x + "!")).Value + await new Box<T>.Inner<List<T>>().Names(); }
public static class Program
{
    public static async Task Run()
    {
        Trace.Add(await Cache<int, string>.Get(1, key => "v" + key));
        Trace.Add(await Cache<string, object>.Map("k", new object(), (key, value) => key.Length));
        Trace.Add((await new Box<int> { Value = 4 }.To(a => a + 0.5)).Value);
        Trace.Add(await new Box<string>.Inner<int>().Names());
        Trace.Add(await new Own<string>().M("s"));
        Trace.Add(await new Own<int>().M(2));
        Trace.Add(await Open<Guid, object>(default, null));
    }
    static async Task<string> Open<A, B>(A a, B b) where B : class { var text = await Cache<A, B>.Map(a, b, (x, y) => 7); return text + await new Box<A>.Inner<B>().Names(); }
}

//! shape Overloads_that_look_alike
//! scratch 4
//! assembly A
public class C
{
    public async Task<string> M(int a) => "instance " + await Leaf.Of(a);
    public static async Task<string> M(C c, int a) => "static " + await Leaf.Of(a);
    public async Task<string> N(int a) => "int " + await Leaf.Of(a);
    public async Task<string> N(long a) => "long " + await Leaf.Of(a);
    public async Task<string> N<T>(T a) => typeof(T) + " " + await Leaf.Of(a);
    public async Task<string> N<T, U>(T a) => typeof(U) + " " + await Leaf.Of(a);
}
//! assembly App
public static class Program
{
    public static async Task Run() { var c = new C(); Trace.Add(await c.M(1)); Trace.Add(await C.M(c, 2)); Trace.Add(await c.N(3)); Trace.Add(await c.N(4L)); Trace.Add(await c.N("5")); Trace.Add(await c.N<int, string>(6)); }
}

//! shape Friends
//! scratch 5
//! assembly A
[assembly: InternalsVisibleTo("App")]
static class Helpers { internal static async Task<int> Get(int a) => await Leaf.Of(a); }
public class Base { internal async Task<int> One(int a) => await Leaf.Of(a); private protected async Task<int> Two(int a) => 2 * await One(a); protected internal async Task<int> Three(int a) => 3 * await Leaf.Of(a); protected async Task<int> Four(int a) => 4 * await Leaf.Of(a); }
//! assembly App
public sealed class X : Base { public async Task<string> All(int a) => $"{await One(a)} {await Two(a)} {await Three(a)} {await Four(a)} {await Helpers.Get(a)}"; }
public static class Program { public static async Task Run() => Trace.Add(await new X().All(3)); }

//! shape Calls_of_base_classes
//! scratch 8
//! assembly A
public abstract class Template { public virtual async Task<string> Run(int a) => "template " + await Step(a); protected virtual async Task<string> Step(int a) => "step " + await Leaf.Of(a); public abstract Task<string> None(); }
public class Middle<T> : Template { public override async Task<string> Run(int a) => "middle " + await base.Run(a); protected override async Task<string> Step(int a) => typeof(T) + await base.Step(a); public override Task<string> None() => Task.FromResult("none"); public virtual async ValueTask<U> Of<U>(U a, T b) { Trace.Add(b); return await Leaf.Of(a); } }
//! assembly App
public class First : Template { public override async Task<string> Run(int a) => "first " + await base.Run(a); protected override async Task<string> Step(int a) => "first " + await base.Step(a); public override async Task<string> None() => await Leaf.Of("App"); }
public class Second<V> : Middle<V>
{
    public override async Task<string> Run(int a) => "second " + await base.Run(a);
    protected override async Task<string> Step(int a) { Trace.Add("checked"); Func<Task<string>> step = async () => await base.Step(a + 1); return await step() + await base.Step(a); }
    public override async ValueTask<U> Of<U>(U a, V b) => await base.Of(await base.Of(a, b), b);
    public override Task<string> None() => base.None();
}
public sealed class Third : Second<int> { public override Task<string> Run(int a) { Trace.Add("third"); return base.Run(a); } protected override Task<string> Step(int a) => base.Step(a); }
public static class Program
{
    public static async Task Run() { await Call(new First()); await Call(new Second<string>()); await Call(new Third()); Trace.Add(await new Second<string>().Of(1, "b")); Trace.Add(await new Third().Of("x", 2)); }
    static async Task Call(Template x) { Trace.Add(await x.Run(1)); Trace.Add(await x.None()); }
}

//! shape Passed_on
//! scratch 3
//! assembly A
public static class Helpers { public static async Task<int> Get(int a) => await Leaf.Of(a); public static async ValueTask<int> Value(int a) => await Leaf.Of(a); public static Task<int> Plain(int a) => Get(a + 100); }
//! assembly App
public interface I { Task<int> M(int a); }
public sealed class X : I { public Task<int> M(int a) => Helpers.Get(a + 1); }
public sealed class Y : I { public Task<int> M(int a) { Trace.Add("y"); return a > 1 ? Helpers.Value(a).AsTask() : Helpers.Get(a); } }
public sealed class Z : I { public Task<int> M(int a) => Helpers.Plain(a); }
public static class Program
{
    public static async Task Run() { await Call(new X()); await Call(new Y()); await Call(new Z()); }
    static async Task Call(I x) { Trace.Add(await x.M(1)); Trace.Add(await x.M(2)); }
}

//! shape Exceptions_and_contexts
//! scratch 4
//! assembly A
public static class Helpers
{
    public static readonly AsyncLocal<int> Local = new();
    public static async Task<int> Throws(int a) { if (a == 1) throw new ArgumentException("at once"); await Leaf.Wait(); if (a == 2) throw new InvalidOperationException("later"); return await Leaf.Fail<int>("failed"); }
    public static async Task Changes(int a) { Local.Value = a; await Leaf.Wait(); Trace.Add(Local.Value); Local.Value = a + 1; SynchronizationContext.SetSynchronizationContext(new SynchronizationContext()); }
}
//! assembly App
public static class Program
{
    public static async Task Run()
    {
        for (int i = 1; i < 4; i++)
        {
            try { Trace.Add(await Inner(i)); }
            // All but one by a filter, whatever the callee in the other assembly throws: it is traced.
            catch (Exception exception) when (exception.Message != "later") { Trace.Caught(exception); }
            catch (InvalidOperationException exception) { Trace.Caught(exception); }
        }
        Trace.Add(Helpers.Local.Value);
    }
    static async Task<int> Inner(int a)
    {
        Helpers.Local.Value = 7;
        await Helpers.Changes(a);
        Trace.Add(Helpers.Local.Value);
        Trace.Add(SynchronizationContext.Current);
        try { return await Helpers.Throws(a); } finally { await Helpers.Changes(10); Trace.Add("finally"); }
    }
}

//! shape Static_methods_of_interfaces_and_of_types_that_move
//! scratch 3
//! assembly A
namespace N { public interface I { static async Task<int> Get(int a) => await Leaf.Of(a); } public static class Moved { public static async Task<string> M(int a) => "A " + await Leaf.Of(a); public static class Nested { public static async Task<string> M(int a) => "nested A " + await Leaf.Of(a); } } }
//! assembly B
public static class Caller { public static async Task<string> Call() => await N.Moved.M(1) + await N.Moved.Nested.M(2) + await N.I.Get(3); }
//! assembly C
namespace N { public static class Moved { public static async Task<string> M(int a) => "C " + await Leaf.Of(a); public static class Nested { public static async Task<string> M(int a) => "nested C " + await Leaf.Of(a); } } }
//! assembly A B=b C=global
[assembly: TypeForwardedTo(typeof(N.Moved))]
namespace N { public interface I { static async Task<int> Get(int a) => await Leaf.Of(a); } }
//! assembly App A=forwarding
public static class Program { public static async Task Run() { Trace.Add(await Caller.Call()); Trace.Add(await N.Moved.M(5)); } }

//! shape Many_arguments
//! scratch 2
//! assembly A
public class C { public async Task<long> Sum(int a, long b, string c, object d, decimal e, Guid f, CancellationToken g, int h, int i, int j) { await Leaf.Wait(); return a + b + c.Length + (d is null ? 0 : 1) + (long)e + f.ToString().Length + h + i + j + (g.CanBeCanceled ? 1 : 0); } }
public static class S { public static async ValueTask<T> Of<T>(T a, T b, T c, T d, T e, T f, T g, T h, bool last) { await Leaf.Wait(); return last ? h : a; } }
//! assembly App
public static class Program
{
    public static async Task Run() { Trace.Add(await new C().Sum(1, 2, "three", null, 4, default, default, 5, 6, 7)); Trace.Add(await S.Of("a", "b", "c", "d", "e", "f", "g", "h", true)); Trace.Add(await S.Of(1, 2, 3, 4, 5, 6, 7, 8, false)); }
}
