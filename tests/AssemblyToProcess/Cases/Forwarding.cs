using System.Runtime.CompilerServices;
using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Methods that are not async, and only pass a call on.</summary>
public static class Forwarding
{
    interface IStore
    {
        ValueTask<int> GetAsync(int key, CancellationToken cancellation = default);

        Task<T> FindAsync<T>(T key);

        Task SaveAsync(string text, int times);
    }

    sealed class Store(Trace trace) : IStore
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> GetAsync(int key, CancellationToken cancellation)
        {
            trace.Log("get", key);
            cancellation.ThrowIfCancellationRequested();
            if (key < 0) throw trace.Register(new ArgumentOutOfRangeException(nameof(key)));
            return await trace.Leaf(key);
        }

        [Expect(Decision.Ordinary)]
        public async Task<T> FindAsync<T>(T key) => await trace.LeafTask(key);

        [Expect(Decision.Ordinary)]
        public async Task SaveAsync(string text, int times)
        {
            for (int i = 0; i < times; i++) await trace.Leaf();
            trace.Log("saved", text);
        }
    }

    class PassesOn(IStore? inner) : IStore
    {
        public ValueTask<int> GetAsync(int key, CancellationToken cancellation) => inner!.GetAsync(key, cancellation);

        public virtual Task<T> FindAsync<T>(T key)
        {
            return inner!.FindAsync(key);
        }

        Task IStore.SaveAsync(string text, int times) => inner!.SaveAsync("passed on", 2);
    }

    sealed class PassesSomeOn(Trace trace, IStore inner) : PassesOn(inner)
    {
        readonly IStore store = inner;

        /// <summary>Does more than to pass on.</summary>
        public override Task<T> FindAsync<T>(T key)
        {
            trace.Log("finds", key);
            return store.FindAsync(key);
        }
    }

    struct ByValue(IStore inner) : IStore
    {
        public ValueTask<int> GetAsync(int key, CancellationToken cancellation) => inner.GetAsync(key, cancellation);

        public Task<T> FindAsync<T>(T key) => inner.FindAsync(key);

        public Task SaveAsync(string text, int times) => inner.SaveAsync(text, times);
    }

    sealed class FromCache(Trace trace, IStore inner) : IStore
    {
        public ValueTask<int> GetAsync(int key, CancellationToken cancellation) => key == 1 ? new(100) : inner.GetAsync(key, cancellation);

        public Task<T> FindAsync<T>(T key) => Task.FromResult(key);

        public Task SaveAsync(string text, int times) => trace.LeafTask();
    }

    [Case(Variants = 6)]
    public static Task EveryImplementer(Trace trace, int variant) => UseAsync(trace, variant switch
    {
        0 => new Store(trace),
        1 => new PassesOn(new Store(trace)),
        2 => new PassesOn(new PassesOn(new PassesSomeOn(trace, new PassesOn(new Store(trace))))),
        3 => new ByValue(new PassesOn(new ByValue(new Store(trace)))),
        4 => new FromCache(trace, new Store(trace)),
        _ => new PassesOn(new FromCache(trace, new PassesOn(new Store(trace)))),
    });

    [Expect(Decision.Scratch, Count = 4)]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch, Count = 2)]
    static async Task UseAsync(Trace trace, IStore store)
    {
        trace.Log("get", await store.GetAsync(1));
        trace.Log("find", await store.FindAsync("text"));
        trace.Log("find", await store.FindAsync((1, 2.5m)));
        await store.SaveAsync("text", 1).ConfigureAwait(false);
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        try
        {
            trace.Log("get", await store.GetAsync(2, cancellation.Token));
        }
        catch (OperationCanceledException exception)
        {
            trace.Log(exception.GetType().Name, exception.CancellationToken == cancellation.Token);
        }
        try
        {
            trace.Log("get", await store.GetAsync(-1));
        }
        catch (ArgumentOutOfRangeException exception)
        {
            trace.Caught(exception);
            trace.Frames(exception);
        }
    }

    /// <summary>Not optimised: the JIT would make a tail call, in one of the programs or in both, and leave no frame.</summary>
    sealed class PassesNothingOn(IStore? inner) : IStore
    {
        [MethodImpl(MethodImplOptions.NoOptimization)]
        public ValueTask<int> GetAsync(int key, CancellationToken cancellation) => inner!.GetAsync(key, cancellation);

        [MethodImpl(MethodImplOptions.NoOptimization)]
        public Task<T> FindAsync<T>(T key) => inner!.FindAsync(key);

        [MethodImpl(MethodImplOptions.NoOptimization)]
        public Task SaveAsync(string text, int times) => inner!.SaveAsync(text, times);
    }

    [Case(Variants = 3)]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task TheInnerOneIsNull(Trace trace, int variant)
    {
        IStore store = new PassesNothingOn(null);
        try
        {
            if (variant == 0) await store.GetAsync(1);
            else if (variant == 1) await store.FindAsync(1);
            else await store.SaveAsync("", 1);
        }
        catch (NullReferenceException exception)
        {
            trace.Frames(exception);
        }
    }

    sealed class Overloads(Trace trace, IStore store)
    {
        public ValueTask<int> GetAsync() => GetAsync(3);

        public ValueTask<int> GetAsync(int key) => GetAsync(key, CancellationToken.None, "text", 1.5);

        [Expect(Decision.Scratch)]
        async ValueTask<int> GetAsync(int key, CancellationToken cancellation, string text, double number)
        {
            trace.Log(text, number);
            return await store.GetAsync(key, cancellation);
        }

        public static Task<string> StaticAsync(Trace trace) => CoreAsync(trace, default);

        [Expect(Decision.Ordinary)]
        static async Task<string> CoreAsync(Trace trace, DateTime? time) => await trace.Leaf("static " + time.HasValue);

        public Task<T> GenericAsync<T>(T value) => Nested<T>.RunAsync(trace, value);

        static class Nested<T>
        {
            internal static Task<T> RunAsync(Trace trace, T value) => CoreAsync(trace, value, new List<T>(1).Capacity);

            [Expect(Decision.Ordinary)]
            internal static async Task<T> CoreAsync(Trace trace, T value, int capacity) => await trace.Leaf(capacity == 1 ? value : default!);
        }
    }

    [Case]
    [Expect(Decision.Scratch, Count = 5)]
    public static async Task OverloadsAndStaticMethods(Trace trace)
    {
        var overloads = new Overloads(trace, new PassesOn(new Store(trace)));
        trace.Log("none", await overloads.GetAsync());
        trace.Log("key", await overloads.GetAsync(4).ConfigureAwait(false));
        trace.Log(await Overloads.StaticAsync(trace));
        trace.Log(await overloads.GenericAsync("generic"));
        trace.Log("generic", await overloads.GenericAsync(5));
    }

    abstract class Template(Trace trace)
    {
        public Task<int> RunAsync(int value) => CoreAsync(value);

        protected abstract Task<int> CoreAsync(int value);

        protected Trace Log => trace;
    }

    sealed class Filled(Trace trace) : Template(trace)
    {
        [Expect(Decision.Ordinary)]
        protected override async Task<int> CoreAsync(int value) => await Log.Leaf(value + 1);
    }

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task TemplateMethods(Trace trace)
    {
        Template template = new Filled(trace);
        trace.Log("template", await template.RunAsync(1));
    }

    interface IEndless
    {
        Task<int> RunAsync(int depth);
    }

    sealed class Round : IEndless
    {
        public IEndless? Other;

        public Task<int> RunAsync(int depth) => Other!.RunAsync(depth);
    }

    sealed class End(Trace trace) : IEndless
    {
        [Expect(Decision.Ordinary)]
        public async Task<int> RunAsync(int depth) => await trace.Leaf(depth);
    }

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task AThousandThatPassOn(Trace trace)
    {
        IEndless endless = new End(trace);
        for (int i = 0; i < 1000; i++) endless = new Round { Other = endless };
        trace.Log("depth", await endless.RunAsync(1000));
    }
}
