using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Async callers of every form: lambdas, local functions, async void, iterators, methods of structs.</summary>
public static class Callers
{
    interface ISource
    {
        ValueTask<int> GetAsync(int value);

        Task FailAsync();
    }

    sealed class Source(Trace trace) : ISource
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> GetAsync(int value) => await trace.Leaf(value);

        [Expect(Decision.Ordinary)]
        public async Task FailAsync()
        {
            await trace.Leaf();
            throw trace.Register(new InvalidOperationException("fail"));
        }
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task Lambda(Trace trace)
    {
        ISource source = new Source(trace);
        Func<int, Task<int>> lambda = async x => await source.GetAsync(x) + 1;
        trace.Log("lambda", await lambda(1));
    }

    [Case]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch)]
    public static async Task StaticLambda(Trace trace)
    {
        trace.Log("static lambda", await Apply(static async source => await source.GetAsync(1) + 1, new Source(trace)));
    }

    static ValueTask<int> Apply(Func<ISource, ValueTask<int>> function, ISource source) => function(source);

    [Case]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task LocalFunction(Trace trace)
    {
        ISource source = new Source(trace);
        int total = 0;
        trace.Log("local function", await Add(1) + total);

        async Task<int> Add(int value)
        {
            total += await source.GetAsync(value);
            total += await source.GetAsync(value + 1);
            return total;
        }
    }

    [Case(In = Places.Plain | Places.Ui | Places.InsideUi | Places.Scheduler)]
    [Expect(Decision.Ordinary)]
    public static async Task AsyncVoid(Trace trace)
    {
        var completion = new TaskCompletionSource();
        Start(trace, new Source(trace), completion);
        trace.Log("started", completion.Task.IsCompleted);
        await completion.Task;
        trace.Log("done");
    }

    [Expect(Decision.Scratch, Count = 2)]
    static async void Start(Trace trace, ISource source, TaskCompletionSource completion)
    {
        try
        {
            trace.Log("async void", await source.GetAsync(1));
            await source.FailAsync();
        }
        catch (InvalidOperationException exception)
        {
            trace.Caught(exception);
        }
        completion.SetResult();
    }

    struct Worker(ISource source)
    {
        int calls;

        [Expect(Decision.Scratch, Count = 2)]
        public async Task<int> RunAsync(int value)
        {
            calls++;
            int first = await source.GetAsync(value);
            calls++;
            return first + calls + await source.GetAsync(calls);
        }
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task MethodOfAStruct(Trace trace)
    {
        var worker = new Worker(new Source(trace));
        trace.Log("struct", await worker.RunAsync(10));
        trace.Log("struct", await worker.RunAsync(20));
    }

    readonly struct Reader(ISource source)
    {
        [Expect(Decision.Scratch)]
        public async Task<int> ReadAsync(int value) => 2 * await source.GetAsync(value);
    }

    sealed class Library(ISource source)
    {
        readonly Reader fixedReader = new(source);
        readonly Reader[] readers = [new(source)];
        Reader reader = new(source);

        /// <summary>The address of a readonly field is one that may not be kept.</summary>
        [Expect(Decision.Ordinary)]
        [Expect(Decision.Scratch, Count = 2)]
        public async Task<int> ReadAsync()
        {
            int sum = await fixedReader.ReadAsync(1) + await reader.ReadAsync(2) + await readers[0].ReadAsync(3);
            reader = new(source);
            return sum;
        }
    }

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task MethodOfAStructInAField(Trace trace) => trace.Log("read", await new Library(new Source(trace)).ReadAsync());

    sealed class Generic<T>(ISource source, T state) where T : notnull
    {
        [Expect(Decision.Scratch)]
        public async Task<string> RunAsync<TOther>(TOther other) => $"{state} {await source.GetAsync(1)} {other}";
    }

    [Case]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task GenericCallers(Trace trace)
    {
        ISource source = new Source(trace);
        trace.Log(await new Generic<string>(source, "text").RunAsync(1));
        trace.Log(await new Generic<int>(source, 2).RunAsync("other"));
        trace.Log(await new Generic<(int, string)>(source, (3, "three")).RunAsync<decimal?>(4.5m));
    }

    [Case]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task Iterator(Trace trace)
    {
        await foreach (int number in Numbers(new Source(trace), 4))
        {
            if (number == 2) break;
            trace.Log("number", number);
        }
        trace.Log("done");
        await using var resource = new Resource(new Source(trace), trace);
    }

    [Expect(Decision.Scratch, Count = 2)]
    static async IAsyncEnumerable<int> Numbers(ISource source, int count)
    {
        try
        {
            for (int i = 0; i < count; i++) yield return await source.GetAsync(i);
        }
        finally
        {
            await source.GetAsync(100);
        }
    }

    sealed class Resource(ISource source, Trace trace) : IAsyncDisposable
    {
        [Expect(Decision.Scratch)]
        public async ValueTask DisposeAsync() => trace.Log("disposed", await source.GetAsync(5));
    }

    [Case]
    public static Task RootWithAResult(Trace trace) => Root(trace, new Source(trace));

    [Expect(Decision.Scratch, Count = 2)]
    static async Task<int> Root(Trace trace, ISource source)
    {
        int result = await source.GetAsync(1) + await source.GetAsync(2);
        trace.Log("result", result);
        return result;
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task CallsOfKnownMethods(Trace trace)
    {
        trace.Log("outer", await Outer(trace, new Source(trace)));
        trace.Log("value task", await Inner(new Source(trace), 3));
    }

    [Expect(Decision.Scratch, Count = 3)]
    static async Task<int> Outer(Trace trace, ISource source)
    {
        int before = await source.GetAsync(1);
        int inner = await Inner(source, 2);
        trace.Log("inner", inner);
        return before + inner + await source.GetAsync(3);
    }

    [Expect(Decision.Scratch, Count = 2)]
    static async ValueTask<int> Inner(ISource source, int value) => await source.GetAsync(value) + await source.GetAsync(value * 10);
}
