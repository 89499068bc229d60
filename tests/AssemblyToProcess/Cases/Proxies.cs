using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;
using Castle.DynamicProxy;

namespace AssemblyToProcess.Cases;

/// <summary>Proxies that implement all interfaces of an object, whatever these are.</summary>
public static class Proxies
{
    public interface IService
    {
        Task<int> CountAsync(int number);

        ValueTask<string> NameAsync(string text);

        ValueTask<string> BothAsync(string text);
    }

    public interface ITagged
    {
        ValueTask<string> TagAsync();
    }

    public sealed class Service(Trace trace) : IService, ITagged
    {
        public async Task<int> CountAsync(int number)
        {
            await trace.Leaf();
            return number + 1;
        }

        public async ValueTask<string> NameAsync(string text)
        {
            await trace.Leaf();
            if (text.Length == 0) throw new ArgumentException("no text");
            return text + "!";
        }

        public async ValueTask<string> TagAsync()
        {
            await trace.Leaf();
            return "tag";
        }

        [Expect(Decision.Scratch, Count = 2)]
        public async ValueTask<string> BothAsync(string text) => await NameAsync(text) + await CountAsync(text.Length);
    }

    public sealed class Passing(IService inner) : IService
    {
        public Task<int> CountAsync(int number) => inner.CountAsync(number);

        public ValueTask<string> NameAsync(string text) => text.Length > 100 ? new("long") : inner.NameAsync(text);

        [Expect(Decision.Scratch)]
        public async ValueTask<string> BothAsync(string text) => "passing " + await inner.BothAsync(text);
    }

    /// <summary>Goes on to the object, does so after other woven calls, or answers itself.</summary>
    sealed class Interceptor(Trace trace, int variant, IService other) : IInterceptor
    {
        public void Intercept(IInvocation invocation)
        {
            // A companion is one of the interfaces of the object: a call of it that comes here is declined, and made again as plain C# makes it.
            bool isCompanion = invocation.Method.DeclaringType!.Name.StartsWith('<');
            if (!isCompanion) trace.Log($"call of {invocation.Method.Name}");
            bool isDone = variant == 1 && RunAsync(other).IsCompleted;
            if (isDone && !isCompanion) trace.Log("other work is done");
            if (variant == 2 && invocation.Method.ReturnType == typeof(Task<int>)) invocation.ReturnValue = Task.FromResult(-1);
            // As mocks do with what they do not know.
            else if (variant != 2 || !isCompanion || invocation.Method.Name == "BothAsync") invocation.Proceed();
        }

        static async Task<int> RunAsync(IService other) => await other.CountAsync(1);
    }

    sealed class Quick : IService
    {
        public async Task<int> CountAsync(int number) => await Task.FromResult(number);

        public async ValueTask<string> NameAsync(string text) => await Task.FromResult(text);

        public async ValueTask<string> BothAsync(string text) => await NameAsync(text);
    }

    static IService Proxy(Trace trace, int variant)
    {
        var service = new Service(trace);
        var others = service.GetType().GetInterfaces().Where(type => type != typeof(IService)).ToArray();
        return (IService)new ProxyGenerator().CreateInterfaceProxyWithTarget(typeof(IService), others, service, new Interceptor(trace, variant, new Quick()));
    }

    [Case(Variants = 3)]
    [Expect(Decision.Scratch, Count = 5)]
    public static async Task Over_all_interfaces(Trace trace, int variant)
    {
        var proxy = Proxy(trace, variant);
        trace.Log("" + await proxy.CountAsync(1));
        trace.Log(await proxy.NameAsync("name"));
        trace.Log(await proxy.BothAsync("both"));
        trace.Log(await ((ITagged)proxy).TagAsync());
        try
        {
            await proxy.NameAsync("");
        }
        catch (ArgumentException exception)
        {
            trace.Log(exception.Message);
        }
    }

    [Case(Variants = 3)]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task Below_methods_that_pass_calls_on(Trace trace, int variant)
    {
        var passing = new Passing(Proxy(trace, variant));
        IService service = passing;
        trace.Log("" + await service.CountAsync(1));
        trace.Log(await service.NameAsync("name"));
        trace.Log(await service.BothAsync("both"));
    }
}
