using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Await sites in loops, branches and expressions.</summary>
public static class ControlFlow
{
    interface ISource
    {
        ValueTask<int> GetAsync(int value);

        Task<bool> IsSmallAsync(int value);

        Task EnterAsync();
    }

    sealed class Source(Trace trace) : ISource
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> GetAsync(int value)
        {
            trace.Log("get", value);
            return await trace.Leaf(value);
        }

        [Expect(Decision.Ordinary)]
        public async Task<bool> IsSmallAsync(int value) => await trace.Leaf(value) < 3;

        /// <summary>A try block begins right behind each await.</summary>
        [Expect(Decision.Ordinary, Count = 2)]
        public async Task EnterAsync()
        {
            await trace.Leaf().ConfigureAwait(false);
            try
            {
                trace.Log("in the callee");
                if (await trace.Leaf(1) == 1) return;
            }
            finally
            {
                trace.Log("finally in the callee");
            }
        }
    }

    [Case]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task ATryBlockRightBehindTheAwait(Trace trace)
    {
        ISource source = new Source(trace);
        await source.EnterAsync();
        try
        {
            await source.EnterAsync().ConfigureAwait(false);
            try
            {
                trace.Log("inner");
                _ = await source.GetAsync(1);
            }
            catch (InvalidOperationException exception)
            {
                trace.Caught(exception);
            }
        }
        finally
        {
            trace.Log("finally");
        }
    }

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task For(Trace trace)
    {
        ISource source = new Source(trace);
        int sum = 0;
        for (int i = 0; i < 4; i++) sum += await source.GetAsync(i);
        trace.Log("sum", sum);
    }

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task WhileTheCalleeSaysSo(Trace trace)
    {
        ISource source = new Source(trace);
        int i = 0;
        while (await source.IsSmallAsync(i)) i++;
        trace.Log("i", i);
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task DoWithContinueAndBreak(Trace trace)
    {
        ISource source = new Source(trace);
        int i = 0;
        do
        {
            i++;
            if (i == 2) continue;
            if (await source.GetAsync(i) == 4) break;
            trace.Log("i", i);
        }
        while (await source.GetAsync(i) < 10);
        trace.Log("end", i);
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task NestedLoops(Trace trace)
    {
        ISource source = new Source(trace);
        foreach (var a in new List<int> { 1, 2 })
        {
            int outer = await source.GetAsync(a);
            foreach (var b in new[] { 10, 20 }) trace.Log("product", outer * await source.GetAsync(b));
        }
    }

    [Case(Variants = 4)]
    [Expect(Decision.Scratch, Count = 4)]
    public static async Task Switch(Trace trace, int variant)
    {
        ISource source = new Source(trace);
        var text = variant switch
        {
            0 => "zero " + await source.GetAsync(0),
            1 => "one " + await source.GetAsync(1),
            2 when await source.IsSmallAsync(2) => "two",
            _ => "other " + await source.GetAsync(3),
        };
        trace.Log(text);
    }

    [Case]
    [Expect(Decision.Scratch, Count = 4)]
    public static async Task Expressions(Trace trace)
    {
        ISource source = new Source(trace);
        // Operands that are on the stack while the callee is pending.
        int[] array = [1, 2, 3];
        array[await source.GetAsync(1)] += await source.GetAsync(5) * array[2] - await source.GetAsync(array[0]);
        trace.Log("array", array);
        trace.Log("text", "a" + array[1] + await source.GetAsync(7));
    }

    [Case]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task NestedInArguments(Trace trace)
    {
        ISource source = new Source(trace);
        trace.Log("nested", await source.GetAsync(await source.GetAsync(await source.GetAsync(1) + 1) + 1));
    }

    [Case]
    [Expect(Decision.Scratch, Count = 4)]
    public static async Task ShortCircuit(Trace trace)
    {
        ISource source = new Source(trace);
        trace.Log("and", await source.IsSmallAsync(5) && await source.IsSmallAsync(1));
        trace.Log("or", await source.IsSmallAsync(1) || await source.IsSmallAsync(2));
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task ReturnFromWithin(Trace trace)
    {
        ISource source = new Source(trace);
        for (int i = 0; ; i++)
        {
            if (await source.GetAsync(i) == 2)
            {
                trace.Log("found", i);
                return;
            }
            if (i > 5) await source.GetAsync(100);
        }
    }

    [Case(Variants = 2)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task GotoAndLabels(Trace trace, int variant)
    {
        ISource source = new Source(trace);
        int i = 0;
    again:
        i += await source.GetAsync(1);
        if (i < 3) goto again;
        if (variant == 1) goto end;
        i += await source.GetAsync(10);
    end:
        trace.Log("i", i);
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task CheckedArithmetic(Trace trace)
    {
        ISource source = new Source(trace);
        try
        {
            int large = await source.GetAsync(int.MaxValue);
            trace.Log("sum", checked(large + await source.GetAsync(1)));
        }
        catch (OverflowException exception)
        {
            trace.Log(exception.GetType().Name);
        }
    }

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task DiscardedResult(Trace trace)
    {
        ISource source = new Source(trace);
        _ = await source.GetAsync(1);
        trace.Log("discarded");
    }

    [Case]
    [Expect(Decision.Scratch, Count = 30)]
    public static async Task ManySites(Trace trace)
    {
        ISource s = new Source(trace);
        int sum = await s.GetAsync(1) + await s.GetAsync(2) + await s.GetAsync(3) + await s.GetAsync(4) + await s.GetAsync(5)
            + await s.GetAsync(6) + await s.GetAsync(7) + await s.GetAsync(8) + await s.GetAsync(9) + await s.GetAsync(10)
            + await s.GetAsync(11) + await s.GetAsync(12) + await s.GetAsync(13) + await s.GetAsync(14) + await s.GetAsync(15)
            + await s.GetAsync(16) + await s.GetAsync(17) + await s.GetAsync(18) + await s.GetAsync(19) + await s.GetAsync(20)
            + await s.GetAsync(21) + await s.GetAsync(22) + await s.GetAsync(23) + await s.GetAsync(24) + await s.GetAsync(25)
            + await s.GetAsync(26) + await s.GetAsync(27) + await s.GetAsync(28) + await s.GetAsync(29) + await s.GetAsync(30);
        trace.Log("sum", sum);
    }
}
