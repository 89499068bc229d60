using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;
using Unboxed;

namespace AssemblyToProcess.Cases;

/// <summary>Classes that derive from one another and share what they implement of an interface: more of them than one implementation answers for, some that no other class may name, some that override it, or run without scratch space.</summary>
public static class Heirs
{
    interface IStore
    {
        ValueTask<string> GetAsync(int key);

        Task PutAsync(int key);
    }

    class Store(Trace trace) : IStore
    {
        protected Trace Trace { get; } = trace;

        [Expect(Decision.Ordinary)]
        public virtual async ValueTask<string> GetAsync(int key)
        {
            await Trace.Leaf();
            return $"{GetType().Name} {key}";
        }

        [Expect(Decision.Scratch)]
        [Expect(Decision.Ordinary)]
        public virtual async Task PutAsync(int key)
        {
            Trace.Log("put", await ((IStore)this).GetAsync(key + 1));
            await Trace.Leaf();
        }
    }

    class First(Trace trace) : Store(trace);

    class Second(Trace trace) : Store(trace);

    class Third(Trace trace) : Second(trace);

    abstract class Between(Trace trace) : Third(trace)
    {
        public abstract string Name { get; }
    }

    class Fourth(Trace trace) : Between(trace)
    {
        public override string Name => "fourth";
    }

    class Fifth(Trace trace) : Store(trace);

    class Sixth(Trace trace) : Store(trace);

    class Seventh(Trace trace) : Store(trace);

    class Eighth(Trace trace) : Store(trace);

    class Ninth(Trace trace) : Store(trace);

    class Tenth(Trace trace) : Ninth(trace);

    class Overriding(Trace trace) : Second(trace)
    {
        [Expect(Decision.Scratch)]
        [Expect(Decision.Ordinary)]
        public override async ValueTask<string> GetAsync(int key)
        {
            string inherited = await base.GetAsync(key);
            await Trace.Leaf();
            return "overridden " + inherited;
        }
    }

    class OfOverriding(Trace trace) : Overriding(trace);

    class Again(Trace trace) : Second(trace), IStore
    {
        [Expect(Decision.Ordinary)]
        async ValueTask<string> IStore.GetAsync(int key) => await Trace.Leaf("again ") + key;
    }

    class OfAgain(Trace trace) : Again(trace);

    class Holder
    {
        class Hidden(Trace trace) : Store(trace);

        public class OfHidden
        {
            class Nested(Trace trace) : Hidden(trace);

            internal static IStore[] All(Trace trace) => [new Hidden(trace), new Nested(trace)];
        }
    }

    class Generic<T>(Trace trace) : Store(trace);

    class OfGeneric(Trace trace) : Generic<int>(trace);

    [Boxed]
    class Boxed(Trace trace) : Store(trace);

    class OfBoxed(Trace trace) : Boxed(trace);

    /// <summary>It has the methods, and no object is of exactly this class.</summary>
    abstract class Base(Trace trace) : IStore
    {
        protected Trace Trace { get; } = trace;

        protected abstract string Name { get; }

        [Expect(Decision.Ordinary)]
        async ValueTask<string> IStore.GetAsync(int key)
        {
            await Trace.Leaf();
            return $"{Name} {key}";
        }

        [Expect(Decision.Scratch)]
        [Expect(Decision.Ordinary)]
        public virtual async Task PutAsync(int key)
        {
            Trace.Log("put", await ((IStore)this).GetAsync(key + 1));
            await Trace.Leaf();
        }
    }

    class One(Trace trace) : Base(trace)
    {
        protected override string Name => "one";
    }

    class Two(Trace trace) : Base(trace)
    {
        protected override string Name => "two";
    }

    class OfTwo(Trace trace) : Two(trace)
    {
        protected override string Name => "of two";

        [Expect(Decision.Scratch)]
        [Expect(Decision.Ordinary)]
        public override async Task PutAsync(int key)
        {
            await base.PutAsync(key);
            await Trace.Leaf();
        }
    }

    /// <summary>Abstract as well, and with a method of its own between.</summary>
    abstract class Middle(Trace trace) : Base(trace)
    {
        [Expect(Decision.Ordinary)]
        public override async Task PutAsync(int key) => Trace.Log("middle", await Trace.Leaf(Name));
    }

    class Three(Trace trace) : Middle(trace)
    {
        protected override string Name => "three";
    }

    abstract class OfMany<T>(Trace trace) : Base(trace)
    {
        protected override string Name => typeof(T).Name;
    }

    class OfMany(Trace trace) : OfMany<int>(trace);

    /// <summary>It asks for the interface again, and hides the method that the others execute.</summary>
    abstract class Hiding(Trace trace) : One(trace), IStore
    {
        [Expect(Decision.Ordinary)]
        public new virtual async Task PutAsync(int key) => Trace.Log("hiding", await Trace.Leaf(key.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    class Four(Trace trace) : Hiding(trace);

    /// <summary>Hides it without asking: the interface's is still that of the base class.</summary>
    abstract class Shadowing(Trace trace) : Base(trace)
    {
        protected override string Name => "shadowing";

        [Expect(Decision.Ordinary)]
        public new virtual async Task PutAsync(int key) => Trace.Log("shadowing", await Trace.Leaf(Name));
    }

    class Five(Trace trace) : Shadowing(trace);

    class Six(Trace trace) : Shadowing(trace), IStore;

    /// <summary>The interface is the derived classes' own.</summary>
    abstract class Without(Trace trace)
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<string> GetAsync(int key) => await trace.Leaf("without ") + key;

        [Expect(Decision.Ordinary)]
        public virtual async Task PutAsync(int key) => trace.Log("without", await trace.Leaf(GetType().Name));
    }

    class Seven(Trace trace) : Without(trace), IStore;

    class Eight(Trace trace) : Without(trace);

    class OfEight(Trace trace) : Eight(trace), IStore;

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task OfAbstractClasses(Trace trace)
    {
        IStore[] stores = [new One(trace), new Two(trace), new OfTwo(trace), new Three(trace), new OfMany(trace), new Four(trace), new Five(trace), new Six(trace), new Seven(trace), new OfEight(trace)];
        foreach (var store in stores)
        {
            trace.Log("get", await store.GetAsync(1));
            await store.PutAsync(2);
        }
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task OfEveryKind(Trace trace)
    {
        IStore[] stores =
        [
            new Store(trace), new First(trace), new Second(trace), new Third(trace), new Fourth(trace), new Fifth(trace), new Sixth(trace), new Seventh(trace), new Eighth(trace), new Ninth(trace), new Tenth(trace),
            new Overriding(trace), new OfOverriding(trace), new Again(trace), new OfAgain(trace), new Generic<string>(trace), new OfGeneric(trace), new Boxed(trace), new OfBoxed(trace), .. Holder.OfHidden.All(trace),
        ];
        foreach (var store in stores)
        {
            trace.Log("get", await store.GetAsync(1));
            await store.PutAsync(2);
        }
    }
}
