using System.Reflection;
using System.Runtime.CompilerServices;
using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Methods that are not async, and pass a call on only on some paths, or after they have done something else.</summary>
public static class PassingOnSome
{
    interface IStore
    {
        ValueTask<int> GetAsync(int key);

        Task<string> FindAsync(string text);

        Task SaveAsync(int times);

        ValueTask ClearAsync(bool deep);
    }

    sealed class Store(Trace trace) : IStore
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> GetAsync(int key)
        {
            trace.Log("get", key);
            if (key == 13) throw trace.Register(new InvalidOperationException("thirteen"));
            return await trace.Leaf(key);
        }

        [Expect(Decision.Ordinary)]
        public async Task<string> FindAsync(string text) => "found " + await trace.LeafTask(text);

        [Expect(Decision.Ordinary)]
        public async Task SaveAsync(int times)
        {
            for (int i = 0; i < times; i++) await trace.Leaf();
            trace.Log("saved", times);
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask ClearAsync(bool deep)
        {
            await trace.Leaf();
            trace.Log("cleared", deep);
        }
    }

    /// <summary>
    /// Every way to return: a result, a task that is pending or has failed, a call passed on, an exception. Where stack traces are compared, not optimised:
    /// the JIT would make tail calls in one of the programs or in both, and leave no frame.
    /// </summary>
    class Cache(Trace trace, IStore? inner) : IStore
    {
        int calls;

        [MethodImpl(MethodImplOptions.NoOptimization)]
        public ValueTask<int> GetAsync(int key)
        {
            calls++;
            trace.Log("cached", calls);
            if (key == 1) return new(100);
            if (key == 2) return trace.Leaf(200);
            if (key == 3) return trace.FailingLeaf(trace.Register(new InvalidOperationException("leaf")));
            if (key == 4) throw trace.Register(new ArgumentException("four"));
            return key == 5 ? ValueTask.FromCanceled<int>(new CancellationToken(true)) : inner!.GetAsync(key);
        }

        public virtual Task<string> FindAsync(string text) => text.Length switch
        {
            0 => Task.FromResult("empty"),
            1 => trace.LeafTask("one"),
            2 => inner!.FindAsync(text + calls),
            3 => Task.FromException<string>(trace.Register(new InvalidOperationException("three"))),
            _ => inner!.FindAsync(text),
        };

        [MethodImpl(MethodImplOptions.NoOptimization)]
        Task IStore.SaveAsync(int times)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(times);
            try
            {
                calls += times;
                if (times == 3) return inner!.SaveAsync(calls);
            }
            finally
            {
                trace.Log("finally", calls);
            }
            for (int i = 0; i < times; i++)
            {
                if (i == 4) return inner!.SaveAsync(i);
            }
            return inner!.SaveAsync(times);
        }

        public ValueTask ClearAsync(bool deep)
        {
            if (!deep) return default;
            calls = 0;
            return inner!.ClearAsync(deep);
        }
    }

    abstract class Template(Trace trace)
    {
        public Task<int> RunAsync(int value) => value == 0 ? Task.FromResult(0) : CoreAsync(value);

        protected abstract Task<int> CoreAsync(int value);

        [Expect(Decision.Ordinary)]
        protected async Task<int> LastAsync(int value) => await trace.Leaf(value);
    }

    sealed class Filled(Trace trace) : Template(trace)
    {
        protected override Task<int> CoreAsync(int value)
        {
            if (value > 1) value--;
            return LastAsync(value);
        }
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task ProtectedMethods(Trace trace)
    {
        Template template = new Filled(trace);
        trace.Log("value", await template.RunAsync(3));
        trace.Log("value", await template.RunAsync(0));
    }

    sealed class Derived(Trace trace, IStore inner) : Cache(trace, inner)
    {
        readonly Trace trace = trace;

        public override Task<string> FindAsync(string text)
        {
            trace.Log("derived", text);
            return base.FindAsync(text + text);
        }
    }

    struct ByValue(IStore inner, Trace trace) : IStore
    {
        int calls;

        [MethodImpl(MethodImplOptions.NoOptimization)]
        public ValueTask<int> GetAsync(int key)
        {
            calls += key;
            trace.Log("struct", calls);
            return inner.GetAsync(key);
        }

        public Task<string> FindAsync(string text)
        {
            text += calls;
            return inner.FindAsync(text);
        }

        [MethodImpl(MethodImplOptions.NoOptimization)]
        public Task SaveAsync(int times)
        {
            times += 5;
            return inner.SaveAsync(times);
        }

        public ValueTask ClearAsync(bool deep) => deep ? inner.ClearAsync(!deep) : new(trace.LeafTask());
    }

    static IStore Make(Trace trace, int variant) => variant switch
    {
        0 => new Cache(trace, new Store(trace)),
        1 => new Cache(trace, new Cache(trace, new Cache(trace, new Store(trace)))),
        2 => new ByValue(new Cache(trace, new ByValue(new Store(trace), trace)), trace),
        _ => new Derived(trace, new ByValue(new Derived(trace, new Store(trace)), trace)),
    };

    [Case(Variants = 4, Bits = 3)]
    public static Task Everything(Trace trace, int variant) => UseAsync(trace, Make(trace, variant));

    [Expect(Decision.Scratch, Count = 5)]
    static async Task UseAsync(Trace trace, IStore store)
    {
        for (int key = 1; key < 8; key++)
        {
            try
            {
                trace.Log("value", await store.GetAsync(key));
                trace.Where("after");
            }
            catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or OperationCanceledException)
            {
                trace.Caught(exception);
                trace.Frames(exception);
            }
        }
        foreach (string text in new[] { "", "a", "bb", "ccc", "dddd" })
        {
            try
            {
                bool continues = text.Length != 2;
                trace.Log("text", await store.FindAsync(text).ConfigureAwait(continues));
                trace.Where("after");
            }
            catch (InvalidOperationException exception)
            {
                trace.Caught(exception);
            }
        }
        foreach (int times in new[] { -1, 0, 1, 2, 4, 5 })
        {
            try
            {
                await store.SaveAsync(times);
            }
            catch (ArgumentOutOfRangeException exception)
            {
                trace.Log(exception.GetType().Name, exception.ParamName);
                trace.Frames(exception);
            }
        }
        await store.ClearAsync(true);
        await store.ClearAsync(false);
    }

    /// <summary>Not on the pool, where the callee goes on while the finally block runs.</summary>
    [Case(Variants = 4, In = Places.All & ~Places.Pool)]
    [Expect(Decision.Scratch)]
    public static async Task FromAProtectedBlock(Trace trace, int variant) => await Make(trace, variant).SaveAsync(3);

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task Reflection_finds_one_method_by_its_name(Trace trace)
    {
        IStore store = new Cache(trace, null);
        trace.Log("cached", await store.GetAsync(1));
        var method = typeof(Cache).GetMethod(nameof(Cache.GetAsync), BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);
        trace.Log("parameters", method!.GetParameters().Length);
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task TheInnerOneIsNull(Trace trace)
    {
        IStore store = new Cache(trace, null);
        trace.Log("cached", await store.GetAsync(1));
        try
        {
            await store.GetAsync(9);
        }
        catch (NullReferenceException exception)
        {
            trace.Log(exception.GetType().Name);
            trace.Frames(exception);
        }
    }

    /// <summary>What it changes stays: it is no async method.</summary>
    sealed class Leaking(Trace trace, IStore inner) : IStore
    {
        static readonly AsyncLocal<int> local = new();

        public static int Value => local.Value;

        public ValueTask<int> GetAsync(int key)
        {
            local.Value += key;
            SynchronizationContext.SetSynchronizationContext(key % 2 == 0 ? trace.Driver.Other : null);
            return key > 3 ? trace.Leaf(key) : inner.GetAsync(key);
        }

        public Task<string> FindAsync(string text) => inner.FindAsync(text);

        public Task SaveAsync(int times) => inner.SaveAsync(times);

        public ValueTask ClearAsync(bool deep) => inner.ClearAsync(deep);
    }

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task ChangesOfContextsStay(Trace trace)
    {
        IStore store = new Leaking(trace, new Leaking(trace, new Store(trace)));
        for (int key = 1; key < 6; key++)
        {
            trace.Log("value", await store.GetAsync(key));
            trace.Log("local", Leaking.Value);
            trace.Where("after");
        }
    }

    sealed class Generic<T>(Trace trace, Func<T, bool> isKnown)
    {
        readonly List<(T Key, object? Value)> seen = [];

        public ValueTask<TOther?> GetAsync<TOther>(T key, TOther other) where TOther : notnull
        {
            foreach (var (known, value) in seen)
            {
                if (EqualityComparer<T>.Default.Equals(known, key) && value is TOther found) return new(found);
            }
            seen.Add((key, other));
            TOther[] items = [other];
            return isKnown(key) ? CoreAsync(key, items[0]) : default;
        }

        [Expect(Decision.Ordinary)]
        async ValueTask<TOther?> CoreAsync<TOther>(T key, TOther? other)
        {
            trace.Log("core", key);
            return await trace.Leaf(other);
        }
    }

    [Case]
    [Expect(Decision.Scratch, Count = 4)]
    public static async Task GenericMethods(Trace trace)
    {
        var texts = new Generic<string>(trace, text => text.Length < 3);
        trace.Log("number", await texts.GetAsync("a", 1));
        trace.Log("again", await texts.GetAsync("a", 2));
        trace.Log("unknown", await texts.GetAsync("long", "text"));
        trace.Log("pair", await new Generic<(int, string)>(trace, _ => true).GetAsync((1, "x"), new DateTime(2)));
    }

    static class Statics
    {
        public static Task<int> CountAsync(Trace trace, IStore store, ReadOnlySpan<int> keys)
        {
            int sum = 0;
            foreach (int key in keys) sum += key;
            return sum < 0 ? Task.FromResult(-1) : RunAsync(trace, store, sum);
        }

        [Expect(Decision.Scratch)]
        static async Task<int> RunAsync(Trace trace, IStore store, int sum)
        {
            trace.Log("sum", sum);
            return await store.GetAsync(sum);
        }
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task SpansInFrontOfAwaits(Trace trace)
    {
        IStore store = new Store(trace);
        trace.Log("count", await Statics.CountAsync(trace, store, [1, 2, 3]));
        trace.Log("count", await Statics.CountAsync(trace, store, [-5]));
    }

    sealed class Round(Trace trace) : IStore
    {
        public IStore? Other;

        public ValueTask<int> GetAsync(int key)
        {
            if (key == 0) return trace.Leaf(1);
            return Other!.GetAsync(key - 1);
        }

        public Task<string> FindAsync(string text) => text.Length > 500 ? trace.LeafTask(text) : Other!.FindAsync(text + "x");

        public Task SaveAsync(int times) => Task.CompletedTask;

        public ValueTask ClearAsync(bool deep) => default;
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task AThousandRounds(Trace trace)
    {
        IStore store = new Store(trace);
        for (int i = 0; i < 1000; i++) store = new Round(trace) { Other = store };
        trace.Log("value", await store.GetAsync(990));
        trace.Log("text", (await store.FindAsync("")).Length);
    }

    static Task<string> Nothing() => null!;

    sealed class ReturnsNull(IStore inner) : IStore
    {
        public ValueTask<int> GetAsync(int key) => inner.GetAsync(key);

        public Task<string> FindAsync(string text) => text.Length == 0 ? Nothing() : inner.FindAsync(text);

        public Task SaveAsync(int times) => times == 0 ? null! : inner.SaveAsync(times);

        public ValueTask ClearAsync(bool deep) => inner.ClearAsync(deep);
    }

    [Case(Variants = 2)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task NoTaskAtAll(Trace trace, int variant)
    {
        IStore store = new ReturnsNull(new Store(trace));
        try
        {
            trace.Log("text", await store.FindAsync(variant == 0 ? "" : "x"));
            await store.SaveAsync(0);
        }
        catch (NullReferenceException exception)
        {
            trace.Log(exception.GetType().Name);
            trace.Frames(exception);
        }
    }
}
