// Users' own types that are named as those of the framework, of the compiler or of the run-time support.

//! shape Own_types_named_Task_and_ValueTask
//! scratch 2
//! assembly App
namespace Mine
{
    public sealed class Task { public string Name = "task"; public override string ToString() => Name; }
    public struct ValueTask<T> { public T Value; public override string ToString() => "value " + Value; }
    public struct CancellationToken { public int Number; }
    public interface I
    {
        System.Threading.Tasks.Task<Task> M(Task a);
        System.Threading.Tasks.ValueTask<ValueTask<int>> N(ValueTask<int> a, CancellationToken token);
    }
    public sealed class X : I
    {
        public async System.Threading.Tasks.Task<Task> M(Task a) => await Leaf.Of(a);
        public async System.Threading.Tasks.ValueTask<ValueTask<int>> N(ValueTask<int> a, CancellationToken token) { a.Value += token.Number; return await Leaf.Of(a); }
    }
    public static class Caller
    {
        public static async System.Threading.Tasks.Task Call(I x) { Trace.Add(await x.M(new Task())); Trace.Add(await x.N(new ValueTask<int> { Value = 1 }, new CancellationToken { Number = 2 })); }
    }
}
public static class Program { public static Task Run() => Mine.Caller.Call(new Mine.X()); }

//! shape Own_types_in_the_frameworks_namespace
//! scratch 0
//! assembly Own unmarked
namespace System.Threading.Tasks
{
    [AsyncMethodBuilder(typeof(Builder<>))]
    public readonly struct ValueTask<T>(Task<T> task) { public TaskAwaiter<T> GetAwaiter() => task.GetAwaiter(); }
    public struct Builder<T>
    {
        AsyncTaskMethodBuilder<T> inner;
        public static Builder<T> Create() => default;
        public ValueTask<T> Task => new(inner.Task);
        public void Start<M>(ref M machine) where M : IAsyncStateMachine => inner.Start(ref machine);
        public void SetStateMachine(IAsyncStateMachine machine) => inner.SetStateMachine(machine);
        public void SetResult(T result) => inner.SetResult(result);
        public void SetException(Exception exception) => inner.SetException(exception);
        public void AwaitOnCompleted<A, M>(ref A awaiter, ref M machine) where A : INotifyCompletion where M : IAsyncStateMachine => inner.AwaitOnCompleted(ref awaiter, ref machine);
        public void AwaitUnsafeOnCompleted<A, M>(ref A awaiter, ref M machine) where A : ICriticalNotifyCompletion where M : IAsyncStateMachine => inner.AwaitUnsafeOnCompleted(ref awaiter, ref machine);
    }
}
//! assembly App Own=own
extern alias own;
public interface I { own::System.Threading.Tasks.ValueTask<int> M(int a); System.Threading.Tasks.ValueTask<int> N(int a); }
public sealed class X : I
{
    public async own::System.Threading.Tasks.ValueTask<int> M(int a) => await Leaf.Of(a);
    public async System.Threading.Tasks.ValueTask<int> N(int a) => await Leaf.Of(a);
}
public static class Program
{
    public static Task Run() => Call(new X());
    static async Task Call(I x) { Trace.Add(await x.M(1)); Trace.Add(await x.N(2)); }
}

//! shape Overloads_over_the_frameworks_and_an_own_type_of_one_full_name
//! scratch 2
//! assembly Own unmarked
namespace System { public sealed class Uri { public override string ToString() => "own"; } }
//! assembly App Own=own
extern alias own;
public interface I { Task<string> M(System.Uri a); Task<string> M(own::System.Uri a); }
public sealed class X : I
{
    public async Task<string> M(own::System.Uri a) { await Leaf.Wait(); return "own " + a; }
    public async Task<string> M(System.Uri a) { await Leaf.Wait(); return "framework " + a; }
}
public static class Program
{
    public static Task Run() => Call(new X());
    static async Task Call(I x) { Trace.Add(await x.M(new System.Uri("http://a"))); Trace.Add(await x.M(new own::System.Uri())); }
}

//! shape Own_namespace_Unboxed
//! scratch 2
//! assembly App
namespace Unboxed { public class Future { } public class Chain<T> { } public interface ISpace { Task<T> Run<T>(T a, Chain<T> chain, Future future); } }
namespace Unboxed.CompilerServices { public class Future<T> : Unboxed.Future { public T Value; } public struct Scratch { public int Size; } public interface IScratch { ValueTask<Future<T>> Run<T>(Future<T> future, Scratch scratch); } }
public sealed class X : Unboxed.ISpace, Unboxed.CompilerServices.IScratch
{
    public async Task<T> Run<T>(T a, Unboxed.Chain<T> chain, Unboxed.Future future) { await Leaf.Wait(); Trace.Add(chain); Trace.Add(future); return a; }
    public async ValueTask<Unboxed.CompilerServices.Future<T>> Run<T>(Unboxed.CompilerServices.Future<T> future, Unboxed.CompilerServices.Scratch scratch) { await Leaf.Wait(); Trace.Add(scratch.Size); return future; }
}
public static class Program
{
    public static Task Run() { var x = new X(); return Call(x, x); }
    static async Task Call(Unboxed.ISpace space, Unboxed.CompilerServices.IScratch scratch)
    {
        Trace.Add(await space.Run(1, new Unboxed.Chain<int>(), new Unboxed.Future()));
        Trace.Add((await scratch.Run(new Unboxed.CompilerServices.Future<string> { Value = "v" }, new() { Size = 3 })).Value);
    }
}

//! shape Own_companion_names
//! scratch 2
//! assembly App
public interface I { Task<int> M(int a); Task<int> MScratch(int a); }
public class X : I
{
    public class Future { public static readonly Future Instance = new(); }
    public static Task<int> Run(int a) => Task.FromResult(a);
    public virtual async Task<int> M(int a) => await Leaf.Of(a) + await Run(a);
    public async Task<int> MScratch(int a) => await Leaf.Of(a) + await MPassThrough(a);
    protected Task<int> MPassThrough(int a) => M(a);
    public static Future Declined => Future.Instance;
}
public static class Program
{
    public static Task Run() => Call(new X());
    static async Task Call(I x) { Trace.Add(await x.M(1)); Trace.Add(await x.MScratch(2)); Trace.Add(X.Declined); }
}

//! shape One_name_at_top_level_and_nested
//! scratch 3
//! assembly App
public interface I { Task<string> M(int a); }
public class Outer { public interface I { Task<string> M(int a); } public class X : global::I, I { async Task<string> global::I.M(int a) => "top " + await Leaf.Of(a); async Task<string> I.M(int a) => "nested " + await Leaf.Of(a); } }
public class Outer<T> { public interface I { Task<string> M(int a); } public class X : Outer.X, global::I, I { async Task<string> global::I.M(int a) => "generic top " + await Leaf.Of(a); async Task<string> I.M(int a) => "generic nested " + await Leaf.Of(a); } }
namespace Outer2 { public interface I { Task<string> M(int a); } }
public static class Program
{
    public static async Task Run() { await Call(new Outer.X(), new Outer.X()); var x = new Outer<int>.X(); await Call(x, x); Trace.Add(await Nested(x)); }
    static async Task Call(I top, Outer.I nested) { Trace.Add(await top.M(1)); Trace.Add(await nested.M(2)); }
    static async Task<string> Nested<T>(Outer<T>.I nested) => await nested.M(3);
}

//! shape One_name_in_two_woven_assemblies
//! scratch 2
//! assembly A
namespace N { public interface I { Task<string> M(int a); } public class X : I { public virtual async Task<string> M(int a) => "A " + await Leaf.Of(a); } }
//! assembly B
namespace N { public interface I { Task<string> M(int a); } public class X : I { public virtual async Task<string> M(int a) => "B " + await Leaf.Of(a); } }
//! assembly App A=a B=b
extern alias a;
extern alias b;
public sealed class Both : a::N.X, b::N.I { public override async Task<string> M(int x) => "both " + await base.M(x); async Task<string> b::N.I.M(int x) => "explicit " + await Leaf.Of(x); }
public static class Program
{
    public static async Task Run() { await Call(new a::N.X(), new b::N.X()); var both = new Both(); await Call(both, both); }
    static async Task Call(a::N.I x, b::N.I y) { Trace.Add(await x.M(1)); Trace.Add(await y.M(2)); }
}

//! shape Derived_twice_from_one_name
//! scratch 2
//! assembly A
namespace N { public class X { public virtual async Task<string> M(int a) => "A " + await Leaf.Of(a); } }
//! assembly B A=a
extern alias a;
namespace N { public class X : a::N.X { public override async Task<string> M(int a) => "B " + await base.M(a); public virtual async Task<string> M(a::N.X x) => "of A " + await x.M(1); public virtual async Task<string> M(X x) => "of B " + await x.M(2); } }
//! assembly App A=a B=b
extern alias a;
extern alias b;
public sealed class X : b::N.X { public override async Task<string> M(a::N.X x) => "App " + await base.M(x); public override async Task<string> M(b::N.X x) => "App " + await base.M(x); }
public static class Program
{
    public static Task Run() => Call(new X());
    static async Task Call(b::N.X x) { Trace.Add(await x.M(0)); Trace.Add(await x.M((a::N.X)x)); Trace.Add(await x.M(x)); }
}

//! shape File_types_of_one_name
//! scratch 1
//! assembly A
file interface IHidden { Task<string> M(int a); }
file sealed class Hidden : IHidden { public async Task<string> M(int a) => "A " + await Leaf.Of(a); }
public static class OfA { public static async Task<string> M(int a) { IHidden x = new Hidden(); return await x.M(a); } }
//! assembly App
file interface IHidden { Task<string> M(int a); }
file sealed class Hidden : IHidden { public async Task<string> M(int a) => "App " + await Leaf.Of(a) + await OfA.M(a); }
public static class Program
{
    public static Task Run() => Call(new Hidden());
    static async Task Call(object x) => Trace.Add(await Of((IHidden)x));
    static async Task<string> Of(object x) => await ((IHidden)x).M(1);
}

//! shape Generated_looking_names
//! scratch 2
//! assembly App
public interface I_M_15D5A768 { Task<int> M_15D5A768(int a); }
public interface I { Task<int> M(int a); Task<int> M_15D5A768(int a); }
public sealed class X : I, I_M_15D5A768 { public async Task<int> M(int a) => await Leaf.Of(a); public async Task<int> M_15D5A768(int a) => -await Leaf.Of(a); }
public static class Program
{
    public static Task Run() { var x = new X(); return Call(x, x); }
    static async Task Call(I x, I_M_15D5A768 y) { Trace.Add(await x.M(1)); Trace.Add(await x.M_15D5A768(2)); Trace.Add(await y.M_15D5A768(3)); }
}
