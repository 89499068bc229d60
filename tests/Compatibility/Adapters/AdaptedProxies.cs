using Castle.DynamicProxy;
using Unboxed.Compatibility.Harness;
using Unboxed.Compatibility.Proxies;
using Unboxed.Compatibility.Shop;

namespace Unboxed.Compatibility.Adapters;

/// <summary>Proxies before adapters, behind them, and between.</summary>
public static class AdaptedProxies
{
    static readonly ProxyGenerator generator = new();

    [Scenario]
    public static async Task Castles_interceptor_before_an_adapter(Trace trace)
    {
        foreach (var adapter in Adapted.Of(new Orders(trace), trace))
            await UseAsync(generator.CreateInterfaceProxyWithTarget(adapter, new Logging(trace)), trace);
    }

    [Scenario]
    public static async Task Castles_interceptor_that_sends_calls_to_an_adapter(Trace trace)
    {
        foreach (var adapter in Adapted.Of(new SealedOrders(trace), trace))
            await UseAsync(generator.CreateInterfaceProxyWithTargetInterface<IOrders>(new Orders(trace), new Logging(trace), new Exchanging(adapter)), trace);
    }

    [Scenario]
    public static async Task Castles_proxy_over_all_interfaces_of_an_adapter(Trace trace)
    {
        var seen = 0;
        foreach (var adapter in Adapted.Of(new Orders(trace), trace))
        {
            var logging = new Logging(trace);
            var others = adapter.GetType().GetInterfaces().Where(type => type != typeof(IOrders)).ToArray();
            await UseAsync((IOrders)generator.CreateInterfaceProxyWithTarget(typeof(IOrders), others, adapter, logging), trace);
            seen += logging.CompanionCount;
        }
        trace.Companions("calls of companions that the interceptors have seen", seen);
    }

    [Scenario]
    public static async Task Castles_interceptor_behind_an_adapter(Trace trace)
    {
        var proxy = generator.CreateInterfaceProxyWithTarget<IOrders>(new Orders(trace), new Logging(trace));
        foreach (var adapter in Adapted.Of(proxy, trace)) await UseAsync(adapter, trace);
    }

    /// <summary>The proxy inherits companions of the class, and declines their calls.</summary>
    [Scenario]
    public static async Task Castles_proxy_of_a_woven_class_behind_an_adapter(Trace trace)
    {
        var proxy = (Orders)generator.CreateClassProxy(typeof(Orders), [trace], new Logging(trace));
        foreach (var adapter in Adapted.Of(proxy, trace)) await UseAsync(adapter, trace);
    }

    [Scenario]
    public static async Task Castles_interceptor_between_adapters(Trace trace)
    {
        foreach (var inner in Adapted.Of(new Decorated(new SealedOrders(trace), trace), trace))
        {
            foreach (var adapter in Adapted.Of(generator.CreateInterfaceProxyWithTarget(inner, new Logging(trace)), trace).Take(2)) await UseAsync(adapter, trace);
        }
    }

    [Scenario]
    public static async Task The_frameworks_proxy_before_an_adapter(Trace trace)
    {
        foreach (var adapter in Adapted.Of(new Orders(trace), trace)) await UseAsync(DispatchProxies.Create(adapter, trace), trace);
    }

    [Scenario]
    public static async Task The_frameworks_proxy_behind_an_adapter(Trace trace)
    {
        foreach (var adapter in Adapted.Of(DispatchProxies.Create<IOrders>(new Decorated(new Orders(trace), trace), trace, isAwaiting: true), trace)) await UseAsync(adapter, trace);
    }

    static async Task UseAsync(IOrders orders, Trace trace)
    {
        await new OrderDesk(orders, trace).ServeAsync("ann", 1);
        trace.Log(await new OrderDesk(orders, trace).AuditAsync(-1));
        await Adapted.UnwovenAsync(orders, trace, 2);
    }
}
