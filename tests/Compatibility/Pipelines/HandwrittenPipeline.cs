using Unboxed.Compatibility.Harness;

namespace Unboxed.Compatibility.Pipelines;

/// <summary>Behaviors around a handler, chained by delegates as MediatR chains them.</summary>
public static class HandwrittenPipeline
{
    public interface IHandler<in TRequest, TResponse>
    {
        Task<TResponse> HandleAsync(TRequest request, CancellationToken cancellation);
    }

    public interface IBehavior<in TRequest, TResponse>
    {
        Task<TResponse> HandleAsync(TRequest request, Func<Task<TResponse>> next, CancellationToken cancellation);
    }

    [Scenario]
    public static async Task Behaviors_around_a_handler(Trace trace)
    {
        var sender = new Sender<string, int>(new Handler(trace), [new Bracket<string, int>(trace, "outer"), new Retry<string, int>(trace), new Bracket<string, int>(trace, "inner")]);
        trace.Log(await sender.SendAsync("four", default));
        await trace.Fails("no request", () => sender.SendAsync("", default));
        using var canceled = new CancellationTokenSource();
        canceled.Cancel();
        await trace.Fails("canceled", () => sender.SendAsync("four", canceled.Token));
    }

    [Scenario]
    public static async Task Next_called_twice_and_not_at_all(Trace trace)
    {
        var sender = new Sender<string, int>(new Handler(trace), [new Twice(trace), new Cached(trace)]);
        trace.Log(await sender.SendAsync("four", default));
        trace.Log(await sender.SendAsync("cached", default));
    }

    sealed class Sender<TRequest, TResponse>(IHandler<TRequest, TResponse> handler, IBehavior<TRequest, TResponse>[] behaviors)
    {
        public async Task<TResponse> SendAsync(TRequest request, CancellationToken cancellation) => await behaviors.Reverse().Aggregate(
            (Func<Task<TResponse>>)(() => handler.HandleAsync(request, cancellation)), (next, behavior) => () => behavior.HandleAsync(request, next, cancellation))();
    }

    sealed class Handler(Trace trace) : IHandler<string, int>
    {
        public async Task<int> HandleAsync(string request, CancellationToken cancellation)
        {
            trace.Log($"handling {request}");
            await trace.LeafTask(cancellation);
            return request.Length == 0 ? throw new ArgumentException("The request is empty.") : await trace.Leaf(request.Length);
        }
    }

    sealed class Bracket<TRequest, TResponse>(Trace trace, string name) : IBehavior<TRequest, TResponse>
    {
        public async Task<TResponse> HandleAsync(TRequest request, Func<Task<TResponse>> next, CancellationToken cancellation)
        {
            trace.Log($"{name} begins");
            try
            {
                await trace.Leaf();
                return await next();
            }
            finally
            {
                trace.Log($"{name} ends");
            }
        }
    }

    sealed class Retry<TRequest, TResponse>(Trace trace) : IBehavior<TRequest, TResponse>
    {
        public async Task<TResponse> HandleAsync(TRequest request, Func<Task<TResponse>> next, CancellationToken cancellation)
        {
            for (int attempt = 1; ; attempt++)
            {
                try
                {
                    return await next();
                }
                catch (ArgumentException exception) when (attempt < 3)
                {
                    trace.Caught(exception, $"attempt {attempt}");
                    await trace.LeafTask(cancellation);
                }
            }
        }
    }

    sealed class Twice(Trace trace) : IBehavior<string, int>
    {
        public async Task<int> HandleAsync(string request, Func<Task<int>> next, CancellationToken cancellation)
        {
            Task<int> first = next(), second = next();
            trace.Log("both run");
            return await second - await first + (await Task.WhenAll(first, second)).Sum();
        }
    }

    sealed class Cached(Trace trace) : IBehavior<string, int>
    {
        public Task<int> HandleAsync(string request, Func<Task<int>> next, CancellationToken cancellation) => request == "cached" ? trace.LeafTask(-1) : next();
    }
}
