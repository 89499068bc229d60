using System.Reflection;
using AssemblyToProcess.Cases;
using AssemblyToProcess.Harness;

namespace UnmarkedAssembly;

/// <summary>Implementers and callers that no weaver has seen, with woven ones above, below and between them.</summary>
public static class Strangers
{
    /// <summary>Overrides a woven method, and inherits the companion of the woven class.</summary>
    public class Subclass(Trace trace) : Overriding.Base(trace)
    {
        public override async ValueTask<string> NameAsync(int number)
        {
            await Trace.Leaf();
            return "unwoven of " + await base.NameAsync(number);
        }
    }

    /// <summary>Overrides nothing.</summary>
    public class Bare(Trace trace) : Overriding.Derived(trace);

    /// <summary>Implements the interface again.</summary>
    public class Again(Trace trace) : Overriding.Base(trace), Overriding.IService
    {
        ValueTask<string> Overriding.IService.NameAsync(int number) => Trace.Leaf("again, unwoven");
    }

    public class AgainOfExplicit : Overriding.Explicit, Overriding.IService
    {
        readonly Trace own;

        public AgainOfExplicit(Trace trace) : base(trace) => own = trace;

        async ValueTask<string> Overriding.IService.NameAsync(int number) => "again, " + await own.Leaf(number);

        Task<int> Overriding.IService.CountAsync() => own.LeafTask(11);
    }

    public class OfAbstract(Trace trace) : Overriding.Abstract(trace)
    {
        public override async ValueTask<string> NameAsync(int number) => "unwoven " + await Trace.Leaf(number);
    }

    public class Throwing(Trace trace) : Overriding.Base(trace)
    {
        public override ValueTask<string> NameAsync(int number) => throw Trace.Register(new NotSupportedException("mock"));
    }

    /// <summary>Between two woven objects.</summary>
    public class Decorator(Trace trace, Overriding.IService inner) : Overriding.IService
    {
        public async ValueTask<string> NameAsync(int number)
        {
            await trace.Leaf();
            return "decorated " + await inner.NameAsync(number + 1);
        }

        public Task<int> CountAsync() => inner.CountAsync();
    }

    public class Proxy : DispatchProxy
    {
        Overriding.IService inner = null!;

        public static Overriding.IService Around(Overriding.IService inner)
        {
            var proxy = Create<Overriding.IService, Proxy>();
            ((Proxy)(object)proxy).inner = inner;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Invoke(inner, args);
    }

    static Overriding.IService Create(Trace trace, int variant) => variant switch
    {
        0 => new Subclass(trace),
        1 => new Bare(trace),
        2 => new Again(trace),
        3 => new AgainOfExplicit(trace),
        4 => new OfAbstract(trace),
        5 => new Decorator(trace, new Overriding.Derived(trace)),
        _ => Proxy.Around(new Overriding.Base(trace)),
    };

    [Case(Variants = 7)]
    public static Task WovenCallerOfUnwovenImplementers(Trace trace, int variant) => Overriding.UseAsync(trace, Create(trace, variant));

    [Case(Variants = 7)]
    public static async Task UnwovenCaller(Trace trace, int variant)
    {
        var service = Create(trace, variant);
        trace.Log("name", await service.NameAsync(1));
        trace.Log("count", await service.CountAsync());
        service = new Overriding.Sealed(trace);
        trace.Log("name", await service.NameAsync(1));
        trace.Log("count", await service.CountAsync());
    }

    [Case]
    public static async Task AMockThatThrows(Trace trace)
    {
        try
        {
            await Overriding.UseAsync(trace, new Throwing(trace));
        }
        catch (NotSupportedException exception)
        {
            trace.Caught(exception);
        }
    }
}
