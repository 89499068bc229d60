using Castle.DynamicProxy;
using Unboxed.Compatibility.Harness;
using Unboxed.Compatibility.Shop;

namespace Unboxed.Compatibility.Proxies;

/// <summary>Castle's proxies with interceptors that await, by hand and by Castle.Core.AsyncInterceptor. These are woven as well.</summary>
public static class AsyncInterceptors
{
    static readonly ProxyGenerator generator = new();

    [Scenario]
    public static async Task By_hand(Trace trace)
    {
        var proxy = generator.CreateInterfaceProxyWithTarget<IOrders>(new Orders(trace), new Awaiting(trace));
        await new OrderDesk(proxy, trace).ServeAsync("ann", 1);
        trace.Log(await new OrderDesk(proxy, trace).AuditAsync(-1));
    }

    [Scenario]
    public static async Task By_Castle_Core_AsyncInterceptor(Trace trace)
    {
        var proxy = generator.CreateInterfaceProxyWithTarget<ITills>(new Tills(trace), new Around(trace), new Timing(trace));
        trace.Log(await TillAsync(proxy, 3));
        await trace.Fails("empty", () => TillAsync(proxy, 0));
    }

    static async Task<int> TillAsync(ITills tills, int coins)
    {
        await tills.OpenAsync();
        return await tills.CountAsync(coins);
    }

    public interface ITills
    {
        Task OpenAsync();

        Task<int> CountAsync(int coins);
    }

    public sealed class Tills(Trace trace) : ITills
    {
        public async Task OpenAsync() => await trace.Leaf();

        public async Task<int> CountAsync(int coins)
        {
            await trace.LeafTask();
            return coins == 0 ? throw new InvalidOperationException("The till is empty.") : coins * await trace.Leaf(5);
        }
    }

    /// <summary>Waits before the call goes on, and after it has completed.</summary>
    sealed class Awaiting(Trace trace) : IInterceptor
    {
        public void Intercept(IInvocation invocation) => invocation.ReturnValue = invocation.Method.Name switch
        {
            nameof(IOrders.CountAsync) => new ValueTask<int>(GoOnAsync<int>(invocation, invocation.CaptureProceedInfo())),
            nameof(IOrders.FindAsync) => GoOnAsync<string>(invocation, invocation.CaptureProceedInfo()),
            nameof(IOrders.SaveAsync) => new ValueTask(GoOnAsync<int>(invocation, invocation.CaptureProceedInfo())),
            _ => GoOnAsync<int>(invocation, invocation.CaptureProceedInfo()),
        };

        async Task<T> GoOnAsync<T>(IInvocation invocation, IInvocationProceedInfo proceed)
        {
            trace.Log($"before {invocation.Method.Name}");
            await trace.Leaf();
            proceed.Invoke();
            var result = invocation.ReturnValue switch
            {
                Task<T> task => await task,
                ValueTask<T> task => await task,
                ValueTask task => await DefaultAsync<T>(task.AsTask()),
                var task => await DefaultAsync<T>((Task)task!),
            };
            trace.Log($"after {invocation.Method.Name}: {result}");
            return result;
        }

        static async Task<T> DefaultAsync<T>(Task task)
        {
            await task;
            return default!;
        }
    }

    sealed class Around(Trace trace) : AsyncInterceptorBase
    {
        protected override async Task InterceptAsync(IInvocation invocation, IInvocationProceedInfo proceedInfo, Func<IInvocation, IInvocationProceedInfo, Task> proceed)
        {
            trace.Log($"before {invocation.Method.Name}");
            await trace.Leaf();
            await proceed(invocation, proceedInfo);
            trace.Log($"after {invocation.Method.Name}");
        }

        protected override async Task<TResult> InterceptAsync<TResult>(IInvocation invocation, IInvocationProceedInfo proceedInfo, Func<IInvocation, IInvocationProceedInfo, Task<TResult>> proceed)
        {
            trace.Log($"before {invocation.Method.Name}");
            try
            {
                var result = await proceed(invocation, proceedInfo);
                await trace.LeafTask();
                return result;
            }
            finally
            {
                trace.Log($"after {invocation.Method.Name}");
            }
        }
    }

    sealed class Timing(Trace trace) : ProcessingAsyncInterceptor<string>
    {
        protected override string StartingInvocation(IInvocation invocation)
        {
            trace.Log($"starting {invocation.Method.Name}");
            return invocation.Method.Name;
        }

        protected override void CompletedInvocation(IInvocation invocation, string state) => trace.Log($"completed {state}");
    }
}
