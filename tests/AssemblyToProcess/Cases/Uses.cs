using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Futures that are not awaited at once: they may outlive the frame, and keep the ordinary call.</summary>
public static class Uses
{
    interface ISource
    {
        ValueTask<int> GetAsync(int value);

        Task<int> TaskAsync(int value);

        Task RunAsync();

        ValueTask<int> ForwardAsync(int value);

        ValueTask<int> ForwardInUsingAsync(int value);
    }

    sealed class Source(Trace trace) : ISource
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> GetAsync(int value)
        {
            trace.Log("starts", value);
            await trace.Leaf();
            trace.Log("ends", value);
            return value;
        }

        [Expect(Decision.Ordinary)]
        public async Task<int> TaskAsync(int value)
        {
            trace.Log("starts", value);
            await trace.Leaf();
            trace.Log("ends", value);
            return value;
        }

        [Expect(Decision.Ordinary)]
        public async Task RunAsync()
        {
            await trace.Leaf();
            throw trace.Register(new InvalidOperationException("run"));
        }

        public ValueTask<int> ForwardAsync(int value) => ((ISource)this).GetAsync(value);

        public ValueTask<int> ForwardInUsingAsync(int value)
        {
            using var resource = new Resource(trace);
            return ((ISource)this).GetAsync(value);
        }
    }

    sealed class Resource(Trace trace) : IDisposable
    {
        public void Dispose() => trace.Log("disposed");
    }

    [Case(In = Places.Plain | Places.Ui | Places.Scheduler)]
    [Expect(Decision.Escapes, Reason = "Kept in a local while other code runs.", Count = 2)]
    public static async Task KeptInALocal(Trace trace)
    {
        ISource source = new Source(trace);
        var future = source.GetAsync(1);
        trace.Log("in between");
        trace.Log("result", await future);
        var task = source.TaskAsync(2);
        trace.Log("completed", task.IsCompleted);
        trace.Log("result", await task);
    }

    [Case]
    [Expect(Decision.Scratch, Count = 4)]
    public static async Task KeptWhileNothingHappens(Trace trace)
    {
        ISource source = new Source(trace);
        var future = source.GetAsync(1);
        trace.Log("result", await future);
        var task = source.TaskAsync(2);
        var configured = task.ConfigureAwait(false);
        trace.Log("result", await configured);
        var other = source.TaskAsync(3);
        int constant = 5, sum = constant * 2;
        trace.Log("result", await other + constant + sum);
        var failing = source.RunAsync();
        int before = sum;
        sum = 7;
        await failing.ConfigureAwait(before == 8);
        trace.Log("not reached", sum);
    }

    sealed class Settings
    {
        public int Field = 1;

        public volatile int Volatile = 2;

        public int Property { get; set; } = 3;

        public readonly Settings? Next = null;
    }

    [Expect(Decision.Escapes, Reason = "What is read in between, and not used, may throw.", Count = 5)]
    static async Task<int> ReadInBetweenAsync(ISource source, Settings? settings, int kind)
    {
        if (kind == 0)
        {
            var future = source.TaskAsync(kind);
            _ = settings!.Field;
            return await future;
        }
        if (kind == 1)
        {
            var future = source.TaskAsync(kind);
            _ = settings!.Property;
            return await future.ConfigureAwait(false);
        }
        if (kind == 2)
        {
            var future = source.GetAsync(kind);
            _ = settings!.Property + settings.Field;
            return await future;
        }
        if (kind == 3)
        {
            var future = source.TaskAsync(kind);
            _ = settings!.Next!.Property > 0;
            return await future;
        }
        var last = source.TaskAsync(kind);
        _ = settings!.Volatile;
        return await last;
    }

    [Case(In = Places.Plain | Places.Ui | Places.Scheduler, Variants = 2)]
    [Expect(Decision.Scratch)]
    public static async Task KeptWhileAnUnusedValueIsRead(Trace trace, int variant)
    {
        ISource source = new Source(trace);
        var settings = variant == 0 ? null : new Settings();
        for (int kind = 0; kind < 5; kind++)
        {
            try
            {
                trace.Log("result", await ReadInBetweenAsync(source, settings, kind));
            }
            catch (NullReferenceException exception)
            {
                trace.Log(exception.GetType().Name);
            }
        }
    }

    [Case(In = Places.Plain | Places.Ui | Places.Scheduler)]
    [Expect(Decision.Escapes, Reason = "A handler sees what is stored between call and await.")]
    public static async Task KeptWhileAHandlerMayLook(Trace trace)
    {
        ISource source = new Source(trace);
        int step = 0;
        try
        {
            var task = source.RunAsync();
            step = 1;
            await task;
        }
        catch (InvalidOperationException exception)
        {
            trace.Caught(exception);
            trace.Log("step", step);
        }
    }

    [Case(In = Places.Plain | Places.Ui | Places.Scheduler, Variants = 2)]
    [Expect(Decision.Escapes, Reason = "Not awaited on every path, awaited in a loop.", Count = 2)]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Escapes, Reason = "Awaited after another suspension.")]
    public static async Task AwaitedOnSomePaths(Trace trace, int variant)
    {
        ISource source = new Source(trace);
        var first = source.TaskAsync(1);
        if (variant == 1) trace.Log("first", await first);
        var second = source.TaskAsync(2);
        var third = source.TaskAsync(3);
        for (int i = 0; i < 2; i++) trace.Log("third", await third);
        await trace.Leaf();
        trace.Log("second", await second);
    }

    [Case(In = Places.Plain | Places.Ui | Places.Scheduler)]
    [Expect(Decision.Ordinary, Reason = "What is awaited is the combination.", Count = 2)]
    public static async Task Combined(Trace trace)
    {
        ISource source = new Source(trace);
        trace.Log("all", await Task.WhenAll(source.TaskAsync(1), source.TaskAsync(2), source.GetAsync(3).AsTask()));
        var first = await Task.WhenAny(source.TaskAsync(4), new TaskCompletionSource<int>().Task);
        trace.Log("any", first.Result);
    }

    [Case(In = Places.Plain | Places.Ui | Places.Scheduler)]
    [Expect(Decision.Scratch, Reason = "An await cannot tell a task from the future that it was made of.", Count = 2)]
    [Expect(Decision.Ordinary, Reason = "What is awaited is another future.")]
    public static async Task Converted(Trace trace)
    {
        ISource source = new Source(trace);
        trace.Log("as task", await source.GetAsync(1).AsTask());
        trace.Log("preserved", await source.GetAsync(2).Preserve());
        trace.Log("continued", await source.TaskAsync(3).ContinueWith(task => task.Result + 1, TaskScheduler.Default));
    }

    [Case(In = Places.Plain | Places.Ui | Places.Scheduler)]
    [Expect(Decision.Escapes, Reason = "Awaited twice.", Count = 2)]
    public static async Task AwaitedTwice(Trace trace)
    {
        ISource source = new Source(trace);
        var task = source.TaskAsync(1);
        trace.Log("sum", await task + await task);
    }

    sealed class Keeper
    {
        public Task<int>? Task;
        public List<ValueTask<int>> Futures { get; } = [];
    }

    [Case(In = Places.Plain | Places.Ui | Places.Scheduler)]
    [Expect(Decision.Escapes, Reason = "Stored in a field.")]
    [Expect(Decision.Ordinary, Reason = "What comes out of a list may be anybody's.")]
    public static async Task Stored(Trace trace)
    {
        ISource source = new Source(trace);
        var keeper = new Keeper { Task = source.TaskAsync(1) };
        for (int i = 2; i < 4; i++) keeper.Futures.Add(source.GetAsync(i));
        trace.Log("field", await keeper.Task);
        foreach (var future in keeper.Futures) trace.Log("list", await future);
    }

    [Case(In = Places.Plain | Places.Ui | Places.Scheduler)]
    [Expect(Decision.Scratch, Count = 2)]
    [Expect(Decision.Ordinary, Reason = "No implementer of the method is async, or only passes the call on.")]
    public static async Task Returned(Trace trace)
    {
        ISource source = new Source(trace);
        trace.Log("returned", await Forward(source, 1));
        trace.Log("forwarded", await source.ForwardAsync(2));
        trace.Log("forwarded in a using", await source.ForwardInUsingAsync(3));
    }

    static ValueTask<int> Forward(ISource source, int value) => source.GetAsync(value);

    [Case(In = Places.Plain | Places.Ui | Places.Scheduler)]
    [Expect(Decision.Scratch, Reason = "A lambda that is not async gives back what it has captured; one that is makes a scratch call.", Count = 3)]
    public static async Task CapturedByALambda(Trace trace)
    {
        ISource source = new Source(trace);
        var task = source.TaskAsync(1);
        Func<Task<int>> get = () => task;
        trace.Log("captured", await get());
        trace.Log("lambda", await ((Func<Task<int>>)(async () => await source.GetAsync(2)))());
    }

    [Case(In = Places.Plain | Places.Ui)]
    public static Task NeverAwaited(Trace trace)
    {
        ISource source = new Source(trace);
        _ = source.TaskAsync(1);
        var completion = new TaskCompletionSource();
        var awaiter = source.GetAsync(2).GetAwaiter();
        if (awaiter.IsCompleted)
        {
            trace.Log("result", awaiter.GetResult());
            return Task.CompletedTask;
        }
        awaiter.UnsafeOnCompleted(() =>
        {
            trace.Log("by hand", awaiter.GetResult());
            completion.SetResult();
        });
        trace.Log("started");
        return completion.Task;
    }

    [Case(In = Places.Plain | Places.Ui | Places.Scheduler)]
    [Expect(Decision.Ordinary, Count = 2)]
    public static async Task SuppressedByWhenAny(Trace trace)
    {
        ISource source = new Source(trace);
        var task = source.RunAsync();
        await Task.WhenAny(task);
        trace.Caught(task.Exception!.InnerException!);
        await trace.Leaf();
    }
}
