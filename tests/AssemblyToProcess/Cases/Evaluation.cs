using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>The order of receiver and arguments, receivers that are null, and conditional calls.</summary>
public static class Evaluation
{
    interface ISource
    {
        ValueTask<int> GetAsync(int a, int b);

        Task RunAsync();
    }

    sealed class Source(Trace trace, string name) : ISource
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> GetAsync(int a, int b)
        {
            trace.Log(name, $"{a} {b}");
            return await trace.Leaf(a + b);
        }

        [Expect(Decision.Ordinary)]
        public async Task RunAsync()
        {
            await trace.Leaf();
            trace.Log(name, "ran");
        }
    }

    static T Seen<T>(Trace trace, T value, string what)
    {
        trace.Log("evaluates", what);
        return value;
    }

    static int Throws(Trace trace) => throw trace.Register(new InvalidOperationException("argument"));

    [Case]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task ReceiverThenArguments(Trace trace)
    {
        ISource source = new Source(trace, "source");
        trace.Log("result", await Seen(trace, source, "receiver").GetAsync(Seen(trace, 1, "first"), Seen(trace, 2, "second")));
        trace.Log("result", await Seen(trace, source, "receiver").GetAsync(Seen(trace, 3, "first"), await Seen(trace, source, "inner").GetAsync(4, 5)));
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task NamedArguments(Trace trace)
    {
        ISource source = new Source(trace, "source");
        trace.Log("result", await source.GetAsync(b: Seen(trace, 1, "b"), a: Seen(trace, 2, "a")));
        trace.Log("result", await source.GetAsync(b: Seen(trace, 3, "b"), a: Seen(trace, 4, "a")));
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task ArgumentsThatThrow(Trace trace)
    {
        ISource source = new Source(trace, "source");
        try
        {
            await source.GetAsync(Seen(trace, 1, "first"), Throws(trace));
        }
        catch (InvalidOperationException exception)
        {
            trace.Caught(exception);
        }
        trace.Log("result", await source.GetAsync(1, 2));
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task NullReceivers(Trace trace)
    {
        ISource? source = null;
        try
        {
            await source!.GetAsync(Seen(trace, 1, "first"), Seen(trace, 2, "second"));
        }
        catch (NullReferenceException exception)
        {
            trace.Log(exception.GetType().Name);
            trace.Frames(exception);
        }
        await Seen(trace, source, "receiver")!.RunAsync();
    }

    [Case(Variants = 4)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task TernaryReceiversAndArguments(Trace trace, int variant)
    {
        ISource left = new Source(trace, "left"), right = new Source(trace, "right");
        trace.Log("result", await (variant % 2 == 0 ? left : right).GetAsync(variant < 2 ? 1 : 2, variant is 1 or 2 ? Seen(trace, 3, "three") : Seen(trace, 4, "four")));
        await (variant % 2 == 0 ? right : left).RunAsync();
    }

    [Case(Variants = 2)]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task TernaryOfAwaits(Trace trace, int variant)
    {
        ISource left = new Source(trace, "left"), right = new Source(trace, "right");
        trace.Log("result", variant == 0 ? await left.GetAsync(1, 2) : await right.GetAsync(3, 4));
        if (variant == 1) await left.RunAsync();
    }

    [Case(Variants = 2)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task AwaitOfATernary(Trace trace, int variant)
    {
        ISource left = new Source(trace, "left"), right = new Source(trace, "right");
        trace.Log("result", await (variant == 0 ? left.GetAsync(1, 2) : right.GetAsync(3, 4)));
        await (variant == 0 ? left.RunAsync() : Task.CompletedTask);
    }

    [Case(Variants = 2)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task ConditionalAccess(Trace trace, int variant)
    {
        ISource? source = variant == 0 ? new Source(trace, "source") : null;
        trace.Log("result", await (source?.GetAsync(1, 2) ?? new ValueTask<int>(-1)));
        await (source?.RunAsync() ?? Task.CompletedTask);
        trace.Log("end");
    }

    [Case(Variants = 2)]
    [Expect(Decision.Scratch)]
    public static async Task GuardedReceiver(Trace trace, int variant)
    {
        ISource? source = variant == 0 ? new Source(trace, "source") : null;
        if (source is { } present) await present.RunAsync();
        trace.Log("end");
    }

    sealed class Owner(Trace trace)
    {
        ISource current = new Source(trace, "first");

        ISource Next
        {
            get
            {
                trace.Log("getter");
                var result = current;
                current = new Source(trace, "next");
                return result;
            }
        }

        [Expect(Decision.Scratch, Count = 3)]
        public async Task RunAsync(ISource[] sources, Func<ISource> factory)
        {
            trace.Log("property", await Next.GetAsync(1, 2));
            int i = 0;
            trace.Log("element", await sources[i++].GetAsync(i, i++));
            await factory().RunAsync();
            trace.Log("i", i);
        }
    }

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task ReceiversFromAnywhere(Trace trace)
    {
        ISource source = new Source(trace, "source");
        await new Owner(trace).RunAsync([source], () => source);
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task VariablesThatChangeInArguments(Trace trace)
    {
        ISource source = new Source(trace, "source");
        int a = 1;
        trace.Log("result", await source.GetAsync(a++, a++));
        trace.Log("result", a + await source.GetAsync(a, a = 10) + a);
    }
}
