using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Overrides that return Task&lt;T&gt; where the interface says Task: a companion has one result, so they decline.</summary>
public static class CovariantOverrides
{
    interface IWork
    {
        Task RunAsync(string text);
    }

    class Work(Trace trace) : IWork
    {
        protected Trace Trace => trace;

        [Expect(Decision.Ordinary)]
        public virtual async Task RunAsync(string text)
        {
            await trace.Leaf();
            trace.Log("base", text);
        }
    }

    class Better(Trace trace) : Work(trace)
    {
        [Expect(Decision.Ordinary)]
        public override async Task<string> RunAsync(string text)
        {
            await Trace.Leaf();
            Trace.Log("better", text);
            return text + "!";
        }
    }

    sealed class Best(Trace trace) : Better(trace)
    {
        [Expect(Decision.Ordinary)]
        public override async Task<string> RunAsync(string text)
        {
            await Trace.Leaf();
            Trace.Log("best", text);
            return text + "?";
        }
    }

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task Of_an_interface_method(Trace trace)
    {
        foreach (IWork work in new IWork[] { new Work(trace), new Better(trace), new Best(trace) })
        {
            await work.RunAsync("a");
            trace.Log("after");
        }
    }
}
