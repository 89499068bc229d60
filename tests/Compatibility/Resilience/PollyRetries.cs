using Polly;
using Polly.Fallback;
using Polly.Retry;
using Unboxed.Compatibility.Harness;
using Unboxed.Compatibility.Shop;

namespace Unboxed.Compatibility.Resilience;

/// <summary>Polly around woven calls that fail and are made again.</summary>
public static class PollyRetries
{
    [Scenario(Bits = 4)]
    public static async Task At_once(Trace trace)
    {
        var pipeline = new ResiliencePipelineBuilder().AddRetry(Options(trace, TimeSpan.Zero)).Build();
        trace.Log(await RunAsync(pipeline, new Orders(trace), 3, trace));
        await trace.Fails("too often", () => RunAsync(pipeline, new Orders(trace), 9, trace));
    }

    [Scenario]
    public static async Task After_a_delay(Trace trace)
    {
        var time = new DrivenTime(trace);
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = time.Provider }.AddRetry(Options(trace, TimeSpan.FromSeconds(10), time)).Build();
        var running = RunAsync(pipeline, new Orders(trace), 3, trace);
        trace.Log(await running);
        trace.Log($"after {time.Elapsed}");
    }

    [Scenario]
    public static async Task With_a_result_of_a_fallback(Trace trace)
    {
        var pipeline = new ResiliencePipelineBuilder<string>()
            .AddFallback(new FallbackStrategyOptions<string>
            {
                ShouldHandle = new PredicateBuilder<string>().Handle<KeyNotFoundException>(),
                FallbackAction = async _ => Outcome.FromResult("fallen back " + await new SealedOrders(trace).FindAsync(4)),
            })
            .AddRetry(new RetryStrategyOptions<string> { MaxRetryAttempts = 1, Delay = TimeSpan.Zero, ShouldHandle = new PredicateBuilder<string>().HandleResult(result => result == "order 2 of 3.0") }).Build();
        IOrders orders = new Orders(trace);
        foreach (int id in new[] { 1, 2, -1 }) trace.Log(await pipeline.ExecuteAsync(async (number, cancellation) => await orders.FindAsync(number, cancellation), id));
    }

    [Scenario]
    public static async Task With_state_and_outcomes(Trace trace)
    {
        var pipeline = new ResiliencePipelineBuilder().AddRetry(Options(trace, TimeSpan.Zero)).Build();
        var context = ResilienceContextPool.Shared.Get();
        var outcome = await pipeline.ExecuteOutcomeAsync(
            static async (context, orders) =>
            {
                try
                {
                    return Outcome.FromResult(await orders.FindAsync(-1, context.CancellationToken));
                }
                catch (KeyNotFoundException exception)
                {
                    return Outcome.FromException<string>(exception);
                }
            },
            context, (IOrders)new SealedOrders(trace));
        ResilienceContextPool.Shared.Return(context);
        trace.Caught(outcome.Exception!, "outcome");
    }

    static RetryStrategyOptions Options(Trace trace, TimeSpan delay, DrivenTime? time = null) => new()
    {
        MaxRetryAttempts = 3,
        Delay = delay,
        ShouldHandle = new PredicateBuilder().Handle<KeyNotFoundException>(),
        OnRetry = async retry =>
        {
            trace.Caught(retry.Outcome.Exception!, $"attempt {retry.AttemptNumber}");
            await trace.Leaf();
            time?.AdvanceWithTimer(delay);
        },
    };

    /// <summary>Fails until the attempt is the last one that is asked for.</summary>
    static async Task<string> RunAsync(ResiliencePipeline pipeline, IOrders orders, int attempts, Trace trace)
    {
        int attempt = 0;
        return await pipeline.ExecuteAsync(async cancellation =>
        {
            await orders.SaveAsync($"attempt {++attempt}");
            return await orders.FindAsync(attempt < attempts ? -1 : attempt, cancellation);
        });
    }
}
