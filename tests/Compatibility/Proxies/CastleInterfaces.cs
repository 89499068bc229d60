using Castle.DynamicProxy;
using Unboxed.Compatibility.Harness;
using Unboxed.Compatibility.Shop;

namespace Unboxed.Compatibility.Proxies;

/// <summary>Castle's proxies of interfaces, with interceptors that go on at once.</summary>
public static class CastleInterfaces
{
    static readonly ProxyGenerator generator = new();

    [Scenario]
    public static async Task With_a_target(Trace trace)
    {
        var proxy = generator.CreateInterfaceProxyWithTarget<IOrders>(new Orders(trace), new Logging(trace));
        await new OrderDesk(proxy, trace).ServeAsync("ann", 1);
        trace.Log(await new OrderDesk(proxy, trace).AuditAsync(-1));
    }

    [Scenario]
    public static async Task With_a_target_interface_below_another_proxy(Trace trace)
    {
        var inner = generator.CreateInterfaceProxyWithTarget<IOrders>(new Orders(trace), new Logging(trace));
        var proxy = generator.CreateInterfaceProxyWithTargetInterface(inner, new Logging(trace), new Exchanging(new SealedOrders(trace)));
        await new OrderDesk(proxy, trace).ServeAsync("ann", 1);
        trace.Log(await new OrderDesk(proxy, trace).AuditAsync(-1));
    }

    [Scenario]
    public static async Task Without_a_target(Trace trace)
    {
        var proxy = generator.CreateInterfaceProxyWithoutTarget<IOrders>(new Logging(trace), new Answering(trace));
        await new OrderDesk(proxy, trace).ServeAsync("ann", 1);
        trace.Log(await new OrderDesk(proxy, trace).AuditAsync(1));
    }

    [Scenario]
    public static async Task Over_all_interfaces_of_a_woven_object(Trace trace)
    {
        var real = new SealedOrders(trace);
        var logging = new Logging(trace);
        var others = real.GetType().GetInterfaces().Where(type => type != typeof(IOrders)).ToArray();
        var proxy = (IOrders)generator.CreateInterfaceProxyWithTarget(typeof(IOrders), others, real, logging);
        await new OrderDesk(proxy, trace).ServeAsync("ann", 1);
        trace.Log(await new OrderDesk(proxy, trace).AuditAsync(-1));
        await using ((IAsyncDisposable)proxy) trace.Log("disposing");
        trace.Companions("calls of companions that the interceptor has seen", logging.CompanionCount);
    }

    [Scenario]
    public static async Task A_woven_object_mixed_in(Trace trace)
    {
        var options = new ProxyGenerationOptions();
        options.AddMixinInstance(new SealedOrders(trace));
        var logging = new Logging(trace);
        var proxy = generator.CreateClassProxy(typeof(Thing), options, logging);
        await new OrderDesk((IOrders)proxy, trace).ServeAsync("ann", 1);
        trace.Log(await new OrderDesk((IOrders)proxy, trace).AuditAsync(-1));
        await using ((IAsyncDisposable)proxy) trace.Log("disposing");
        trace.Companions("calls of companions that the interceptor has seen", logging.CompanionCount);
    }

    public class Thing;
}
