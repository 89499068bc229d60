using Autofac;
using Castle.DynamicProxy;
using Unboxed.Compatibility.Harness;
using Unboxed.Compatibility.Proxies;
using Unboxed.Compatibility.Shop;

namespace Unboxed.Compatibility.Containers;

/// <summary>Autofac: scans, decorators, and proxies over all accessible interfaces as Autofac.Extras.DynamicProxy makes them.</summary>
public static class AutofacContainer
{
    [Scenario]
    public static async Task Decorators_and_lifetime_scopes(Trace trace)
    {
        var builder = new ContainerBuilder();
        builder.RegisterInstance(trace).ExternallyOwned();
        builder.RegisterType<SealedOrders>().As<IOrders>().InstancePerLifetimeScope();
        builder.RegisterDecorator<Decorated, IOrders>();
        builder.RegisterGeneric(typeof(Repository<>)).AsImplementedInterfaces().SingleInstance();
        builder.RegisterGenericDecorator(typeof(CountingRepository<>), typeof(IRepository<>));
        await using var container = builder.Build();
        await using (var scope = container.BeginLifetimeScope())
        {
            await new OrderDesk(scope.Resolve<IOrders>(), trace).ServeAsync("ann", 1);
            trace.Log(await new Reader<int>(scope.Resolve<IRepository<int>>()).ReadAsync(4));
        }
        trace.Log("the scope has ended");
    }

    [Scenario]
    public static async Task Interception_of_all_interfaces(Trace trace)
    {
        var logging = new Logging(trace);
        var builder = new ContainerBuilder();
        builder.RegisterInstance(trace).ExternallyOwned();
        builder.RegisterType(typeof(SealedOrders)).AsImplementedInterfaces().OnActivating(activating =>
        {
            var interfaces = activating.Instance.GetType().GetInterfaces().Where(ProxyUtil.IsAccessible).ToArray();
            activating.ReplaceInstance(new ProxyGenerator().CreateInterfaceProxyWithTarget(interfaces[0], interfaces[1..], activating.Instance, logging));
        });
        await using (var container = builder.Build())
        {
            await new OrderDesk(container.Resolve<IOrders>(), trace).ServeAsync("ann", 1);
            trace.Log(await new OrderDesk(container.Resolve<IOrders>(), trace).AuditAsync(-1));
        }
        trace.Companions("calls of companions that the interceptor has seen", logging.CompanionCount);
    }
}
