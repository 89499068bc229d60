#pragma warning disable CA1812, CA1822, CA1040, CA1000, CA1051, CA1034, CA1033, CA1823, CS0169, CS0649, CA1816, CA1852, CA1859, CA1018, CA1711, CA1024, CA1716, CA1815
namespace Unboxed.Verifier.CompilerOutput;

/// <summary>Types that C# accepts, each at an edge of what the runtime's loader asks of definitions.</summary>
internal static unsafe class Definitions
{
    public interface ISource<out T>
    {
        T Next();
        string Name => "source";
    }

    public interface ISink<in T> where T : allows ref struct
    {
        void Put(T item);
    }

    // An override in an interface, and one that takes the implementation away again.
    public interface INamed : ISource<string>
    {
        string ISource<string>.Name => "named";
    }

    public interface INameless : INamed
    {
        abstract string ISource<string>.Name { get; }
    }

    // A base class's interface becomes the class's own for an argument: that is allowed.
    public class Handler : ISource<int>
    {
        public int Next() => 1;
    }

    public class Both<T> : Handler, ISource<T>
    {
        T ISource<T>.Next() => default!;
    }

    // Two instances of one interface that are never the same.
    public class Apart<T> : ISource<T[]>, ISource<List<T>>, ISource<ISource<T>>
    {
        public T[] Next() => [];
        List<T> ISource<List<T>>.Next() => [];
        ISource<T> ISource<ISource<T>>.Next() => this as ISource<T> ?? throw new InvalidOperationException();
    }

    // Overloads that differ in the owner of a type parameter, in arity, and in a modifier.
    public class Overloads<T>
    {
        public virtual void M(T item) { }
        public virtual void M<U>(U item) { }
        public virtual void M<U>(T item) { }
        public virtual void M(in T item) { }
        public virtual void M(delegate*<T, void> function) { }
        public virtual void M(delegate* unmanaged<T, void> function) { }
        public virtual void M(T[] item) { }
        public virtual void M(T[,] item) { }
    }

    public class Overriding<U> : Overloads<U>
    {
        public override void M(U item) { }
        public override void M<T>(T item) { }
        public override void M<T>(U item) { }
        public override void M(in U item) { }
        public override void M(delegate*<U, void> function) { }
    }

    // A more derived result, over two levels.
    public class Animal
    {
        public virtual object Parent => this;
        internal virtual void Grow() { }
        protected internal virtual void Rest() { }
    }

    public class Dog : Animal
    {
        public override Animal Parent => this;
        internal override void Grow() { }
        protected internal override void Rest() { }
    }

    public sealed class Puppy : Dog
    {
        public override Dog Parent => this;
    }

    // Hiding, and an interface that is implemented anew.
    public class Hiding : Handler, ISource<int>
    {
        public new virtual int Next() => 2;
    }

    public abstract class Open<T> : ISource<T>, IDisposable
    {
        public abstract T Next();
        public abstract void Dispose();
        protected abstract void Close<U>(U item) where U : class, ISource<T>, new();
    }

    public class Closed : Open<int>
    {
        public override int Next() => 0;
        public override void Dispose() { }
        protected override void Close<V>(V item) => _ = new V();
    }

    // Constraints that name each other, themselves, and what only some arguments are.
    public class Constrained<T, U, V>
        where T : U, IComparable<T>
        where U : class
        where V : unmanaged, Enum
    {
        public Constrained<T, U, V>? Next;
        public void Use<W>(W item) where W : T, ISource<V>, new() => Call<W, V>(item);
        static void Call<X, Y>(X item) where X : ISource<Y>, new() where Y : struct => _ = new X();
    }

    public readonly ref struct Window<T>(Span<T> items) : ISource<int>, ISink<Span<T>>
    {
        readonly Span<T> items = items;
        public int Next() => items.Length;
        public string Name => "window";
        public void Put(Span<T> item) => item.CopyTo(items);
    }

    public static int Measure<T>(T source) where T : ISource<int>, allows ref struct => source.Next();

    public static int MeasureWindow(Span<string> items) => Measure(new Window<string>(items));

    public interface IZero<TSelf> where TSelf : IZero<TSelf>, allows ref struct
    {
        static abstract TSelf Zero { get; }
        static virtual string Text => "0";
    }

    public abstract class Number : IZero<Number>
    {
        public static Number Zero => new One();
    }

    public sealed class One : Number, IZero<One>
    {
        static One IZero<One>.Zero => new();
        static string IZero<One>.Text => "1";
    }

    [AttributeUsage(AttributeTargets.All)]
    public sealed class NamedAttribute<T> : Attribute where T : class;

    [Named<string>]
    public record struct Pair<[Named<object>] T>(T First, T Second) where T : notnull;

    // An interface that only the outer type can see.
    public class Outer : Outer.IInner
    {
        interface IInner : IEnumerable<Nested>;
        sealed class Nested;
        IEnumerator<Nested> IEnumerable<Nested>.GetEnumerator() => throw new NotSupportedException();
        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => throw new NotSupportedException();
    }

    public struct Pointers<T> where T : unmanaged
    {
        public T* First;
        public delegate*<T*, ref T> Second;
    }
}
