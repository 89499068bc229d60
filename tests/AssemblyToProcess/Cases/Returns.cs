using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>The four types that an async interface method returns.</summary>
public static class Returns
{
    interface ISource
    {
        ValueTask<int> ValueTaskOfIntAsync(int value);

        ValueTask ValueTaskAsync();

        Task<string> TaskOfStringAsync(string value);

        Task TaskAsync();
    }

    sealed class Source(Trace trace) : ISource
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> ValueTaskOfIntAsync(int value) => await trace.Leaf(value) + 1;

        [Expect(Decision.Ordinary)]
        public async ValueTask ValueTaskAsync()
        {
            trace.Log("before");
            await trace.Leaf();
            trace.Log("after");
        }

        [Expect(Decision.Ordinary)]
        public async Task<string> TaskOfStringAsync(string value) => value + await trace.LeafTask("!");

        [Expect(Decision.Ordinary)]
        public async Task TaskAsync()
        {
            trace.Log("before");
            await trace.LeafTask();
            trace.Log("after");
        }
    }

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task ValueTaskOfInt(Trace trace)
    {
        ISource source = new Source(trace);
        trace.Log("result", await source.ValueTaskOfIntAsync(41));
    }

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task ValueTaskWithoutResult(Trace trace)
    {
        ISource source = new Source(trace);
        await source.ValueTaskAsync();
        trace.Log("done");
    }

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task TaskOfString(Trace trace)
    {
        ISource source = new Source(trace);
        trace.Log("result", await source.TaskOfStringAsync("result"));
    }

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task TaskWithoutResult(Trace trace)
    {
        ISource source = new Source(trace);
        await source.TaskAsync();
        trace.Log("done");
    }

    [Case]
    [Expect(Decision.Scratch, Count = 4)]
    public static async Task SeveralInAMethod(Trace trace)
    {
        ISource source = new Source(trace);
        int first = await source.ValueTaskOfIntAsync(1);
        await source.ValueTaskAsync();
        var second = await source.TaskOfStringAsync("second" + first);
        await source.TaskAsync();
        trace.Log(second, first);
    }
}
