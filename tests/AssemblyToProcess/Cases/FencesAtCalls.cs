using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;
using Castle.DynamicProxy;
using Unboxed;

namespace AssemblyToProcess.Cases;

/// <summary>Methods that change no context themselves, and code of others that runs on the way to what they call: it does, and whoever called the method does not see it.</summary>
public static class FencesAtCalls
{
    static readonly AsyncLocal<string?> local = new();

    public interface IInner
    {
        ValueTask<int> GoAsync(int number);
    }

    sealed class Store(Trace trace) : IInner
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> GoAsync(int number)
        {
            await trace.Leaf();
            return number;
        }
    }

    /// <summary>Its static constructor runs when the method is entered, and not before.</summary>
    static class Started
    {
        static Started() => local.Value = "started";

        [Expect(Decision.Ordinary)]
        internal static async ValueTask<int> RunAsync(Trace trace) => await trace.Leaf(1);
    }

    /// <inheritdoc cref="Started"/>
    static class StartedForwarding
    {
        static StartedForwarding() => local.Value = "started";

        [Expect(Decision.Ordinary)]
        internal static async ValueTask<int> RunAsync(int number) => await Task.FromResult(number);
    }

    /// <inheritdoc cref="Started"/>
    static class StartedPassing
    {
        static readonly int one;

        static StartedPassing()
        {
            local.Value = "started";
            one = 1;
        }

        internal static ValueTask<int> RunAsync(IInner inner)
        {
            ArgumentNullException.ThrowIfNull(inner);
            return inner.GoAsync(one);
        }
    }

    /// <inheritdoc cref="Started"/>
    struct StartedStruct
    {
        static StartedStruct() => local.Value = "started";

        [Expect(Decision.Ordinary)]
        public readonly async ValueTask<int> RunAsync(Trace trace) => await trace.Leaf(1);
    }

    sealed class Forwarding : IInner
    {
        public ValueTask<int> GoAsync(int number) => StartedForwarding.RunAsync(number);
    }

    interface IMiddle
    {
        ValueTask<int> StaticAsync();

        ValueTask<int> PassingAsync(IInner inner);

        ValueTask<int> StructAsync();

        ValueTask<int> InnerAsync(IInner inner, int number);

        ValueTask<int> DividedAsync(IInner inner, int number);

        ValueTask<int> HandledAsync(IInner inner, int number);
    }

    sealed class Middle(Trace trace) : IMiddle
    {
        int handled;

        [Expect(Decision.Scratch)]
        public async ValueTask<int> StaticAsync() => await Started.RunAsync(trace);

        [Expect(Decision.Scratch)]
        public async ValueTask<int> PassingAsync(IInner inner) => await StartedPassing.RunAsync(inner);

        [Expect(Decision.Scratch)]
        public async ValueTask<int> StructAsync()
        {
            StartedStruct started = default;
            return await started.RunAsync(trace);
        }

        [Expect(Decision.Scratch)]
        public async ValueTask<int> InnerAsync(IInner inner, int number) => await inner.GoAsync(number);

        [Expect(Decision.Scratch)]
        public async ValueTask<int> DividedAsync(IInner inner, int number) => 1 / await inner.GoAsync(number);

        [Expect(Decision.Scratch)]
        public async ValueTask<int> HandledAsync(IInner inner, int number)
        {
            try
            {
                return 1 / await inner.GoAsync(number);
            }
            catch (DivideByZeroException)
            {
                handled++;
                return handled;
            }
        }
    }

    interface ICaller
    {
        Task RunAsync(int variant);
    }

    /// <summary>Between the root and the methods: nothing of what it sees is given back by a builder.</summary>
    sealed class Caller(Trace trace) : ICaller
    {
        [Expect(Decision.Scratch, Count = 7)]
        public async Task RunAsync(int variant)
        {
            IMiddle middle = new Middle(trace);
            IInner store = new Store(trace);
            local.Value = "caller";
            try
            {
                int result = variant switch
                {
                    0 => await middle.StaticAsync(),
                    1 => await middle.PassingAsync(store),
                    2 => await middle.StructAsync(),
                    3 => await middle.InnerAsync(new Forwarding(), 1),
                    4 or 5 => await middle.InnerAsync(Proxy(store, variant == 5), 2),
                    6 => await middle.DividedAsync(store, 0),
                    _ => await middle.HandledAsync(store, 0),
                };
                trace.Log("result", result);
            }
            catch (Exception exception) when (exception is DivideByZeroException or InvalidOperationException)
            {
                trace.Log("caught", exception.GetType().Name);
            }
            trace.Log("caller has", local.Value);
        }
    }

    static IInner Proxy(IInner store, bool isThrowing) =>
        (IInner)new ProxyGenerator().CreateInterfaceProxyWithTarget(typeof(IInner), [.. store.GetType().GetInterfaces().Where(type => type != typeof(IInner) && type.IsVisible)], store, new Interceptor(isThrowing));

    sealed class Interceptor(bool isThrowing) : IInterceptor
    {
        public void Intercept(IInvocation invocation)
        {
            local.Value = "intercepted";
            if (isThrowing) throw new InvalidOperationException("intercepted");
            invocation.Proceed();
        }
    }

    [Case(Variants = 8)]
    [Expect(Decision.Scratch)]
    public static async Task On_the_way_to_a_callee(Trace trace, int variant)
    {
        void Change(object? sender, System.Runtime.ExceptionServices.FirstChanceExceptionEventArgs arguments)
        {
            // Others hear of the exceptions of all tests.
            if (local.Value == "caller" && arguments.Exception is DivideByZeroException) local.Value = "first chance";
        }
        AppDomain.CurrentDomain.FirstChanceException += Change;
        try
        {
            ICaller caller = new Caller(trace);
            await caller.RunAsync(variant);
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Change;
        }
    }

    interface IDeep
    {
        ValueTask<int> DescendAsync();
    }

    sealed class Decorator(IDeep next) : IDeep
    {
        [Expect(Decision.Scratch)]
        public async ValueTask<int> DescendAsync() => await next.DescendAsync() + 1;
    }

    sealed class Bottom(Trace trace) : IDeep
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> DescendAsync() => await trace.Leaf(1);
    }

    sealed class Outer(Trace trace, IDeep next) : IDeep
    {
        [Expect(Decision.Scratch)]
        public async ValueTask<int> DescendAsync()
        {
            local.Value = "outer";
            int sum = await next.DescendAsync();
            trace.Log("outer has", local.Value);
            return sum;
        }
    }

    /// <summary>An allocator that changes a context when it is asked.</summary>
    public sealed class Changing : IScratchAllocator
    {
        public ScratchBlock Rent(int slots, int words)
        {
            local.Value = "rented";
            return ScratchBlock.Create(slots, words);
        }

        public void Return(ScratchBlock block) => local.Value = "returned";
    }

    [Case]
    [ScratchSpace(Allocator = typeof(Changing))]
    [Expect(Decision.Scratch)]
    public static async Task An_allocator_while_the_chain_grows(Trace trace)
    {
        IDeep deep = new Bottom(trace);
        for (int i = 0; i < 60; i++) deep = new Decorator(deep);
        deep = new Outer(trace, deep);
        local.Value = "root";
        trace.Log("sum", await deep.DescendAsync());
        trace.Log("root has", local.Value);
    }
}
