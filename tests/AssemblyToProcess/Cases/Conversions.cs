using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Tasks that become ValueTasks between call and await, or on their way through a method that is not async, and the reverse.</summary>
public static class Conversions
{
    interface ISource
    {
        ValueTask<int> GetAsync(int value);

        Task<int> TaskAsync(int value);

        ValueTask RunAsync();

        Task FailAsync();
    }

    sealed class Source(Trace trace) : ISource
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> GetAsync(int value)
        {
            trace.Log("get", value);
            await trace.Leaf();
            return value < 0 ? throw trace.Register(new OperationCanceledException("negative")) : value;
        }

        [Expect(Decision.Ordinary)]
        public async Task<int> TaskAsync(int value)
        {
            trace.Log("task", value);
            return await trace.Leaf(value);
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask RunAsync() => await trace.Leaf();

        [Expect(Decision.Ordinary)]
        public async Task FailAsync()
        {
            await trace.Leaf();
            throw trace.Register(new InvalidOperationException("failed"));
        }
    }

    /// <summary>Hands tasks back that are not those of async methods.</summary>
    sealed class Cached(Trace trace, ISource inner) : ISource
    {
        public ValueTask<int> GetAsync(int value) => value == 1 ? trace.Leaf(value) : inner.GetAsync(value);

        public Task<int> TaskAsync(int value) => value == 1 ? trace.LeafTask(value) : inner.TaskAsync(value);

        public ValueTask RunAsync() => inner.RunAsync();

        public Task FailAsync() => inner.FailAsync();
    }

    /// <summary>Gives each future as the other kind.</summary>
    sealed class Converting(Trace trace, ISource inner) : ISource
    {
        public ValueTask<int> GetAsync(int value) => new(inner.TaskAsync(value));

        public Task<int> TaskAsync(int value)
        {
            trace.Log("converts", value);
            return inner.GetAsync(value).AsTask();
        }

        public ValueTask RunAsync()
        {
            trace.Log("converts");
            return new ValueTask(inner.FailAsync());
        }

        public Task FailAsync() => inner.RunAsync().AsTask();
    }

    static ISource Make(Trace trace, int variant) => variant switch
    {
        0 => new Source(trace),
        1 => new Cached(trace, new Source(trace)),
        2 => new Converting(trace, new Source(trace)),
        _ => new Converting(trace, new Cached(trace, new Converting(trace, new Cached(trace, new Source(trace))))),
    };

    [Case(Variants = 4)]
    [Expect(Decision.Scratch, Count = 6)]
    public static async Task AtTheAwait(Trace trace, int variant)
    {
        var source = Make(trace, variant);
        trace.Log("as task", await source.GetAsync(1).AsTask());
        trace.Where("as task");
        trace.Log("as task", await source.GetAsync(2).AsTask().ConfigureAwait(false));
        trace.Where("any");
        trace.Log("preserved", await source.GetAsync(3).Preserve());
        trace.Log("wrapped", await new ValueTask<int>(source.TaskAsync(1)));
        trace.Where("wrapped");
        trace.Log("wrapped", await new ValueTask<int>(source.TaskAsync(2)).ConfigureAwait(false));
        trace.Where("any");
        var kept = source.GetAsync(4).AsTask();
        trace.Log("kept", await kept);
    }

    [Case(Variants = 4)]
    [Expect(Decision.Scratch, Count = 5)]
    public static async Task Failing(Trace trace, int variant)
    {
        var source = Make(trace, variant);
        try
        {
            trace.Log("as task", await source.GetAsync(-1).AsTask());
        }
        catch (OperationCanceledException exception)
        {
            trace.Caught(exception);
            trace.Where("caught");
        }
        try
        {
            await new ValueTask(source.FailAsync());
        }
        catch (InvalidOperationException exception)
        {
            trace.Caught(exception);
            trace.Where("caught");
        }
        try
        {
            await source.RunAsync().AsTask();
        }
        catch (InvalidOperationException exception)
        {
            trace.Caught(exception);
        }
        try
        {
            await source.FailAsync();
        }
        catch (InvalidOperationException exception)
        {
            trace.Caught(exception);
        }
        trace.Log("value", await source.TaskAsync(1));
    }

    [Case(In = Places.Plain | Places.Ui | Places.Scheduler)]
    [Expect(Decision.Escapes, Reason = "Kept while other code runs; converted into a task without a result.", Count = 2)]
    [Expect(Decision.Ordinary, Reason = "What is awaited is the combination.")]
    public static async Task KeptElsewhere(Trace trace)
    {
        var source = Make(trace, 0);
        var kept = source.GetAsync(1).AsTask();
        trace.Log("completed", kept.IsCompleted);
        trace.Log("kept", await kept);
        await new ValueTask(source.TaskAsync(2));
        await Task.WhenAll(source.GetAsync(3).AsTask(), source.TaskAsync(4));
    }
}
