using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Overrides that return Task&lt;T&gt; where the interface, or the class that they derive from, says Task: what they give is discarded.</summary>
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

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task Of_a_class(Trace trace)
    {
        foreach (var work in new[] { new Work(trace), new Better(trace), new Best(trace) })
        {
            await work.RunAsync("a");
            trace.Log("after");
        }
    }

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task With_their_results(Trace trace)
    {
        foreach (var work in new[] { new Better(trace), new Best(trace) }) trace.Log(await work.RunAsync("a"));
    }

    sealed class Caller(Trace trace, Work work)
    {
        // What the override has given is on its way no more when the method waits again, for a leaf and for the next call.
        [Expect(Decision.Scratch)]
        [Expect(Decision.Ordinary)]
        [Expect(Decision.Scratch)]
        [Expect(Decision.Ordinary)]
        public async Task<string> CallAsync()
        {
            await work.RunAsync("a");
            await trace.Leaf();
            await work.RunAsync("b");
            await Task.Yield();
            return "done";
        }
    }

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task Before_other_awaits(Trace trace)
    {
        foreach (var work in new[] { new Better(trace), new Best(trace) }) trace.Log(await new Caller(trace, work).CallAsync());
    }

    abstract class Shared<T>
    {
        public abstract Task RunAsync<U>(T value, U other);
    }

    class Values<T>(Trace trace) : Shared<T>
    {
        [Expect(Decision.Ordinary)]
        public override async Task<(T, U, long, string)> RunAsync<U>(T value, U other)
        {
            await trace.Leaf();
            trace.Log(typeof(T).Name, typeof(U).Name);
            return (value, other, 1, "large");
        }
    }

    sealed class Throws(Trace trace) : Values<int>(trace)
    {
        readonly Trace trace = trace;

        [Expect(Decision.Ordinary)]
        public override async Task<(int, U, long, string)> RunAsync<U>(int value, U other)
        {
            await trace.Leaf();
            throw new InvalidOperationException(typeof(U).Name);
        }
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task Of_generic_methods_with_large_results(Trace trace)
    {
        foreach (var shared in new Shared<int>[] { new Values<int>(trace), new Throws(trace) })
        {
            try
            {
                await shared.RunAsync(1, "a");
                await shared.RunAsync(2, 3.0);
            }
            catch (InvalidOperationException thrown)
            {
                trace.Log(thrown.Message);
            }
        }
    }
}
