using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Calls through a type parameter: of an object they are scratch calls, of a struct the struct's own method is called, on the struct itself.</summary>
public static class ConstrainedCalls
{
    interface IHandler
    {
        ValueTask<int> HandleAsync(int value);

        Task<T> EchoAsync<T>(T value);

        /// <summary>Not every handler has its own.</summary>
        [Expect(Decision.Ordinary)]
        [Expect(Decision.Scratch)]
        async Task<string> DescribeAsync(Trace trace)
        {
            await trace.Leaf();
            return GetType().Name + await HandleAsync(0);
        }
    }

    class Handler(Trace trace) : IHandler
    {
        int handled;

        [Expect(Decision.Ordinary)]
        public async ValueTask<int> HandleAsync(int value)
        {
            trace.Where("object");
            return value + await trace.Leaf(++handled);
        }

        [Expect(Decision.Ordinary)]
        public async Task<T> EchoAsync<T>(T value)
        {
            await trace.Leaf();
            return value;
        }
    }

    struct Counter(Trace trace) : IHandler
    {
        public int Handled { get; private set; }

        public ValueTask<int> HandleAsync(int value)
        {
            // The struct that it is called on counts, and not a copy of it.
            Handled++;
            return RunAsync(trace, value + Handled);
        }

        [Expect(Decision.Ordinary)]
        static async ValueTask<int> RunAsync(Trace trace, int value)
        {
            trace.Where("struct");
            return await trace.Leaf(value);
        }

        [Expect(Decision.Ordinary)]
        public readonly async Task<T> EchoAsync<T>(T value)
        {
            await trace.Leaf();
            return value;
        }
    }

    interface IRunner
    {
        Task<int> RunAsync<T>(Trace trace, T handler)
            where T : IHandler;
    }

    sealed class Runner : IRunner
    {
        [Expect(Decision.Scratch, Count = 4)]
        public async Task<int> RunAsync<T>(Trace trace, T handler)
            where T : IHandler
        {
            int sum = await handler.HandleAsync(1);
            sum += await handler.HandleAsync(2).ConfigureAwait(false);
            trace.Where("between");
            trace.Log("echo", await handler.EchoAsync("text"));
            return sum + await handler.HandleAsync(3);
        }
    }

    [Case]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task WithinScratchSpace(Trace trace)
    {
        IRunner runner = new Runner();
        trace.Log("object", await runner.RunAsync(trace, new Handler(trace)));
        trace.Log("interface", await runner.RunAsync<IHandler>(trace, new Counter(trace)));
        trace.Log("struct", await runner.RunAsync(trace, new Counter(trace)));
    }

    sealed class Holder<T>(Trace trace, T handler, T[] handlers)
        where T : IHandler
    {
        T handler = handler;

        /// <summary>The address of an element is one that may not be kept.</summary>
        [Expect(Decision.Scratch)]
        [Expect(Decision.Ordinary)]
        [Expect(Decision.Scratch, Count = 3)]
        public async Task<int> RunAsync()
        {
            int sum = await handler.HandleAsync(1) + await handlers[0].HandleAsync(2);
            trace.Where("field and element");
            var local = handler;
            sum += await local.HandleAsync(3);
            trace.Log("description", await local.DescribeAsync(trace));
            handler = handlers[0];
            return sum + await handler.EchoAsync(sum);
        }
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task FieldsAndElements(Trace trace)
    {
        var objects = new Holder<Handler>(trace, new(trace), [new(trace)]);
        trace.Log("objects", await objects.RunAsync());
        var structs = new Holder<Counter>(trace, new(trace), [new(trace)]);
        trace.Log("structs", await structs.RunAsync());
    }

    [Expect(Decision.Scratch)]
    static async Task<int> OnNothing<T>(T handler)
        where T : IHandler? => await handler!.HandleAsync(1);

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task NoObject(Trace trace)
    {
        try
        {
            trace.Log("result", await OnNothing<Handler?>(null));
        }
        catch (NullReferenceException exception)
        {
            trace.Log("fails", exception.GetType().Name);
        }
    }

    /// <summary>What the arguments do to the variable counts: the object is looked for when the call is made.</summary>
    [Expect(Decision.Scratch)]
    static async Task<int> Replaced<T>(T handler, Func<T> other)
        where T : IHandler
    {
        return await handler.HandleAsync(Replace(ref handler));

        int Replace(ref T replaced)
        {
            replaced = other();
            return 10;
        }
    }

    [Case]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task TheArgumentsReplaceIt(Trace trace)
    {
        var used = new Handler(trace);
        await used.HandleAsync(0);
        trace.Log("object", await Replaced(new Handler(trace), () => used));
        trace.Log("struct", await Replaced(new Counter(trace), () => new(trace)));
    }

    abstract class Repository(Trace trace)
    {
        [Expect(Decision.Ordinary)]
        public virtual async Task<string> LoadAsync(string key)
        {
            await trace.Leaf();
            return key;
        }
    }

    sealed class Files(Trace trace) : Repository(trace)
    {
        [Expect(Decision.Scratch)]
        public override async Task<string> LoadAsync(string key) => "file " + await base.LoadAsync(key);
    }

    [Expect(Decision.Scratch)]
    static async Task<string> OfAClass<T>(T repository)
        where T : Repository => await repository.LoadAsync("key");

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task OfAClassItIsAnObject(Trace trace) => trace.Log("loaded", await OfAClass(new Files(trace)));
}
