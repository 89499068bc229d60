using Polly;
using Polly.CircuitBreaker;
using Unboxed.Compatibility.Harness;
using Unboxed.Compatibility.Shop;

namespace Unboxed.Compatibility.Resilience;

/// <summary>Polly's timeouts and circuit breakers around woven calls.</summary>
public static class PollyTimeouts
{
    [Scenario]
    public static async Task A_woven_chain_is_canceled(Trace trace)
    {
        var time = new DrivenTime(trace);
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = time.Provider }.AddTimeout(TimeSpan.FromSeconds(5)).Build();
        IWaiting waiting = new Outer(new Inner(trace, time), trace);
        await trace.Fails("timeout", async () => await pipeline.ExecuteAsync(async cancellation => trace.Log(await waiting.WaitAsync(TimeSpan.FromSeconds(9), cancellation))));
        trace.Log($"after {time.Elapsed}");
        await pipeline.ExecuteAsync(async cancellation => trace.Log(await waiting.WaitAsync(TimeSpan.Zero, cancellation)));
    }

    [Scenario]
    public static async Task A_timeout_in_each_of_several_attempts(Trace trace)
    {
        var time = new DrivenTime(trace);
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = time.Provider }
            .AddRetry(new() { MaxRetryAttempts = 2, Delay = TimeSpan.Zero, OnRetry = async retry => await new SealedOrders(trace).SaveAsync($"attempt {retry.AttemptNumber}") })
            .AddTimeout(TimeSpan.FromSeconds(5)).Build();
        IWaiting waiting = new Outer(new Inner(trace, time), trace);
        int seconds = 12;
        await pipeline.ExecuteAsync(async cancellation => trace.Log(await waiting.WaitAsync(TimeSpan.FromSeconds(seconds -= 4), cancellation)));
        trace.Log($"after {time.Elapsed}");
    }

    [Scenario]
    public static async Task A_circuit_that_is_broken(Trace trace)
    {
        var time = new DrivenTime(trace);
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = time.Provider }.AddCircuitBreaker(new()
        {
            FailureRatio = 0.5,
            MinimumThroughput = 2,
            BreakDuration = TimeSpan.FromSeconds(30),
            ShouldHandle = new PredicateBuilder().Handle<KeyNotFoundException>(),
            OnOpened = async _ => await new SealedOrders(trace).SaveAsync("the circuit"),
        }).Build();
        IOrders orders = new Orders(trace);
        for (int attempt = 0; attempt < 3; attempt++) await trace.Fails($"{attempt}", async () => await pipeline.ExecuteAsync(async cancellation => await orders.FindAsync(-1, cancellation)));
        var pause = Task.Delay(TimeSpan.FromSeconds(31), time.Provider);
        time.Advance(TimeSpan.FromSeconds(31));
        await pause;
        trace.Log(await pipeline.ExecuteAsync(async cancellation => await orders.FindAsync(1, cancellation)));
    }

    public interface IWaiting
    {
        Task<string> WaitAsync(TimeSpan span, CancellationToken cancellation);
    }

    /// <summary>Waits by the clock.</summary>
    sealed class Inner(Trace trace, DrivenTime time) : IWaiting
    {
        public async Task<string> WaitAsync(TimeSpan span, CancellationToken cancellation)
        {
            await trace.Leaf();
            var waiting = Task.Delay(span, time.Provider, cancellation);
            // In two steps: what is due within a timeout comes before it.
            time.AdvanceUntil(waiting, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(1));
            await waiting;
            return $"waited {span}";
        }
    }

    sealed class Outer(IWaiting inner, Trace trace) : IWaiting
    {
        public async Task<string> WaitAsync(TimeSpan span, CancellationToken cancellation)
        {
            try
            {
                return "outer " + await inner.WaitAsync(span, cancellation);
            }
            catch (OperationCanceledException exception)
            {
                trace.Log($"canceled by the token it was given: {exception.CancellationToken == cancellation}");
                throw;
            }
            finally
            {
                await trace.LeafTask();
                trace.Log("outer ends");
            }
        }
    }
}
