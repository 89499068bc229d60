using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Async methods of interfaces that are not dispatched: static, private, sealed.</summary>
public static class InterfaceMembers
{
    interface ICounter
    {
        int Start { get; }

        [Expect(Decision.Scratch, Count = 4)]
        async Task<string> CountAsync(Trace trace) => $"{await FirstAsync(trace)} {await NextAsync(trace, 2)} {await PassedOnAsync(trace)} {await LastAsync(trace)}";

        [Expect(Decision.Ordinary)]
        private async Task<int> FirstAsync(Trace trace) => Start + await trace.Leaf(1);

        [Expect(Decision.Ordinary)]
        static async ValueTask<int> NextAsync(Trace trace, int number)
        {
            await trace.Leaf();
            return number;
        }

        private Task<int> PassedOnAsync(Trace trace) => FirstAsync(trace);

        [Expect(Decision.Scratch)]
        sealed async Task<T> LastAsync<T>(Trace trace, T last)
        {
            trace.Log("start", Start + await FirstAsync(trace));
            return last;
        }

        [Expect(Decision.Scratch)]
        private static async Task<int> LastAsync(Trace trace)
        {
            if (await NextAsync(trace, 3) is var number && number == 4) trace.Log("not reached");
            throw trace.Register(new InvalidOperationException("last"));
        }
    }

    interface IGeneric<T>
    {
        [Expect(Decision.Ordinary)]
        static async Task<(T, U)> PairAsync<U>(Trace trace, T first, U second)
        {
            trace.Log("type", typeof(T).Name);
            await trace.Leaf();
            return (first, second);
        }

        [Expect(Decision.Scratch)]
        async Task<(T, T)> TwiceAsync(Trace trace, T value) => await PairAsync(trace, value, value);
    }

    sealed class Counter : ICounter, IGeneric<string>
    {
        public int Start => 10;
    }

    struct Small : ICounter, IGeneric<long>
    {
        public int Start => 20;
    }

    [Case(Variants = 2)]
    [Expect(Decision.Scratch, Count = 5)]
    public static async Task AreCalledDirectly(Trace trace, int variant)
    {
        ICounter counter = variant == 0 ? new Counter() : new Small();
        try
        {
            trace.Log("count", await counter.CountAsync(trace));
        }
        catch (InvalidOperationException exception)
        {
            trace.Caught(exception);
            trace.Frames(exception);
        }
        trace.Log("last", await counter.LastAsync(trace, "last"));
        trace.Log("next", await ICounter.NextAsync(trace, 5));
        trace.Log("pair", await IGeneric<int>.PairAsync(trace, 1, "2"));
        trace.Log("twice", await ((IGeneric<string>)new Counter()).TwiceAsync(trace, "twice"));
    }

    [Case(In = Places.Plain | Places.Ui)]
    [Expect(Decision.Scratch)]
    public static async Task AReceiverThatIsNull(Trace trace)
    {
        ICounter? counter = null;
        try
        {
            trace.Log("last", await counter!.LastAsync(trace, 1));
        }
        catch (NullReferenceException exception)
        {
            trace.Log(exception.GetType().Name);
        }
    }
}
