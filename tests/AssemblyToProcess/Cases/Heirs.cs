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
