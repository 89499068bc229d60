using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Awaits of dynamic values beside others.</summary>
public static class DynamicAwaits
{
    interface ISource
    {
        Task<int> GetAsync(int value);

        ValueTask RunAsync(bool fails);
    }

    sealed class Source(Trace trace) : ISource
    {
        [Expect(Decision.Ordinary)]
        public async Task<int> GetAsync(int value) => await trace.Leaf(value);

        [Expect(Decision.Ordinary)]
        public async ValueTask RunAsync(bool fails)
        {
            await trace.Leaf();
            if (fails) throw trace.Register(new InvalidOperationException("failed"));
        }
    }

    [Case]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Ordinary, Reason = "What its awaiter is, is known only when the program runs.")]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task BesideScratchCalls(Trace trace)
    {
        ISource source = new Source(trace);
        int sum = await source.GetAsync(1);
        dynamic value = trace.LeafTask(2);
        sum += await value;
        trace.Where("dynamic");
        sum += await source.GetAsync(3);
        try
        {
            await (dynamic)source.RunAsync(true);
        }
        catch (InvalidOperationException exception)
        {
            trace.Caught(exception);
            await source.RunAsync(false);
        }
        trace.Log("sum", sum + await source.GetAsync(4));
    }

    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch)]
    static async Task<int> SumAsync(ISource source, dynamic value)
    {
        int first = await value;
        return first + await source.GetAsync(2);
    }

    [Case]
    [Expect(Decision.Ordinary, Reason = "A method with such an await has no scratch body.")]
    public static async Task InTheCallee(Trace trace) => trace.Log("sum", await SumAsync(new Source(trace), trace.LeafTask(1)));

    [Expect(Decision.Scratch, Count = 2)]
    static async Task<int> OrThrowAsync(Trace trace, ISource? source, bool isTwice) =>
        source is null ? throw trace.Register(new ArgumentNullException(nameof(source)))
        : isTwice ? await source.GetAsync(1) + await source.GetAsync(2)
        : throw trace.Register(new InvalidOperationException("once"));

    /// <summary>What debug code leaves on the stack where it throws.</summary>
    [Case(Variants = 3)]
    [Expect(Decision.Scratch)]
    public static async Task AThrowInAnExpression(Trace trace, int variant)
    {
        try
        {
            trace.Log("sum", await OrThrowAsync(trace, variant == 0 ? null : new Source(trace), variant == 1));
        }
        catch (Exception exception) when (exception is ArgumentNullException or InvalidOperationException)
        {
            trace.Log(exception.GetType().Name);
            trace.Frames(exception);
        }
    }
}
