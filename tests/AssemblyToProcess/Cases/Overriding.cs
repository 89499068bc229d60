using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Implementers of every form. Subclasses and mocks that no weaver has seen are in the unmarked assembly.</summary>
public static class Overriding
{
    public interface IService
    {
        ValueTask<string> NameAsync(int number);

        Task<int> CountAsync();
    }

    public class Base(Trace trace) : IService
    {
        protected Trace Trace { get; } = trace;

        [Expect(Decision.Ordinary)]
        public virtual async ValueTask<string> NameAsync(int number)
        {
            await Trace.Leaf();
            return $"base {number} {GetType().Name}";
        }

        [Expect(Decision.Scratch)]
        public virtual async Task<int> CountAsync() => (await ((IService)this).NameAsync(1)).Length;
    }

    public class Derived(Trace trace) : Base(trace)
    {
        [Expect(Decision.Scratch)]
        [Expect(Decision.Ordinary)]
        public override async ValueTask<string> NameAsync(int number)
        {
            var name = await base.NameAsync(number + 1);
            await Trace.Leaf();
            return "derived of " + name;
        }
    }

    /// <summary>Inherits everything.</summary>
    public class Empty(Trace trace) : Derived(trace);

    public sealed class Sealed(Trace trace) : Empty(trace)
    {
        [Expect(Decision.Ordinary)]
        public override async Task<int> CountAsync() => await Trace.Leaf(7);
    }

    public class Hiding(Trace trace) : Base(trace)
    {
        /// <summary>Not the interface's method.</summary>
        [Expect(Decision.Ordinary)]
        public new virtual async ValueTask<string> NameAsync(int number) => await Trace.Leaf("hiding");
    }

    public class Again(Trace trace) : Base(trace), IService
    {
        [Expect(Decision.Ordinary)]
        public new async ValueTask<string> NameAsync(int number) => await Trace.Leaf("again");
    }

    public class Explicit(Trace trace) : IService
    {
        [Expect(Decision.Ordinary)]
        async ValueTask<string> IService.NameAsync(int number) => await trace.Leaf("explicit ") + number;

        [Expect(Decision.Scratch)]
        async Task<int> IService.CountAsync() => (await ((IService)this).NameAsync(2)).Length;
    }

    public class NotYet(Trace trace)
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<string> NameAsync(int number) => await trace.Leaf("inherited ") + number;

        [Expect(Decision.Ordinary)]
        public async Task<int> CountAsync() => await trace.Leaf(3);
    }

    public sealed class Inherited(Trace trace) : NotYet(trace), IService;

    public abstract class Abstract(Trace trace) : IService
    {
        protected Trace Trace { get; } = trace;

        public abstract ValueTask<string> NameAsync(int number);

        [Expect(Decision.Scratch)]
        public async Task<int> CountAsync() => (await NameAsync(4)).Length;
    }

    public sealed class Concrete(Trace trace) : Abstract(trace)
    {
        [Expect(Decision.Ordinary)]
        public override async ValueTask<string> NameAsync(int number) => await Trace.Leaf("concrete ") + number;
    }

    public sealed class Synchronous(Trace trace) : IService
    {
        public ValueTask<string> NameAsync(int number) => trace.Leaf("synchronous");

        public Task<int> CountAsync() => Task.FromResult(5);
    }

    public struct Struct(Trace trace) : IService
    {
        int calls;

        [Expect(Decision.Ordinary)]
        public async ValueTask<string> NameAsync(int number)
        {
            calls++;
            await trace.Leaf();
            return $"struct {number} {calls++}";
        }

        public Task<int> CountAsync() => Task.FromResult(++calls);
    }

    [Expect(Decision.Scratch, Count = 2)]
    public static async Task UseAsync(Trace trace, IService service)
    {
        for (int i = 0; i < 2; i++)
        {
            trace.Log("name", await service.NameAsync(10));
            trace.Log("count", await service.CountAsync());
        }
    }

    [Case(Variants = 11)]
    public static Task EveryImplementer(Trace trace, int variant) => UseAsync(trace, variant switch
    {
        0 => new Base(trace),
        1 => new Derived(trace),
        2 => new Empty(trace),
        3 => new Sealed(trace),
        4 => new Hiding(trace),
        5 => new Again(trace),
        6 => new Explicit(trace),
        7 => new Inherited(trace),
        8 => new Concrete(trace),
        9 => new Synchronous(trace),
        _ => new Struct(trace),
    });

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task AllInOneLoop(Trace trace)
    {
        IService[] services = [new Base(trace), new Sealed(trace), new Explicit(trace), new Synchronous(trace), new Struct(trace), new Inherited(trace)];
        foreach (var service in services) trace.Log("name", await service.NameAsync(1));
    }

    sealed class Stateful(Trace trace) : ICounter
    {
        int count;
        string log = "";
        (int, string) last;

        [Expect(Decision.Ordinary, Count = 2)]
        public async ValueTask<string> AddAsync(int by)
        {
            count += by;
            log += by;
            await trace.Leaf();
            last = (count, log);
            count++;
            await trace.Leaf();
            return $"{count} {log} {last}";
        }
    }

    interface ICounter
    {
        ValueTask<string> AddAsync(int by);
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task FieldsOfTheImplementer(Trace trace)
    {
        ICounter counter = new Stateful(trace);
        trace.Log(await counter.AddAsync(1));
        trace.Log(await counter.AddAsync(2));
    }
}
