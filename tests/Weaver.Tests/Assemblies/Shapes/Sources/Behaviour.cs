// What stands around calls: locks, static constructors, null references, helpers of ConfigureAwait, pass-through methods.

//! shape Null_field_between_call_and_await
//! scratch 0
//! assembly App
public sealed class Holder { public int F; public int P => F; public Holder Next; }
public interface I { Task<int> M(); }
public sealed class X : I { public async Task<int> M() { Trace.Add("started"); int a = await Leaf.Of(1); Trace.Add("ended"); return a; } }
public static class Program
{
    public static async Task Run() { I x = new X(); await Each(x, null); await Each(x, new Holder()); await Each(x, new Holder { Next = new() }); }
    static async Task Each(I x, Holder h)
    {
        foreach (var call in new Func<I, Holder, Task<int>>[] { Field, Property, Sum, Chain, Array, Cast, Divide })
        {
            try { Trace.Add(await call(x, h)); }
            catch (Exception exception) { Trace.Caught(exception); }
        }
    }
    static async Task<int> Field(I x, Holder h) { var k = x.M(); _ = h!.F; return await k; }
    static async Task<int> Property(I x, Holder h) { var k = x.M(); _ = h!.P; return await k; }
    static async Task<int> Sum(I x, Holder h) { var k = x.M(); int s = h.P + h.F; return await k + s; }
    static async Task<int> Chain(I x, Holder h) { var k = x.M(); int s = h.Next.F; return await k + s; }
    static async Task<int> Array(I x, Holder h) { var k = x.M(); int[] a = h is null ? null : new int[h.F]; int n = a.Length; return await k + n; }
    static async Task<int> Cast(I x, Holder h) { var k = x.M(); object o = h; var other = (IComparable)o; return await k + (other is null ? 1 : 0); }
    static async Task<int> Divide(I x, Holder h) { int n = h?.F ?? 0; var k = x.M(); int q = 10 / n; return await k + q; }
}

//! shape Null_field_of_a_static_callee
//! scratch 0
//! assembly App
public sealed class Holder { public int F; }
public static class Program
{
    static async Task<int> M() { Trace.Add("started"); int a = await Leaf.Of(1); Trace.Add("ended"); return a; }
    public static async Task Run()
    {
        try { Trace.Add(await Field(null)); } catch (Exception exception) { Trace.Caught(exception); }
        try { Trace.Add(await Volatile(null)); } catch (Exception exception) { Trace.Caught(exception); }
        Trace.Add(await Field(new Holder()));
    }
    static async Task<int> Field(Holder h) { var k = M(); _ = h!.F; return await k; }
    static async Task<int> Volatile(Holder h) { var k = M(); int f = System.Threading.Volatile.Read(ref h.F); return await k + f; }
}

//! shape Synchronized_method_that_passes_on
//! scratch 1
//! assembly App
public interface I { Task<bool> M(object o); }
public sealed class X : I { public async Task<bool> M(object o) { bool isLocked = Monitor.IsEntered(o); await Leaf.Wait(); return isLocked; } }
public sealed class Locked(I inner) : I { [MethodImpl(MethodImplOptions.Synchronized)] public Task<bool> M(object o) => inner.M(this); }
public class LockedBase : I { public virtual async Task<bool> M(object o) { bool isLocked = Monitor.IsEntered(this); await Leaf.Wait(); return isLocked; } }
public class LockedDerived : LockedBase { [MethodImpl(MethodImplOptions.Synchronized)] public override Task<bool> M(object o) => base.M(o); }
public static class Program
{
    public static async Task Run() { await Call(new Locked(new X())); await Call(new LockedDerived()); await Call(new LockedBase()); }
    static async Task Call(I x) => Trace.Add(await x.M(new object()));
}

//! shape Static_constructor_of_a_helper_that_configures
//! scratch 0
//! assembly App
public static class Helper
{
    static Helper() => Trace.Add("static constructor");
    public static ConfiguredTaskAwaitable Free(this Task t) => t.ConfigureAwait(false);
    public static ConfiguredTaskAwaitable<T> Free<T>(this Task<T> t) => t.ConfigureAwait(false);
}
public interface I { Task M(); Task<int> N(); }
public sealed class X : I { public async Task M() { Trace.Add("M"); await Leaf.Wait(); } public async Task<int> N() { Trace.Add("N"); return await Leaf.Of(3); } }
public static class Program
{
    public static Task Run() => Call(new X());
    static async Task Call(I x) { await x.M().Free(); Trace.Add(await x.N().Free()); }
}

//! shape Static_constructor_of_the_callee
//! scratch 2
//! assembly App
public static class First { static First() => Trace.Add("First"); public static async Task<int> M(int a) { Trace.Add("M"); return await Leaf.Of(a); } }
public class Second<T> { static Second() => Trace.Add("Second of " + typeof(T)); public static async Task<int> M(int a) { Trace.Add("M"); return await Leaf.Of(a); } }
public static class Program
{
    static int Argument() { Trace.Add("argument"); return 1; }
    public static async Task Run() { Trace.Add("before"); Trace.Add(await First.M(Argument())); Trace.Add(await Second<int>.M(Argument())); Trace.Add(await Second<string>.M(Argument())); }
}

//! shape Static_constructor_that_throws
//! scratch 1
//! assembly App
public static class First { static readonly int zero = 0; static First() => Trace.Add(1 / zero); public static async Task<int> M(int a) => await Leaf.Of(a); }
public static class Program
{
    public static async Task Run()
    {
        for (int i = 0; i < 2; i++)
        {
            try { Trace.Add(await First.M(i)); }
            catch (Exception exception) { Trace.Caught(exception); Trace.Caught(exception.InnerException); }
        }
    }
}

//! shape Helper_that_reads_a_static_property
//! scratch 3
//! assembly App
public static class Settings { public static bool IsFree { get { Trace.Add("read"); return false; } } }
public static class Plain { public static bool IsFree { get; set; } public static ConfiguredTaskAwaitable<T> Free<T>(this Task<T> t) => t.ConfigureAwait(IsFree); }
public interface I { Task<int> N(); }
public sealed class X : I { public async Task<int> N() { Trace.Add("N"); return await Leaf.Of(3); } }
public static class Program
{
    public static async Task Run() { await Call(new X()); await Read(new X()); }
    static async Task Call(I x) => Trace.Add(await x.N().Free());
    static async Task Read(I x) => Trace.Add(await x.N().ConfigureAwait(Settings.IsFree));
}

//! shape As_task_and_new_value_task
//! scratch 7
//! assembly App
public interface I { ValueTask<int> M(int a); Task<int> N(int a); ValueTask V(); }
public sealed class X : I { public async ValueTask<int> M(int a) => await Leaf.Of(a); public async Task<int> N(int a) => await Leaf.Of(a); public async ValueTask V() { await Leaf.Wait(); } }
public static class Program
{
    public static async Task Run() { await Call(new X()); Trace.Add(await Wrap(new X())); Trace.Add(await Direct(new X())); }
    static async Task Call(I x) { Trace.Add(await x.M(1).AsTask()); await x.V().AsTask().ConfigureAwait(false); Trace.Add(await new ValueTask<int>(x.N(3))); Trace.Add(await x.M(2)); }
    static ValueTask<int> Wrap(I x) => new ValueTask<int>(x.N(4));
    static Task<int> Direct(I x) => x.M(5).AsTask();
}

//! shape Return_inside_of_using_and_lock
//! scratch 2
//! assembly App
public sealed class Scope(string name) : IDisposable { public void Dispose() => Trace.Add("disposed " + name); }
public interface I { Task<int> M(object o); }
public sealed class X : I { public async Task<int> M(object o) { Trace.Add(Monitor.IsEntered(o)); return await Leaf.Of(1); } }
public sealed class Used(I inner) : I { public Task<int> M(object o) { using (new Scope("used")) return inner.M(o); } }
public sealed class Locked(I inner) : I { public Task<int> M(object o) { lock (o) { return inner.M(o); } } }
public sealed class Caught(I inner) : I { public Task<int> M(object o) { try { return inner.M(o); } finally { Trace.Add("finally"); } } }
public static class Program
{
    public static async Task Run() { I x = new X(); await Call(x); await Call(new Used(x)); await Call(new Locked(x)); await Call(new Caught(new Locked(new Used(x)))); }
    static async Task Call(I x) { Trace.Add(await x.M("o")); using (new Scope("caller")) Trace.Add(await x.M("p")); }
}

//! shape Dynamic_await_beside_another
//! scratch 4
//! assembly App
public interface I { Task<int> M(int a); }
public sealed class X : I { public async Task<int> M(int a) => await Leaf.Of(a); }
public static class Program
{
    public static async Task Run() { await Call(new X()); await Both(new X(), Task.FromResult("dynamic")); }
    static async Task Call(I x) => Trace.Add(await x.M(1));
    static async Task Both(I x, dynamic d) { Trace.Add(await x.M(2)); object o = await d; Trace.Add(o); Trace.Add(await x.M(3)); }
}

//! shape Throw_in_a_condition
//! scratch 7
//! assembly App
public interface I { Task<int> M(int a); }
public sealed class X : I { public async Task<int> M(int a) => await Leaf.Of(a); }
public static class Program
{
    public static async Task Run() { await Call(new X(), 1); await Call(new X(), -1); await Call(null, 2); }
    static async Task Call(I x, int a)
    {
        try { Trace.Add(await Conditional(x, a)); Trace.Add(await Coalesce(x, a)); }
        catch (Exception exception) { Trace.Caught(exception); }
    }
    static async Task<int> Conditional(I x, int a) => a > 0 ? await x.M(a) : throw new ArgumentException("a");
    static async Task<int> Coalesce(I x, int a) => await (x ?? throw new ArgumentException("x")).M(a);
}

//! shape Static_and_private_methods_of_an_interface
//! scratch 3
//! assembly App
public interface I
{
    static async Task<int> Static(int a) => 2 * await Leaf.Of(a);
    private async Task<int> Private(int a) => 3 * await Leaf.Of(a);
    sealed async Task<int> Sealed(int a) => 4 * await Leaf.Of(a);
    async Task<int> Both(int a) => await Static(a) + await Private(a) + await Sealed(a);
}
public sealed class X : I;
public static class Program
{
    public static Task Run() => Call(new X());
    static async Task Call(I x) { Trace.Add(await x.Both(1)); Trace.Add(await I.Static(2)); Trace.Add(await x.Sealed(3)); }
}

//! shape Static_abstract_members
//! scratch 1
//! assembly App
public interface I<TSelf> where TSelf : I<TSelf> { static abstract Task<string> M(int a); static virtual async Task<string> N(int a) => "N " + typeof(TSelf) + await Leaf.Of(a); }
public sealed class X : I<X> { public static async Task<string> M(int a) => "X " + await Leaf.Of(a); }
public struct Y : I<Y> { public static async Task<string> M(int a) => "Y " + await Leaf.Of(a); static async Task<string> I<Y>.N(int a) => "own " + await M(a); }
public static class Program
{
    public static async Task Run() { await Call<X>(); await Call<Y>(); }
    static async Task Call<T>() where T : I<T> { Trace.Add(await T.M(1)); Trace.Add(await T.N(2)); }
}

//! shape Base_method_of_another_assembly
//! scratch 2
//! assembly A
public class Base { public virtual async Task<string> M(int a) => "base " + await Leaf.Of(a); public virtual async Task<string> G<T>(T a) => "base " + typeof(T) + await Leaf.Of(a); }
//! assembly App
public class Derived : Base
{
    public override async Task<string> M(int a) { await Leaf.Wait(); return "derived " + await base.M(a) + await base.M(a + 1); }
    public override async Task<string> G<T>(T a) { await Leaf.Wait(); return "derived " + await base.G(a) + await base.G("more"); }
}
public static class Program
{
    public static async Task Run() { await Call(new Base()); await Call(new Derived()); }
    static async Task Call(Base x) { Trace.Add(await x.M(1)); Trace.Add(await x.G(2)); }
}

//! shape Base_method_passed_on_after_a_statement
//! scratch 1
//! assembly A
public class Base { public virtual async Task<string> M(int a) => "base " + await Leaf.Of(a); }
//! assembly App
public class Derived : Base { public override Task<string> M(int a) { if (a < 0) return Task.FromResult("negative"); Trace.Add("passed"); return base.M(a); } }
public static class Program
{
    public static async Task Run() { await Call(new Base()); await Call(new Derived()); }
    static async Task Call(Base x) { Trace.Add(await x.M(1)); Trace.Add(await x.M(-1)); }
}
