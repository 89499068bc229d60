using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;
using Unboxed;

namespace AssemblyToProcess.Cases;

/// <summary>Methods whose callees give what they give themselves, before and after they have been resumed: reference, word and struct, by scratch calls, ordinary calls and leaves, and by what throws.</summary>
public static class ResultPlaces
{
    interface IStep<T>
    {
        ValueTask<T> RunAsync(T value);
    }

    sealed class Woven<T>(Trace trace) : IStep<T>
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<T> RunAsync(T value)
        {
            await trace.Leaf();
            return value;
        }
    }

    /// <summary>Completes at once.</summary>
    sealed class Quick<T> : IStep<T>
    {
        public async ValueTask<T> RunAsync(T value) => value;
    }

    [Boxed]
    sealed class Ordinary<T>(Trace trace) : IStep<T>
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<T> RunAsync(T value)
        {
            await trace.Leaf();
            return value;
        }
    }

    sealed class Failing<T>(Trace trace) : IStep<T>
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<T> RunAsync(T value)
        {
            await trace.Leaf();
            throw trace.Register(new InvalidOperationException(value!.ToString()));
        }
    }

    sealed class InTurn<T>(Trace trace, params IStep<T>[] steps) : IStep<T>
    {
        [Expect(Decision.Scratch)]
        [Expect(Decision.Ordinary)]
        public async ValueTask<T> RunAsync(T value)
        {
            foreach (var step in steps)
            {
                try
                {
                    value = await step.RunAsync(value);
                    trace.Log("step", value);
                }
                catch (InvalidOperationException exception)
                {
                    trace.Log("failed", exception.Message);
                }
                await trace.Leaf();
            }
            return value;
        }
    }

    static IStep<T> Steps<T>(Trace trace)
    {
        IStep<T> Inner() => new InTurn<T>(trace, new Woven<T>(trace), new Quick<T>(), new Ordinary<T>(trace), new Failing<T>(trace), new Quick<T>());
        return new InTurn<T>(trace, new Quick<T>(), Inner(), new Failing<T>(trace), Inner(), new Ordinary<T>(trace), new Failing<T>(trace));
    }

    [Case]
    [Expect(Decision.Scratch, Count = 4)]
    public static async Task OfEveryKind(Trace trace)
    {
        trace.Log("reference", await Steps<string>(trace).RunAsync("text"));
        trace.Log("word", await Steps<int>(trace).RunAsync(7));
        trace.Log("wide", await Steps<decimal>(trace).RunAsync(1.5m));
        trace.Log("struct", await Steps<(string, int)>(trace).RunAsync(("a", 1)));
    }
}
