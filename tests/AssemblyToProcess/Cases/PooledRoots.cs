using System.Runtime.CompilerServices;
using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Roots whose boxes are pooled: the next call may have the box of the last, while that is still on the stack.</summary>
public static class PooledRoots
{
    interface ILevel
    {
        ValueTask<int> GoAsync(int n);
    }

    sealed class Inner(Trace trace) : ILevel
    {
        static readonly AsyncLocal<int> local = new();

        [Expect(Decision.Ordinary)]
        public async ValueTask<int> GoAsync(int n)
        {
            local.Value = n;
            int got = await trace.Leaf(n);
            trace.Log("local", local.Value);
            return n % 5 == 4 ? throw trace.Register(new InvalidOperationException($"inner {n}")) : got;
        }
    }

    sealed class Outer(ILevel inner) : ILevel
    {
        [Expect(Decision.Scratch)]
        public async ValueTask<int> GoAsync(int n) => await inner.GoAsync(n) + 1;
    }

    static readonly AsyncLocal<string?> request = new();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Ordinary)]
    static async ValueTask<string> RootAsync(Trace trace, ILevel level, int n)
    {
        string at = "began";
        try
        {
            trace.Log("found", request.Value);
            request.Value = $"request {n}";
            int one = await level.GoAsync(n);
            at = $"had {one}";
            await trace.Leaf(0).ConfigureAwait(false);
            int other = await level.GoAsync(n + 1).ConfigureAwait(false);
            trace.Log("request", request.Value);
            return $"{at}, {other}";
        }
        catch (InvalidOperationException exception) when (n % 2 == 0)
        {
            trace.Caught(exception);
            return $"{at}, failed {await trace.LeafTask(n)}";
        }
        finally
        {
            trace.Log("ends", at);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    [Expect(Decision.Scratch)]
    static async ValueTask LoopAsync(Trace trace, ILevel level, int times)
    {
        for (int i = 0; i < times; i++) trace.Log("got", await level.GoAsync(5 * i));
    }

    /// <summary>The box of one that has ended is that of the next, which waits for another number of methods.</summary>
    [Case(In = Places.Plain | Places.Ui | Places.Scheduler, Variants = 4)]
    [Expect(Decision.Ordinary, Count = 2, Reason = "Its future is a pooled one.")]
    public static async Task One_after_the_other(Trace trace, int variant)
    {
        ILevel level = new Inner(trace);
        for (int i = 0; i < 6; i++)
        {
            if (i % 2 == 1) level = new Outer(level);
            try
            {
                trace.Log("result", await RootAsync(trace, level, i + variant));
            }
            catch (InvalidOperationException exception)
            {
                trace.Caught(exception);
            }
            await LoopAsync(trace, level, i % 3);
        }
        trace.Log("request", request.Value);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    [Expect(Decision.Scratch, Count = 2)]
    static async ValueTask<int> SumAsync(ILevel level, int n) => await level.GoAsync(n) + await level.GoAsync(n + 1);

    [Expect(Decision.Ordinary, Reason = "Its future is a pooled one.")]
    static async Task<int> AwaitAsync(Trace trace, ILevel level, int n)
    {
        int result = await SumAsync(level, n);
        trace.Log("awaited", result);
        return result;
    }

    [Case(In = Places.Plain | Places.Ui, Variants = 3)]
    [Expect(Decision.Escapes)]
    [Expect(Decision.Ordinary, Reason = "Its future is a pooled one.")]
    public static async Task Some_at_once(Trace trace, int variant)
    {
        ILevel level = new Outer(new Inner(trace));
        for (int round = 0; round < 3; round++)
        {
            var first = AwaitAsync(trace, level, variant);
            var second = SumAsync(level, 10 + variant).AsTask();
            trace.Log("first", await first);
            trace.Log("second", await second);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Ordinary, Reason = "Its future is a pooled one.")]
    static async ValueTask<int> NestedAsync(Trace trace, ILevel level, int depth) =>
        depth == 0 ? await level.GoAsync(1) : 1 + await NestedAsync(trace, level, depth - 1);

    [Case(In = Places.Plain | Places.Ui | Places.Scheduler)]
    [Expect(Decision.Ordinary, Reason = "Its future is a pooled one.")]
    public static async Task Of_one_another(Trace trace)
    {
        for (int depth = 0; depth < 4; depth++) trace.Log("result", await NestedAsync(trace, new Outer(new Inner(trace)), depth));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    [Expect(Decision.Scratch, Count = 2)]
    static async ValueTask SuppressedAsync(Trace trace, ILevel level)
    {
        request.Value = "before";
        var flow = ExecutionContext.SuppressFlow();
        trace.Log("one", await level.GoAsync(1));
        if (ExecutionContext.IsFlowSuppressed()) flow.Undo();
        trace.Log("request", request.Value);
        trace.Log("two", await level.GoAsync(2));
    }

    [Case(In = Places.Plain)]
    [Expect(Decision.Ordinary, Reason = "Its future is a pooled one.")]
    public static async Task Under_suppressed_flow(Trace trace)
    {
        for (int i = 0; i < 3; i++) await SuppressedAsync(trace, new Inner(trace));
    }
}
