using Castle.DynamicProxy;
using Mediator;
using Unboxed.Compatibility.Harness;
using Unboxed.Compatibility.Pipelines;

namespace Unboxed.Compatibility.Proxies;

/// <summary>Proxies of woven objects whose interfaces are another assembly's, so that their companions are internal to this one.</summary>
public static class ForeignInterfaces
{
    static readonly ProxyGenerator generator = new();

    [Scenario]
    public static async Task Of_the_interface(Trace trace)
    {
        var proxy = generator.CreateInterfaceProxyWithTarget<IRequestHandler<Price, decimal>>(new PriceHandler(trace), new Logging(trace));
        await HandleAsync(proxy, trace);
    }

    [Scenario]
    public static async Task Over_all_interfaces(Trace trace)
    {
        var handler = new PriceHandler(trace);
        var others = handler.GetType().GetInterfaces().Where(type => type != typeof(IRequestHandler<Price, decimal>)).ToArray();
        var proxy = generator.CreateInterfaceProxyWithTarget(typeof(IRequestHandler<Price, decimal>), others, handler, new Logging(trace));
        await HandleAsync((IRequestHandler<Price, decimal>)proxy, trace);
    }

    [Scenario]
    public static async Task Over_all_accessible_interfaces(Trace trace)
    {
        var handler = new PriceHandler(trace);
        var others = handler.GetType().GetInterfaces().Where(type => type != typeof(IRequestHandler<Price, decimal>) && ProxyUtil.IsAccessible(type)).ToArray();
        var proxy = generator.CreateInterfaceProxyWithTarget(typeof(IRequestHandler<Price, decimal>), others, handler, new Logging(trace));
        await HandleAsync((IRequestHandler<Price, decimal>)proxy, trace);
    }

    [Scenario]
    public static async Task Mixed_in(Trace trace)
    {
        var options = new ProxyGenerationOptions();
        options.AddMixinInstance(new PriceHandler(trace));
        var proxy = generator.CreateClassProxy(typeof(CastleInterfaces.Thing), options, new Logging(trace));
        await HandleAsync((IRequestHandler<Price, decimal>)proxy, trace);
    }

    [Scenario]
    public static async Task Of_the_class(Trace trace)
    {
        var proxy = (WeightHandler)generator.CreateClassProxy(typeof(WeightHandler), [trace], new Logging(trace));
        await WeighAsync(proxy, trace);
        var around = (WeightHandler)generator.CreateClassProxyWithTarget(typeof(WeightHandler), new WeightHandler(trace), [trace], new Logging(trace));
        await WeighAsync(around, trace);
    }

    [Scenario]
    public static async Task Over_all_interfaces_of_a_class_that_overrides_what_is_foreign(Trace trace)
    {
        // A stream's companions are those of virtual methods of a class.
        var stream = new WaitingStream(trace);
        var others = stream.GetType().GetInterfaces().Where(type => type != typeof(IAsyncDisposable)).ToArray();
        var proxy = (IAsyncDisposable)generator.CreateInterfaceProxyWithTarget(typeof(IAsyncDisposable), others, stream, new Logging(trace));
        await using (proxy) trace.Log(await ReadAsync(stream));
        ((IDisposable)proxy).Dispose();
    }

    static async Task<int> ReadAsync(Stream stream) => await stream.ReadAsync(new byte[4]) + await stream.ReadAsync(new byte[4]);

    static async Task HandleAsync(IRequestHandler<Price, decimal> handler, Trace trace)
    {
        trace.Log(await handler.Handle(new("table"), default));
        await trace.Fails("no product", async () => await handler.Handle(new(""), default));
    }

    static async Task WeighAsync(IRequestHandler<Weight, int> handler, Trace trace)
    {
        trace.Log(await handler.Handle(new("table"), default));
        await trace.Fails("no product", async () => await handler.Handle(new(""), default));
    }
}

public sealed record Weight(string Product) : IRequest<int>;

public class WeightHandler(Trace trace) : IRequestHandler<Weight, int>
{
    public virtual async ValueTask<int> Handle(Weight request, CancellationToken cancellationToken)
    {
        await trace.Leaf();
        return request.Product.Length == 0 ? throw new ArgumentException("Nothing weighs nothing.") : 2;
    }
}

public sealed class WaitingStream(Trace trace) : MemoryStream([1, 2, 3, 4, 5, 6])
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await trace.Leaf();
        return await base.ReadAsync(buffer, cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await trace.LeafTask();
        trace.Log("the stream is disposed of");
        await base.DisposeAsync();
    }
}
