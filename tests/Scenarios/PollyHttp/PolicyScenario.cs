using System.Net;
using System.Text;
using global::Polly;
using global::Polly.Bulkhead;
using global::Polly.Caching;
using global::Polly.CircuitBreaker;
using global::Polly.Extensions.Http;
using global::Polly.Registry;
using global::Polly.Timeout;
using global::Polly.Utilities;
using Microsoft.Extensions.DependencyInjection;
using Unboxed.Scenarios.Support;

namespace Unboxed.Scenarios.PollyHttp;

/// <summary>Clients from the framework's factory behind policies of Polly 7, whose waits and times are this program's own.</summary>
sealed class PolicyScenario(Transcript transcript)
{
    internal async Task Run()
    {
        SystemClock.SleepAsync = async (time, cancellationToken) =>
        {
            transcript.Write($"  waits {time.TotalMilliseconds} ms");
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
        };
        await Retries();
        await Breaker();
        await Timeouts();
        await Wrapped();
        await Bulkhead();
        await Cached();
        await Canceled();
        SingleThread.Run(Contexts);
        SystemClock.Reset();
    }

    HttpClient Client(Func<int, HttpResponseMessage> answer, Action<IHttpClientBuilder> policies, Func<HttpRequestMessage, CancellationToken, Task>? arriving = null)
    {
        int count = 0;
        var services = new ServiceCollection();
        HttpResponseMessage Answer(HttpRequestMessage request, byte[] body)
        {
            transcript.Write($"  request {++count}: {Encoding.UTF8.GetString(body)}");
            return answer(count);
        }
        policies(services.AddHttpClient("shop", client => client.BaseAddress = new("http://shop.test/")).ConfigurePrimaryHttpMessageHandler(() => new AnsweringHandler(Answer) { Arriving = arriving }));
        return services.BuildServiceProvider().GetRequiredService<IHttpClientFactory>().CreateClient("shop");
    }

    static HttpResponseMessage Respond(HttpStatusCode status, string text = "here you are") => AnsweringHandler.Respond((int)status, Encoding.UTF8.GetBytes(text), "text/plain");

    async Task Retries()
    {
        var retry = HttpPolicyExtensions.HandleTransientHttpError().OrResult(response => response.StatusCode == HttpStatusCode.TooManyRequests).WaitAndRetryAsync(3, (number, _, _) => TimeSpan.FromMilliseconds(100 << number), async (outcome, time, number, context) =>
        {
            await Task.Yield();
            transcript.Write($"  again, {number}: {outcome.Result?.StatusCode.ToString() ?? outcome.Exception.Message}, {context["what"]}");
        });
        foreach (int failing in new[] { 0, 2, 3, 4 })
        {
            using var client = Client(count => count > failing ? Respond(HttpStatusCode.OK) : count == 2 ? throw new HttpRequestException("The network is gone.") : Respond((HttpStatusCode)(500 + count)), builder => builder.AddPolicyHandler(retry));
            using var request = new HttpRequestMessage(HttpMethod.Post, "order") { Content = new StringContent($"order {failing}") };
            request.SetPolicyExecutionContext(new Context("order", new Dictionary<string, object> { ["what"] = $"order {failing}" }));
            using var response = await client.SendAsync(request);
            transcript.Write($"{failing} failures: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }
    }

    async Task Breaker()
    {
        var now = new DateTime(2020, 2, 1, 0, 0, 0, DateTimeKind.Utc);
        SystemClock.UtcNow = () => now;
        SystemClock.DateTimeOffsetUtcNow = () => now;
        var breaker = HttpPolicyExtensions.HandleTransientHttpError().CircuitBreakerAsync(2, TimeSpan.FromMinutes(1),
            (outcome, time) => transcript.Write($"  opens for {time}: {outcome.Result.StatusCode}"), () => transcript.Write("  closes"), () => transcript.Write("  is half open"));
        using var client = Client(count => Respond(count is 2 or 3 or 4 ? HttpStatusCode.BadGateway : HttpStatusCode.OK), builder => builder.AddPolicyHandler(breaker));
        for (int i = 0; i < 9; i++)
        {
            if (i is 5 or 7) now = now.AddMinutes(2);
            await transcript.Fails<BrokenCircuitException>($"call {i}", async () => transcript.Write($"call {i}: {(await client.GetAsync("goods")).StatusCode} {breaker.CircuitState}"));
        }
    }

    async Task Timeouts()
    {
        // The timeout ends when the request is there, and not at a time.
        CancellationTokenSource? late = null;
        SystemClock.CancelTokenAfter = (source, time) => late = source;
        var timeout = Policy.TimeoutAsync<HttpResponseMessage>(30, async (_, time, _, _) =>
        {
            await Task.Yield();
            transcript.Write($"  too late after {time}");
        });
        using var client = Client(_ => Respond(HttpStatusCode.OK), builder => builder.AddPolicyHandler(timeout), async (request, cancellationToken) =>
        {
            if (request.RequestUri!.AbsolutePath != "/slow") return;
            late!.Cancel();
            // Not a time that passes: only the token ends it.
            await Task.Delay(Timeout.Infinite, cancellationToken);
        });
        transcript.Write($"in time: {await client.GetStringAsync("quick")}");
        await transcript.Fails<TimeoutRejectedException>("late", () => client.GetStringAsync("slow"));
        SystemClock.CancelTokenAfter = (_, _) => { };
    }

    /// <summary>A fallback around retries around a policy for each method of HTTP.</summary>
    async Task Wrapped()
    {
        var registry = new PolicyRegistry
        {
            ["fallback"] = Policy<HttpResponseMessage>.HandleResult(response => !response.IsSuccessStatusCode).Or<HttpRequestException>().FallbackAsync(async (outcome, context, cancellationToken) =>
            {
                await Task.Yield();
                return Respond(HttpStatusCode.OK, $"instead of {outcome.Result?.StatusCode.ToString() ?? outcome.Exception.Message}");
            }, async (_, _) =>
            {
                await Task.Yield();
                transcript.Write("  falls back");
            }),
            ["retry"] = HttpPolicyExtensions.HandleTransientHttpError().RetryAsync(2, (_, number) => transcript.Write($"  again, {number}")),
            ["none"] = Policy.NoOpAsync<HttpResponseMessage>(),
        };
        using var client = Client(count => count == 3 ? throw new HttpRequestException("The network is gone.") : Respond(HttpStatusCode.ServiceUnavailable), builder =>
        {
            builder.Services.AddPolicyRegistry(registry);
            builder.AddPolicyHandlerFromRegistry("fallback").AddPolicyHandlerFromRegistry((policies, request) => policies.Get<IAsyncPolicy<HttpResponseMessage>>(request.Method == HttpMethod.Get ? "retry" : "none"));
        });
        transcript.Write($"get: {await client.GetStringAsync("goods")}");
        using var response = await client.PostAsync("goods", new StringContent("more"));
        transcript.Write($"post: {await response.Content.ReadAsStringAsync()}");
        var wrapped = Policy.WrapAsync(Policy.Handle<InvalidOperationException>().RetryAsync(1), Policy.Handle<TimeoutRejectedException>().RetryAsync(1), Policy.BulkheadAsync(1));
        int tries = 0;
        var outcome = await wrapped.ExecuteAndCaptureAsync(async context =>
        {
            await Task.Yield();
            return ++tries < 3 ? throw (tries == 1 ? new TimeoutRejectedException("late") : new InvalidOperationException("wrong")) : $"{context.OperationKey} in try {tries}";
        }, new Context("captured"));
        transcript.Write($"captured: {outcome.Outcome} {outcome.Result}");
        var failed = await wrapped.ExecuteAndCaptureAsync(async () =>
        {
            await Task.Yield();
            throw new FormatException("never right");
        });
        transcript.Write($"captured: {failed.Outcome} {failed.ExceptionType} {failed.FinalException.Message}");
    }

    /// <summary>Two at a time, two that wait, and one too many.</summary>
    async Task Bulkhead()
    {
        var bulkhead = Policy.BulkheadAsync(2, 2, async _ =>
        {
            await Task.Yield();
            transcript.Write("  refused");
        });
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = Enumerable.Range(0, 4).Select(number => bulkhead.ExecuteAsync(async () =>
        {
            await open.Task;
            return number;
        })).ToList();
        transcript.Write($"free: {bulkhead.BulkheadAvailableCount} {bulkhead.QueueAvailableCount}");
        await transcript.Fails<BulkheadRejectedException>("one too many", () => bulkhead.ExecuteAsync(() => Task.CompletedTask));
        open.SetResult();
        transcript.Write("done", (await Task.WhenAll(running)).Select(number => $"{number}"));
        transcript.Write($"free: {bulkhead.BulkheadAvailableCount} {bulkhead.QueueAvailableCount}");
    }

    async Task Cached()
    {
        var cache = Policy.CacheAsync<string>(new Cache(transcript), TimeSpan.FromMinutes(5), (_, key, exception) => transcript.Write($"  {key}: {exception.Message}"));
        foreach (string key in new[] { "a", "a", "b", "full" })
        {
            transcript.Write($"{key}: {await cache.ExecuteAsync(async context =>
            {
                await Task.Yield();
                transcript.Write($"  asked for {context.OperationKey}");
                return context.OperationKey.ToUpperInvariant();
            }, new Context(key))}");
        }
    }

    sealed class Cache(Transcript transcript) : IAsyncCacheProvider<string>
    {
        readonly Dictionary<string, string> values = [];

        public async Task<(bool, string)> TryGetAsync(string key, CancellationToken cancellationToken, bool continueOnCapturedContext)
        {
            await Task.Yield();
            return values.TryGetValue(key, out string? value) ? (true, value) : (false, "");
        }

        public async Task PutAsync(string key, string value, Ttl ttl, CancellationToken cancellationToken, bool continueOnCapturedContext)
        {
            await Task.Yield();
            if (key == "full") throw new InvalidOperationException("There is no room.");
            transcript.Write($"  keeps {key} for {ttl.Timespan}");
            values[key] = value;
        }
    }

    async Task Canceled()
    {
        using var cancellation = new CancellationTokenSource();
        using var client = Client(count =>
        {
            if (count == 2) cancellation.Cancel();
            return Respond(HttpStatusCode.InternalServerError);
        }, builder => builder.AddTransientHttpErrorPolicy(policy => policy.WaitAndRetryForeverAsync(_ => TimeSpan.FromSeconds(1))));
        await transcript.Fails<OperationCanceledException>("canceled", () => client.GetStringAsync("goods", cancellation.Token));
    }

    /// <summary>Where the code of a caller goes on, if the policy is asked to keep the context, and if it is not.</summary>
    async Task Contexts()
    {
        foreach (bool keeps in new[] { true, false })
        {
            int tries = 0;
            var retry = Policy.Handle<InvalidOperationException>().RetryAsync(2, async (_, _) =>
            {
                await Task.Yield();
                transcript.Write($"  again, in the context: {SynchronizationContext.Current is SingleThread}");
            });
            await retry.WrapAsync(Policy.NoOpAsync()).ExecuteAsync(async _ =>
            {
                transcript.Write($"  try {++tries}, in the context: {SynchronizationContext.Current is SingleThread}");
                await Task.Yield();
                if (tries < 3) throw new InvalidOperationException();
            }, CancellationToken.None, continueOnCapturedContext: keeps);
            transcript.Write($"afterwards, in the context: {SynchronizationContext.Current is SingleThread}");
        }
    }
}
