using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Host;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// Filters and locks are not final, and called obsolete for that.
#pragma warning disable CS0618

namespace Unboxed.Scenarios.WebJobs;

/// <summary>A host of functions: called by name, and by a trigger of this program's; with bindings, filters, a lock, and failures. All of them suspend.</summary>
sealed class QueueScenario(Transcript transcript)
{
    internal async Task Run()
    {
        var queue = new Queue(transcript);
        SaidAttribute.Transcript = transcript;
        using var host = new HostBuilder().ConfigureWebJobs(builder =>
        {
            builder.AddExtension(new QueueExtension(queue));
            builder.Services.AddSingleton<IDistributedLockManager>(new Locks(transcript));
        }).ConfigureLogging(logging => logging.ClearProviders()).ConfigureServices(services => services
            .AddSingleton(transcript).AddSingleton(queue).AddSingleton<ITypeLocator>(new Functions.Locator()).AddTransient<Functions>()).Build();
        await host.StartAsync();
        var jobs = host.Services.GetRequiredService<IJobHost>();
        await Called(jobs);
        await Triggered(queue);
        await Canceled(jobs, queue);
        await host.StopAsync();
        transcript.Write($"left in the queue: {queue.Count}");
    }

    async Task Called(IJobHost jobs)
    {
        await jobs.CallAsync(nameof(Functions.Collect), new Dictionary<string, object> { ["count"] = 3 });
        await jobs.CallAsync(nameof(Functions.Alone), new Dictionary<string, object> { ["name"] = "first" });
        await jobs.CallAsync(nameof(Functions.Alone), new Dictionary<string, object> { ["name"] = "second" });
        await transcript.Fails<FunctionInvocationException>("fails", () => jobs.CallAsync(nameof(Functions.Fail), new Dictionary<string, object> { ["text"] = "wrong" }));
        await transcript.Fails<InvalidOperationException>("no such function", () => jobs.CallAsync("Nothing"));
        await transcript.Fails<FunctionInvocationException>("no argument", () => jobs.CallAsync(nameof(Functions.Fail)));
    }

    async Task Triggered(Queue queue)
    {
        foreach (string text in new[] { "one", "two", "bad", "three" }) await queue.Add(text);
        await queue.Empty();
    }

    async Task Canceled(IJobHost jobs, Queue queue)
    {
        using var cancellation = new CancellationTokenSource();
        var call = jobs.CallAsync(nameof(Functions.Wait), cancellationToken: cancellation.Token);
        await queue.Waiting.Task;
        await cancellation.CancelAsync();
        await transcript.Fails<OperationCanceledException>("canceled", () => call);
    }
}

/// <summary>Found by the host, by name.</summary>
public sealed class Functions(IServiceProvider services) : IFunctionExceptionFilter
{
    readonly Transcript transcript = services.GetRequiredService<Transcript>();

    [NoAutomaticTrigger, Said]
    public async Task Collect(int count, [Queue("out")] IAsyncCollector<string> collector)
    {
        for (int i = 0; i < count; i++) await collector.AddAsync($"item {i}");
        transcript.Write($"  collects {count}");
    }

    [NoAutomaticTrigger, Singleton]
    public async Task Alone(string name)
    {
        await Task.Yield();
        transcript.Write($"  {name} is alone");
    }

    [NoAutomaticTrigger, Said]
    public async Task Fail(string text)
    {
        await Task.Yield();
        throw new InvalidOperationException(text);
    }

    [NoAutomaticTrigger]
    public async Task Wait(CancellationToken cancellationToken)
    {
        services.GetRequiredService<Queue>().Waiting.SetResult();
        // Not a time that passes: only the token ends it.
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    [Said]
    [return: Queue("returned")]
    public async Task<string> Handle([QueueTrigger] string text, [Queue("answers")] IAsyncCollector<string> answers)
    {
        await Task.Yield();
        if (text == "bad") throw new FormatException("That is not a word.");
        await answers.AddAsync(text.ToUpperInvariant());
        await answers.FlushAsync();
        return text;
    }

    public async Task OnExceptionAsync(FunctionExceptionContext exceptionContext, CancellationToken cancellationToken)
    {
        await Task.Yield();
        transcript.Write($"  {exceptionContext.FunctionName} fails: {exceptionContext.Exception.InnerException?.Message}");
    }

    internal sealed class Locator : ITypeLocator
    {
        public IReadOnlyList<Type> GetTypes() => [typeof(Functions)];
    }
}

/// <summary>Says before and after a function what it is called with.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class SaidAttribute : FunctionInvocationFilterAttribute
{
    internal static Transcript? Transcript { get; set; }

    public override async Task OnExecutingAsync(FunctionExecutingContext executingContext, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Transcript!.Write($"  before {executingContext.FunctionName}: {string.Join(", ", executingContext.Arguments.Where(argument => argument.Value is string or int).Select(argument => $"{argument.Key} {argument.Value}"))}");
    }

    public override async Task OnExecutedAsync(FunctionExecutedContext executedContext, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Transcript!.Write($"  after {executedContext.FunctionName}: {executedContext.FunctionResult.Succeeded} {executedContext.FunctionResult.Exception?.InnerException?.Message}");
    }
}
