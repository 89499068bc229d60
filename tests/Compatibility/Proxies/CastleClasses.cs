using Castle.DynamicProxy;
using Unboxed.Compatibility.Harness;
using Unboxed.Compatibility.Shop;

namespace Unboxed.Compatibility.Proxies;

/// <summary>Castle's proxies of classes whose virtual methods are woven.</summary>
public static class CastleClasses
{
    static readonly ProxyGenerator generator = new();

    [Scenario]
    public static async Task Derived_from_a_woven_class(Trace trace)
    {
        var proxy = (Orders)generator.CreateClassProxy(typeof(Orders), [trace], new Logging(trace));
        await new OrderDesk(proxy, trace).ServeAsync("ann", 1);
        trace.Log(await new OrderDesk(proxy, trace).AuditAsync(-1));
        trace.Log(await FindAsync(proxy, 2));
    }

    [Scenario]
    public static async Task With_a_woven_target(Trace trace)
    {
        var proxy = (Orders)generator.CreateClassProxyWithTarget(typeof(Orders), new Orders(trace), [trace], new Logging(trace));
        await new OrderDesk(proxy, trace).ServeAsync("ann", 1);
        trace.Log(await new OrderDesk(proxy, trace).AuditAsync(-1));
        trace.Log(await FindAsync(proxy, 2));
    }

    [Scenario]
    public static async Task With_methods_that_a_hook_leaves_out(Trace trace)
    {
        var proxy = (Orders)generator.CreateClassProxy(typeof(Orders), new ProxyGenerationOptions(new FindingAlone()), [trace], new Logging(trace));
        await new OrderDesk(proxy, trace).ServeAsync("ann", 1);
        trace.Log(await FindAsync(proxy, 2));
    }

    static async Task<string> FindAsync(Orders orders, int id) => await orders.FindAsync(id);

    sealed class FindingAlone : IProxyGenerationHook
    {
        public void MethodsInspected()
        {
        }

        public void NonProxyableMemberNotification(Type type, System.Reflection.MemberInfo member)
        {
        }

        public bool ShouldInterceptMethod(Type type, System.Reflection.MethodInfo method) => method.Name == "FindAsync";

        public override bool Equals(object? other) => other is FindingAlone;

        public override int GetHashCode() => 1;
    }
}
