using Mediator;
using Microsoft.Extensions.DependencyInjection;
using Unboxed.Compatibility.Harness;

namespace Unboxed.Compatibility.Pipelines;

/// <summary>Mediator, whose source generator writes code into this assembly that is woven with it.</summary>
public static class SourceGeneratedMediator
{
    [Scenario(Bits = 4)]
    public static async Task Requests_commands_and_notifications(Trace trace)
    {
        await using var provider = Provider(trace);
        var mediator = provider.GetRequiredService<IMediator>();
        trace.Log(await mediator.Send(new Order("table", 2)));
        await trace.Fails("no product", async () => await mediator.Send(new Order("", 1)));
        // By the type that is known at run time alone.
        trace.Log(await mediator.Send((object)new Order("chair", 3)));
        await mediator.Publish((object)new Ordered("lamp"));
        using var canceled = new CancellationTokenSource();
        canceled.Cancel();
        await trace.Fails("canceled", async () => await mediator.Send(new Price("lamp"), canceled.Token));
    }

    [Scenario]
    public static async Task Streams(Trace trace)
    {
        await using var provider = Provider(trace);
        var mediator = provider.GetRequiredService<IMediator>();
        await foreach (string product in mediator.CreateStream(new Products(3))) trace.Log(product);
        await foreach (string product in mediator.CreateStream(new Products(3)).ConfigureAwait(false))
        {
            trace.Log(product);
            break;
        }
    }

    static ServiceProvider Provider(Trace trace) => new ServiceCollection().AddSingleton(trace)
        .AddMediator(options => options.PipelineBehaviors = [typeof(Logged<,>), typeof(Delayed<,>)]).BuildServiceProvider();
}
