using System.Runtime.CompilerServices;
using Mediator;
using Unboxed.Compatibility.Harness;

namespace Unboxed.Compatibility.Pipelines;

public sealed record Price(string Product) : IRequest<decimal>;

public sealed record Order(string Product, int Amount) : ICommand<string>;

public sealed record Ordered(string Product) : INotification;

public sealed record Products(int Count) : IStreamRequest<string>;

public sealed class PriceHandler(Trace trace) : IRequestHandler<Price, decimal>
{
    public async ValueTask<decimal> Handle(Price request, CancellationToken cancellationToken)
    {
        trace.Log($"price of {request.Product}");
        await trace.LeafTask(cancellationToken);
        return request.Product.Length == 0 ? throw new ArgumentException("There is no such product.") : await trace.Leaf(request.Product.Length * 1.25m);
    }
}

public sealed class OrderHandler(Trace trace, IMediator mediator) : ICommandHandler<Order, string>
{
    public async ValueTask<string> Handle(Order command, CancellationToken cancellationToken)
    {
        var price = await mediator.Send(new Price(command.Product), cancellationToken);
        await mediator.Publish(new Ordered(command.Product), cancellationToken);
        await trace.Leaf();
        return FormattableString.Invariant($"{command.Amount} {command.Product} for {command.Amount * price}");
    }
}

public sealed class OrderedLog(Trace trace) : INotificationHandler<Ordered>
{
    public async ValueTask Handle(Ordered notification, CancellationToken cancellationToken)
    {
        await trace.LeafTask(cancellationToken);
        trace.Log($"noted {notification.Product}");
    }
}

public sealed class OrderedMail(Trace trace) : INotificationHandler<Ordered>
{
    public async ValueTask Handle(Ordered notification, CancellationToken cancellationToken)
    {
        trace.Log($"mail about {notification.Product}");
        await trace.Leaf();
    }
}

public sealed class ProductsHandler(Trace trace) : IStreamRequestHandler<Products, string>
{
    public async IAsyncEnumerable<string> Handle(Products request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int number = 1; number <= request.Count; number++)
        {
            await trace.LeafTask(cancellationToken);
            yield return $"product {number}";
        }
    }
}

public sealed class Logged<TMessage, TResponse>(Trace trace) : IPipelineBehavior<TMessage, TResponse> where TMessage : notnull, IMessage
{
    public async ValueTask<TResponse> Handle(TMessage message, MessageHandlerDelegate<TMessage, TResponse> next, CancellationToken cancellationToken)
    {
        trace.Log($"{message} begins");
        try
        {
            return await next(message, cancellationToken);
        }
        finally
        {
            trace.Log($"{message} ends");
        }
    }
}

public sealed class Delayed<TMessage, TResponse>(Trace trace) : IPipelineBehavior<TMessage, TResponse> where TMessage : notnull, IMessage
{
    public async ValueTask<TResponse> Handle(TMessage message, MessageHandlerDelegate<TMessage, TResponse> next, CancellationToken cancellationToken)
    {
        await trace.Leaf();
        return await next(message, cancellationToken);
    }
}
