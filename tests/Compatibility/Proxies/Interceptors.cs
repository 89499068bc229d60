using System.Runtime.CompilerServices;
using Castle.DynamicProxy;
using Unboxed.Compatibility.Harness;
using Unboxed.Compatibility.Shop;

namespace Unboxed.Compatibility.Proxies;

/// <summary>Logs a call before and after it has returned. Calls of companions, which the documentation names, are counted and go on.</summary>
sealed class Logging(Trace trace) : IInterceptor
{
    public int CompanionCount { get; private set; }

    public void Intercept(IInvocation invocation)
    {
        if (invocation.Method.DeclaringType!.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
        {
            CompanionCount++;
            invocation.Proceed();
            return;
        }
        trace.Log($"> {invocation.Method.Name}({string.Join(", ", invocation.Arguments)})");
        invocation.Proceed();
        trace.Log($"< {invocation.Method.Name}: {invocation.ReturnValue is Task { IsCompleted: true } or ValueTask { IsCompleted: true } or ValueTask<int> { IsCompleted: true }}");
    }
}

/// <summary>Sends the calls of one method to another object.</summary>
sealed class Exchanging(IOrders other) : IInterceptor
{
    public void Intercept(IInvocation invocation)
    {
        if (invocation.Method.Name == nameof(IOrders.FindAsync)) ((IChangeProxyTarget)invocation).ChangeInvocationTarget(other);
        invocation.Proceed();
    }
}

/// <summary>Answers itself.</summary>
sealed class Answering(Trace trace) : IInterceptor
{
    public void Intercept(IInvocation invocation) => invocation.ReturnValue = invocation.Method.Name switch
    {
        nameof(IOrders.CountAsync) => trace.Leaf(11),
        nameof(IOrders.FindAsync) => trace.LeafTask("answered"),
        nameof(IOrders.SaveAsync) => trace.Leaf(),
        _ => trace.LeafTask(),
    };
}
