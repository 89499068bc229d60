using System.Runtime.CompilerServices;
using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>What stands between a call and its await.</summary>
public static class ConfiguredAwaits
{
    interface ISource
    {
        Task<int> GetAsync(int value);

        Task RunAsync();

        ValueTask<string> TextAsync(string text);
    }

    sealed class Source(Trace trace) : ISource
    {
        [Expect(Decision.Ordinary)]
        public async Task<int> GetAsync(int value) => await trace.Leaf(value).ConfigureAwait(false);

        [Expect(Decision.Ordinary)]
        public async Task RunAsync()
        {
            await trace.Leaf();
            throw trace.Register(new InvalidOperationException("run"));
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<string> TextAsync(string text) => await trace.Leaf(text);
    }

    static ConfiguredTaskAwaitable AnyContext(this Task task) => task.ConfigureAwait(false);

    static ConfiguredTaskAwaitable<T> AnyContext<T>(this Task<T> task)
    {
        return task.ConfigureAwait(continueOnCapturedContext: false);
    }

    static ConfiguredValueTaskAwaitable<T> SameContext<T>(this ValueTask<T> task) => task.ConfigureAwait(true);

    static ConfiguredTaskAwaitable<T> Logged<T>(this Task<T> task, Trace trace)
    {
        trace.Log("configured");
        return task.ConfigureAwait(false);
    }

    [Case]
    [Expect(Decision.Scratch, Count = 4)]
    [Expect(Decision.Ordinary)]
    public static async Task Helpers(Trace trace)
    {
        ISource source = new Source(trace);
        trace.Log("text", await source.TextAsync("same").SameContext());
        trace.Where("same");
        trace.Log("value", await source.GetAsync(1).AnyContext());
        trace.Where("any");
        trace.Log("text", await source.TextAsync("same").SameContext());
        try
        {
            await source.RunAsync().AnyContext();
        }
        catch (InvalidOperationException exception)
        {
            trace.Caught(exception);
        }
        trace.Log("value", await source.GetAsync(2).Logged(trace));
    }

    [Case(In = Places.Plain | Places.Ui | Places.Scheduler)]
    [Expect(Decision.Scratch, Count = 2)]
    [Expect(Decision.Ordinary, Reason = "Options that ask for more.", Count = 2)]
    public static async Task Options(Trace trace)
    {
        ISource source = new Source(trace);
        trace.Log("value", await source.GetAsync(1).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext));
        trace.Where("same");
        trace.Log("value", await source.GetAsync(2).ConfigureAwait(ConfigureAwaitOptions.None));
        trace.Where("any");
        await source.RunAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        trace.Log("suppressed");
        trace.Log("value", await source.GetAsync(3).ConfigureAwait(ConfigureAwaitOptions.ForceYielding));
    }
}
