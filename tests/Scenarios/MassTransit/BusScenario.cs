using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Unboxed.Scenarios.MassTransit;

/// <summary>A bus in memory: requests with two kinds of answers, retries, faults, a filter, a state machine; and the mediator.</summary>
sealed class BusScenario(Transcript transcript)
{
    internal async Task Run()
    {
        var desk = new Desk(transcript);
        await using var services = new ServiceCollection().AddLogging().AddSingleton(desk).AddMassTransit(bus =>
        {
            bus.AddConsumer<SubmitOrderConsumer>();
            bus.AddConsumer<BillConsumer>();
            bus.AddConsumer<HoldingConsumer>();
            bus.AddSagaStateMachine<OrderMachine, OrderInstance>().InMemoryRepository();
            bus.UsingInMemory((context, configurator) =>
            {
                configurator.UseMessageRetry(retry => retry.Immediate(2));
                configurator.UseConsumeFilter(typeof(Said<>), context);
                configurator.ConfigureEndpoints(context);
            });
        }).AddMediator(mediator => mediator.AddConsumer<SubmitOrderConsumer>()).BuildServiceProvider(validateScopes: true);
        var bus = services.GetRequiredService<IBusControl>();
        await bus.StartAsync();
        await Requests(bus, transcript);
        await Bills(bus, desk);
        await Machine(bus, desk);
        await Canceled(bus, desk);
        await transcript.AtOnce(8, async (number, own) =>
        {
            for (int i = 0; i < 4; i++) await Order(bus, own, new(Guid.Empty, $"article {i}", 40 * number));
        });
        await bus.StopAsync();
        await Mediate(services);
    }

    async Task Requests(IBus bus, Transcript shown)
    {
        foreach (var (article, count) in new[] { ("apple", 3), ("pear", 300) }) await Order(bus, shown, new(Guid.Empty, article, count));
        await shown.Fails<RequestFaultException>("a fault", () => bus.CreateRequestClient<SubmitOrder>().GetResponse<OrderAccepted>(new(Guid.Empty, "plum", -1)));
    }

    static async Task Order(IBus bus, Transcript shown, SubmitOrder order)
    {
        var response = await bus.CreateRequestClient<SubmitOrder>().GetResponse<OrderAccepted, OrderRejected>(order);
        shown.Write($"order: {(response.Is(out Response<OrderAccepted>? accepted) ? $"{accepted.Message}" : response.Is(out Response<OrderRejected>? rejected) ? $"{rejected.Message}" : "nothing")}");
    }

    /// <summary>Two that are paid after one and two failures, and one that has too many.</summary>
    async Task Bills(IBus bus, Desk desk)
    {
        foreach (int number in new[] { 0, 1, 2, 3 })
        {
            desk.Reset();
            await bus.Publish(new Bill(number));
            transcript.Write($"bill {number}: {await desk.Told.Task}");
        }
    }

    async Task Machine(IBus bus, Desk desk)
    {
        foreach (var (number, article) in new[] { (1, "apple"), (2, "stone") })
        {
            var id = new Guid(number, 0, 0, new byte[8]);
            desk.Reset();
            await Order(bus, transcript, new(id, article, 1));
            transcript.Write($"entered: {await desk.Changed.Task}");
            await State(bus, id);
            desk.Reset();
            await bus.Publish(new OrderPacked(id));
            transcript.Write($"entered: {await desk.Changed.Task}");
            await State(bus, id);
        }
        await State(bus, new Guid(3, 0, 0, new byte[8]));
    }

    async Task State(IBus bus, Guid id)
    {
        var found = await bus.CreateRequestClient<OrderState>().GetResponse<OrderStateFound>(new(id));
        transcript.Write($"state: {found.Message}");
    }

    async Task Canceled(IBus bus, Desk desk)
    {
        using var cancellation = new CancellationTokenSource();
        var request = bus.CreateRequestClient<Holding>().GetResponse<OrderAccepted>(new(), cancellation.Token);
        await desk.Held.Task;
        await cancellation.CancelAsync();
        await transcript.Fails<OperationCanceledException>("canceled", () => request);
        desk.Release.SetResult(true);
    }

    /// <summary>The same consumer without a bus: exceptions come to the caller.</summary>
    async Task Mediate(IServiceProvider services)
    {
        using var scope = services.CreateScope();
        var mediator = scope.ServiceProvider.GetRequiredService<global::MassTransit.Mediator.IMediator>();
        var client = mediator.CreateRequestClient<SubmitOrder>();
        foreach (int count in new[] { 1, 1000 })
        {
            var response = await client.GetResponse<OrderAccepted, OrderRejected>(new(Guid.Empty, "pear", count));
            transcript.Write($"mediated: {response.Message}");
        }
        await transcript.Fails<RequestException>("a fault", () => client.GetResponse<OrderAccepted>(new(Guid.Empty, "pear", -1)));
        await transcript.Fails<InvalidOperationException>("thrown", () => mediator.Send(new SubmitOrder(Guid.Empty, "pear", -1)));
    }
}
