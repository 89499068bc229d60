using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;
using Unboxed;

namespace AssemblyToProcess.Cases;

/// <summary>Adapters of interfaces of all shapes. What is not asynchronous passes through.</summary>
public static class AdapterShapes
{
    interface IBase<T>
    {
        T Last { get; }

        ValueTask<T> FirstAsync(T value);
    }

    interface IOther
    {
        ValueTask<string> NameAsync();

        string Plain => "plain";
    }

    interface IEverything<T, TKey> : IBase<T>, IOther, IEquatable<string>, IDisposable, IAsyncDisposable
        where TKey : notnull
    {
        event Action<T>? Changed;

        string Name { get; set; }

        int Initial { get; init; }

        T this[TKey key, int index] { get; set; }

        ref T Place(int index);

        ref readonly T Read(in T value);

        bool TryGet(ref TKey key, out T? value);

        int Sum(params int[] numbers);

        T2 Convert<T2>(T value) where T2 : class, new();

        ValueTask<T2> ConvertAsync<T2>(T value, TKey key) where T2 : struct;

        ValueTask<TKey> KeyAsync(in int hidden, TKey key);

        ValueTask TwiceAsync(T value) => TwiceDefaultAsync(value);

        [Expect(Decision.Scratch, Count = 2)]
        async ValueTask TwiceDefaultAsync(T value)
        {
            await FirstAsync(value);
            await FirstAsync(value);
        }

        string Default(T value) => $"default of {value}";

        sealed string Sealed(T value) => $"sealed of {Default(value)}";

        string IOther.Plain => "plain of everything";

        static virtual string Static => "static";
    }

    sealed class Everything<T>(Trace trace, T one) : IEverything<T, string>
    {
        readonly T[] places = [one, one, one];
        Action<T>? changed;

        public event Action<T>? Changed
        {
            add
            {
                trace.Log("adds");
                changed += value;
            }
            remove
            {
                trace.Log("removes");
                changed -= value;
            }
        }

        public T Last => places[2];

        public string Name { get; set; } = "everything";

        public int Initial { get; init; } = 3;

        public T this[string key, int index]
        {
            get => places[(key.Length + index) % 3];
            set => places[(key.Length + index) % 3] = value;
        }

        public ref T Place(int index) => ref places[index];

        public ref readonly T Read(in T value)
        {
            places[1] = value;
            return ref places[1];
        }

        public bool TryGet(ref string key, out T? value)
        {
            key += "!";
            value = places[0];
            return true;
        }

        public int Sum(params int[] numbers) => numbers.Sum();

        public T2 Convert<T2>(T value) where T2 : class, new() => new();

        [Expect(Decision.Ordinary)]
        public async ValueTask<T2> ConvertAsync<T2>(T value, string key) where T2 : struct
        {
            await trace.Leaf();
            return default;
        }

        public ValueTask<string> KeyAsync(in int hidden, string key) => GetKeyAsync(hidden, key);

        [Expect(Decision.Ordinary)]
        async ValueTask<string> GetKeyAsync(int hidden, string key)
        {
            await trace.Leaf();
            return key + hidden;
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<T> FirstAsync(T value)
        {
            await trace.Leaf();
            trace.Log("first", value);
            changed?.Invoke(value);
            return value;
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<string> NameAsync()
        {
            await trace.LeafTask();
            return Name;
        }

        public bool Equals(string? other) => other == Name;

        public void Dispose() => trace.Log("disposed");

        [Expect(Decision.Ordinary)]
        public async ValueTask DisposeAsync()
        {
            trace.Log("disposing");
            await trace.Leaf();
            trace.Log("disposed at last");
        }
    }

    static IEverything<T, string> Make<T>(Trace trace, T one, int way) =>
        Adapted.Of<IEverything<T, string>>(way, new Everything<T>(trace, one), x => Inlining.Of<IEverything<T, string>>(x), x => Caching.Of(x));

    [Case(Variants = Adapted.Ways)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task OverStrings(Trace trace, int way)
    {
        await UseAsync(trace, Make(trace, "one", way), "two");
        await UseOrdinarilyAsync(trace, Make(trace, "one", way), "two");
    }

    [Case(Variants = Adapted.Ways)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task OverNumbers(Trace trace, int way)
    {
        await UseAsync(trace, Make(trace, 1.5, way), 2.5);
        await UseOrdinarilyAsync(trace, Make(trace, (1, "x"), way), (2, "y"));
    }

    static void UsePlainly<T>(Trace trace, IEverything<T, string> x, T two)
    {
        x.Changed += Tell;
        x.Name += "!";
        trace.Log("name", x.Name);
        trace.Log("initial", x.Initial);
        x["key", 1] = two;
        trace.Log("index", x["key", 1]);
        x.Place(2) = two;
        trace.Log("last", x.Last);
        trace.Log("read", x.Read(two));
        string key = "k";
        trace.Log("got", (x.TryGet(ref key, out var value), key, value));
        trace.Log("sum", x.Sum(1, 2, 3));
        trace.Log("converted", x.Convert<List<T>>(two).Count);
        trace.Log("default", x.Default(two));
        trace.Log("sealed", x.Sealed(two));
        trace.Log("plain", x.Plain);
        trace.Log("equals", x.Equals("everything!"));
        x.Changed -= Tell;
        x.Changed += Tell;

        void Tell(T changed) => trace.Log("changed", changed);
    }

    [Expect(Decision.Scratch)]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch, Count = 4)]
    static async Task UseAsync<T>(Trace trace, IEverything<T, string> x, T two)
    {
        UsePlainly(trace, x, two);
        trace.Log("first", await x.FirstAsync(two));
        trace.Log("converted", await x.ConvertAsync<DateTime>(two, "key"));
        trace.Log("key", await x.KeyAsync(3, "key"));
        await x.TwiceAsync(two);
        await x.TwiceDefaultAsync(two);
        trace.Log("name", await x.NameAsync());
        x.Dispose();
        await x.DisposeAsync();
    }

    [Expect(Decision.Ordinary, Count = 7)]
    static async Task UseOrdinarilyAsync<T>(Trace trace, IEverything<T, string> x, T two)
    {
        UsePlainly(trace, x, two);
        trace.Log("first", await Passed.OnValueOf(x.FirstAsync(two)));
        trace.Log("converted", await Passed.OnValueOf(x.ConvertAsync<DateTime>(two, "key")));
        trace.Log("key", await Passed.OnValueOf(x.KeyAsync(3, "key")));
        await Passed.OnValue(x.TwiceAsync(two));
        await Passed.OnValue(x.TwiceDefaultAsync(two));
        trace.Log("name", await Passed.OnValueOf(x.NameAsync()));
        x.Dispose();
        await Passed.OnValue(x.DisposeAsync());
        trace.Log("after its end", x.Name);
    }

    sealed class Numbers(Trace trace, int count) : IAsyncEnumerator<int>
    {
        public int Current { get; private set; }

        [Expect(Decision.Ordinary)]
        public async ValueTask<bool> MoveNextAsync()
        {
            await trace.Leaf();
            return ++Current <= count;
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask DisposeAsync()
        {
            await trace.Leaf();
            trace.Log("enumerator disposed");
        }
    }

    /// <summary>An interface of the framework.</summary>
    [Case(Variants = Adapted.Ways)]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch)]
    public static async Task Enumerators(Trace trace, int way)
    {
        var numbers = Adapted.Of<IAsyncEnumerator<int>>(way, new Numbers(trace, 2), x => Inlining.Of<IAsyncEnumerator<int>>(x), x => Caching.Of(x));
        trace.Log("moved", await numbers.MoveNextAsync());
        trace.Log("current", numbers.Current);
        trace.Log("moved", await Passed.OnValueOf(numbers.MoveNextAsync()));
        trace.Log("current", numbers.Current);
        await numbers.DisposeAsync();
    }

    /// <summary>In a generic type, and private.</summary>
    static class Outer<T> where T : struct
    {
        interface IInner<in TIn, out TOut>
        {
            Task<int> CountAsync(TIn one, T other);

            ValueTask<int> SizeAsync(TIn one, T other);

            TOut? Out { get; }
        }

        sealed class Inner(Trace trace) : IInner<object, string>
        {
            public string? Out => "out";

            [Expect(Decision.Ordinary)]
            public async Task<int> CountAsync(object one, T other)
            {
                await trace.Leaf();
                return one.ToString()!.Length + other.ToString()!.Length;
            }

            [Expect(Decision.Ordinary)]
            public async ValueTask<int> SizeAsync(object one, T other)
            {
                await trace.Leaf();
                return one.ToString()!.Length + other.ToString()!.Length;
            }
        }

        [Expect(Decision.Scratch, Count = 2)]
        [Expect(Decision.Ordinary, Count = 2)]
        internal static async Task RunAsync(Trace trace, int way, T value)
        {
            var inner = Adapted.Of<IInner<object, string>>(way, new Inner(trace), x => Inlining.Of<IInner<object, string>>(x), x => Caching.Of(x));
            IInner<string, object> converted = inner;
            trace.Log("count", await inner.CountAsync("abc", value));
            trace.Log("size", await inner.SizeAsync("abc", value));
            trace.Log("count", await Passed.OnOf(converted.CountAsync("abc", value)));
            trace.Log("size", await Passed.OnValueOf(converted.SizeAsync("abc", value)));
            trace.Log("out", converted.Out);
        }
    }

    [Case(Variants = Adapted.Ways)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task PrivateInGeneric(Trace trace, int way)
    {
        await Outer<int>.RunAsync(trace, way, 12);
        await Outer<(long, decimal)>.RunAsync(trace, way, (1, 2));
    }
}
