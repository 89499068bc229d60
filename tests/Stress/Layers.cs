namespace Unboxed.Stress;

/// <summary>The layers of a chain.</summary>
interface IWork
{
    ValueTask<long> RunAsync(long seed, int depth);

    Task<long> RunTaskAsync(long seed, int depth);
}

/// <summary>A struct with a reference and data, so that it goes to a holder.</summary>
record struct Pair(string Text, long Number, object Identity);

/// <summary>What one call has got to. A method that is resumed twice, or in the wrong place, does not come by here in order.</summary>
sealed class Progress
{
    int step;

    internal void Step(int next) => Failures.Verify(Interlocked.Exchange(ref step, next) == next - 1, $"a method came to step {next} out of order");
}

/// <summary>Which chain the current code belongs to.</summary>
static class Flow
{
    internal static readonly AsyncLocal<long> Chain = new(), Callee = new();
}

/// <summary>Waits and calls the next layer, with variables of all kinds alive across every await.</summary>
sealed class Layer(Leaves leaves, IWork? next) : IWork
{
    public async ValueTask<long> RunAsync(long seed, int depth)
    {
        var progress = new Progress();
        long chain = Flow.Chain.Value, own = Mixing.Mix(seed, depth), sum = 0;
        var text = own.ToString("x", null);
        decimal money = own;
        var pair = new Pair(text, own, progress);
        var id = new Guid((int)own, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        Flow.Callee.Value = own;
        for (int i = 0; i < 2; i++)
        {
            progress.Step((3 * i) + 1);
            try
            {
                sum += await leaves.WaitAsync(Mixing.Kind(own + i), own + i);
            }
            catch (LeafException exception)
            {
                sum += exception.Value;
            }
            progress.Step((3 * i) + 2);
            Check();
            if (depth > 0 && next is not null)
                sum += (own + i) % 2 == 0 ? await next.RunAsync(own + i, i == 0 ? depth - 1 : 0) : await next.RunTaskAsync(own + i, i == 0 ? depth - 1 : 0).ConfigureAwait(false);
            progress.Step((3 * i) + 3);
            Check();
        }
        return sum;

        void Check()
        {
            Failures.Verify(text == own.ToString("x", null) && money == own && pair == new Pair(text, own, progress) && id == new Guid((int)own, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), "a frame is torn");
            Failures.Verify(Flow.Chain.Value == chain, $"a call of chain {chain} runs in the flow of chain {Flow.Chain.Value}");
            Failures.Verify(Flow.Callee.Value == own, "a caller sees what its callee has changed");
        }
    }

    public async Task<long> RunTaskAsync(long seed, int depth)
    {
        var progress = new Progress();
        long own = Mixing.Mix(seed, depth);
        string text = own.ToString("x", null);
        Flow.Callee.Value = own;
        progress.Step(1);
        long sum = await leaves.Source(own, (own & 1) == 0);
        progress.Step(2);
        if (depth > 0 && next is not null) sum += await next.RunAsync(own, depth - 1);
        progress.Step(3);
        Failures.Verify(text == own.ToString("x", null) && Flow.Callee.Value == own, "a frame is torn");
        return sum;
    }
}

/// <summary>Calls itself, deeper than the levels of one chain and than any room on a stack.</summary>
sealed class Deep(Leaves leaves) : IWork
{
    public async ValueTask<long> RunAsync(long seed, int depth)
    {
        long own = Mixing.Mix(seed, depth);
        var pair = new Pair("deep", own, this);
        if (depth == 0) return own + await leaves.Raced(own);
        long sum = own + await ((IWork)this).RunTaskAsync(own, depth - 1);
        Failures.Verify(pair == new Pair("deep", own, this), "a frame is torn");
        return sum;
    }

    public async Task<long> RunTaskAsync(long seed, int depth)
    {
        long own = Mixing.Mix(seed, depth);
        if (depth == 0) return own + await leaves.Source(own, isEager: true);
        if (depth % 13 == 0) await Task.Yield();
        return own + await ((IWork)this).RunAsync(own, depth - 1).ConfigureAwait(false);
    }
}
