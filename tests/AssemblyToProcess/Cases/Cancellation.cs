using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Cancellation is an exception like others, but for the task of its root.</summary>
public static class Cancellation
{
    interface ICancellable
    {
        Task<int> WaitAsync(CancellationToken token, bool before);
    }

    sealed class Cancellable(Trace trace) : ICancellable
    {
        [Expect(Decision.Ordinary, Count = 2)]
        public async Task<int> WaitAsync(CancellationToken token, bool before)
        {
            if (before) token.ThrowIfCancellationRequested();
            await trace.Leaf();
            token.ThrowIfCancellationRequested();
            await trace.FailingLeaf(trace.Register(new TaskCanceledException("leaf")));
            return 1;
        }
    }

    [Case(Variants = 3)]
    [Expect(Decision.Scratch)]
    public static async Task ThroughACallee(Trace trace, int variant)
    {
        using var source = new CancellationTokenSource();
        if (variant < 2) source.Cancel();
        ICancellable cancellable = new Cancellable(trace);
        try
        {
            trace.Log("result", await cancellable.WaitAsync(source.Token, variant == 0));
        }
        catch (OperationCanceledException exception)
        {
            trace.Log("canceled", exception.CancellationToken == source.Token);
            trace.Caught(exception);
        }
    }

    [Case(Variants = 3)]
    [Expect(Decision.Scratch)]
    public static async Task CancelsTheRoot(Trace trace, int variant)
    {
        using var source = new CancellationTokenSource();
        if (variant < 2) source.Cancel();
        ICancellable cancellable = new Cancellable(trace);
        trace.Log("result", await cancellable.WaitAsync(source.Token, variant == 0));
    }

    interface ILayer
    {
        ValueTask<string> RunAsync(CancellationToken token, int depth);
    }

    /// <summary>Each layer links a source of its own, registers with it, and handles the cancellation.</summary>
    sealed class Layer(Trace trace, CancellationTokenSource origin, int canceledAt) : ILayer
    {
        [Expect(Decision.Ordinary)]
        [Expect(Decision.Scratch, Count = 2)]
        [Expect(Decision.Ordinary, Count = 2)]
        public async ValueTask<string> RunAsync(CancellationToken token, int depth)
        {
            using var own = CancellationTokenSource.CreateLinkedTokenSource(token);
            await using var registration = own.Token.Register(() => trace.Log("canceled at", depth));
            try
            {
                await trace.Leaf();
                if (depth == canceledAt) origin.Cancel();
                return depth == 0 ? await WaitAsync(own.Token) : depth + await ((ILayer)this).RunAsync(own.Token, depth - 1);
            }
            catch (OperationCanceledException exception) when (exception.CancellationToken == own.Token || depth == 2)
            {
                await trace.Leaf();
                trace.Log("handled at", depth);
                throw trace.Register(new OperationCanceledException($"at {depth}", exception, token));
            }
        }

        [Expect(Decision.Ordinary)]
        async Task<string> WaitAsync(CancellationToken token)
        {
            await trace.Leaf();
            token.ThrowIfCancellationRequested();
            return "not canceled";
        }
    }

    [Case(Variants = 5)]
    [Expect(Decision.Scratch)]
    public static async Task ThroughLinkedSources(Trace trace, int variant)
    {
        using var source = new CancellationTokenSource();
        ILayer layer = new Layer(trace, source, variant);
        try
        {
            trace.Log("result", await layer.RunAsync(source.Token, 3));
        }
        catch (OperationCanceledException exception)
        {
            trace.Caught(exception);
            trace.Log("of the source", exception.CancellationToken == source.Token);
        }
    }
}
