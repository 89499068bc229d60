using System.Reflection;
using Unboxed.Compatibility.Harness;
using Unboxed.Compatibility.Shop;

namespace Unboxed.Compatibility.Proxies;

/// <summary>The framework's own proxies.</summary>
public static class DispatchProxies
{
    [Scenario]
    public static async Task That_go_on_at_once(Trace trace)
    {
        var proxy = Create<IOrders>(new Orders(trace), trace);
        await new OrderDesk(proxy, trace).ServeAsync("ann", 1);
        trace.Log(await new OrderDesk(proxy, trace).AuditAsync(-1));
    }

    [Scenario]
    public static async Task That_await(Trace trace)
    {
        var proxy = Create<IOrders>(new Orders(trace), trace, isAwaiting: true);
        await new OrderDesk(proxy, trace).ServeAsync("ann", 1);
        trace.Log(await new OrderDesk(proxy, trace).AuditAsync(-1));
    }

    [Scenario]
    public static async Task Below_a_woven_decorator_and_above_another_proxy(Trace trace)
    {
        var proxy = Create<IOrders>(new Decorated(Create<IOrders>(new SealedOrders(trace), trace), trace), trace);
        await new OrderDesk(new Decorated(proxy, trace), trace).ServeAsync("ann", 1);
        trace.Log(await new OrderDesk(new Decorated(proxy, trace), trace).AuditAsync(-1));
    }

    internal static T Create<T>(T target, Trace trace, bool isAwaiting = false) where T : class
    {
        var proxy = DispatchProxy.Create<T, Dispatching>();
        var dispatching = (Dispatching)(object)proxy;
        (dispatching.Target, dispatching.Trace, dispatching.IsAwaiting) = (target, trace, isAwaiting);
        return proxy;
    }

    public class Dispatching : DispatchProxy
    {
        internal object Target = null!;
        internal Trace Trace = null!;
        internal bool IsAwaiting;

        protected override object? Invoke(MethodInfo? method, object?[]? arguments)
        {
            Trace.Log($"> {method!.Name}({string.Join(", ", arguments!)})");
            if (!IsAwaiting || !method.ReturnType.IsAssignableTo(typeof(Task))) return method.Invoke(Target, arguments);
            return method.ReturnType == typeof(Task) ? AwaitAsync(method, arguments) : FindAsync(method, arguments);
        }

        async Task AwaitAsync(MethodInfo method, object?[]? arguments)
        {
            await Trace.Leaf();
            await (Task)method.Invoke(Target, arguments)!;
            Trace.Log($"< {method.Name}");
        }

        async Task<string> FindAsync(MethodInfo method, object?[]? arguments)
        {
            await Trace.Leaf();
            string result = await (Task<string>)method.Invoke(Target, arguments)!;
            Trace.Log($"< {method.Name}: {result}");
            return result;
        }
    }
}
