using MassTransit;

namespace Unboxed.Scenarios.MassTransit;

public sealed record SubmitOrder(Guid Id, string Article, int Count);

public sealed record OrderAccepted(string Article, int Count);

public sealed record OrderRejected(string Reason);

public sealed record OrderSubmitted(Guid Id, string Article);

public sealed record OrderPacked(Guid Id);

public sealed record OrderState(Guid Id);

public sealed record OrderStateFound(string State, string Article);

public sealed record Bill(int Number);

public sealed record Holding;

/// <summary>What the parts of the bus tell the scenario, and it them.</summary>
sealed class Desk(Transcript transcript)
{
    internal Transcript Transcript => transcript;

    /// <summary>Told of a bill that is paid, and of one that never will be.</summary>
    internal TaskCompletionSource<string> Told { get; private set; } = NewSource<string>();

    /// <summary>Told of an order whose state has changed.</summary>
    internal TaskCompletionSource<string> Changed { get; private set; } = NewSource<string>();

    /// <summary>Completed when a request that is not answered is there.</summary>
    internal TaskCompletionSource<bool> Held { get; } = NewSource<bool>();

    /// <summary>Completed when it may be.</summary>
    internal TaskCompletionSource<bool> Release { get; } = NewSource<bool>();

    internal void Reset() => (Told, Changed) = (NewSource<string>(), NewSource<string>());

    static TaskCompletionSource<T> NewSource<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

sealed class SubmitOrderConsumer : IConsumer<SubmitOrder>
{
    public async Task Consume(ConsumeContext<SubmitOrder> context)
    {
        await Task.Yield();
        var order = context.Message;
        if (order.Count < 0) throw new InvalidOperationException($"There are no {order.Count} of {order.Article}.");
        if (order.Count > 100)
        {
            await context.RespondAsync(new OrderRejected($"{order.Count} are too many."));
            return;
        }
        if (order.Id != Guid.Empty) await context.Publish(new OrderSubmitted(order.Id, order.Article));
        await context.RespondAsync(new OrderAccepted(order.Article, order.Count));
    }
}

/// <summary>Fails as often as the number of the bill says.</summary>
sealed class BillConsumer(Desk desk) : IConsumer<Bill>, IConsumer<Fault<Bill>>
{
    public async Task Consume(ConsumeContext<Bill> context)
    {
        await Task.Yield();
        desk.Transcript.Write($"  bill {context.Message.Number}, tried {context.GetRetryAttempt()} times before");
        if (context.GetRetryAttempt() < context.Message.Number) throw new InvalidOperationException($"Bill {context.Message.Number} is not paid.");
        desk.Told.TrySetResult($"paid {context.Message.Number}");
    }

    public async Task Consume(ConsumeContext<Fault<Bill>> context)
    {
        await Task.Yield();
        desk.Told.TrySetResult($"never paid {context.Message.Message.Number}: {context.Message.Exceptions[0].Message}");
    }
}

sealed class HoldingConsumer(Desk desk) : IConsumer<Holding>
{
    public async Task Consume(ConsumeContext<Holding> context)
    {
        desk.Held.TrySetResult(true);
        await desk.Release.Task;
    }
}

/// <summary>Comes before every consumer.</summary>
sealed class Said<T>(Desk desk) : IFilter<ConsumeContext<T>> where T : class
{
    public async Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        await Task.Yield();
        if (context.Message is SubmitOrder { Id: var id } && id != Guid.Empty) desk.Transcript.Write($"  > {typeof(T).Name}");
        await next.Send(context);
        await Task.Yield();
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("said");
}

public sealed class OrderInstance : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "";

    public string Article { get; set; } = "";
}

/// <summary>An order from its submission to its end.</summary>
sealed class OrderMachine : MassTransitStateMachine<OrderInstance>
{
    public OrderMachine(Desk desk)
    {
        InstanceState(order => order.CurrentState);
        Event(() => Submitted, configurator => configurator.CorrelateById(context => context.Message.Id));
        Event(() => Packed, configurator => configurator.CorrelateById(context => context.Message.Id));
        Event(() => Asked, configurator =>
        {
            configurator.CorrelateById(context => context.Message.Id);
            configurator.OnMissingInstance(missing => missing.ExecuteAsync(context => context.RespondAsync(new OrderStateFound("missing", ""))));
        });
        Initially(When(Submitted).ThenAsync(async context =>
        {
            await Task.Yield();
            context.Saga.Article = context.Message.Article;
        }).TransitionTo(Open));
        During(Open, When(Packed).IfElse(context => context.Saga.Article == "stone",
            heavy => heavy.ThenAsync(async _ => await Task.Yield()).TransitionTo(Waiting),
            light => light.ThenAsync(async _ => await Task.Yield()).TransitionTo(Closed)));
        DuringAny(When(Asked).RespondAsync(async context =>
        {
            await Task.Yield();
            return new OrderStateFound(context.Saga.CurrentState, context.Saga.Article);
        }));
        WhenEnterAny(binder => binder.ThenAsync(async context =>
        {
            await Task.Yield();
            if (context.Saga.CurrentState is not "Initial") desk.Changed.TrySetResult(context.Saga.CurrentState);
        }));
    }

    public State Open { get; private set; } = null!;

    public State Waiting { get; private set; } = null!;

    public State Closed { get; private set; } = null!;

    public Event<OrderSubmitted> Submitted { get; private set; } = null!;

    public Event<OrderPacked> Packed { get; private set; } = null!;

    public Event<OrderState> Asked { get; private set; } = null!;
}
