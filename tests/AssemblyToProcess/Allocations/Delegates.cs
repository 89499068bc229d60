using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Allocations;

/// <summary>Many suspended calls by one root, through delegates.</summary>
public static class Delegates
{
    sealed class Context
    {
        public int Seen { get; set; }
    }

    delegate Task Handler(Context context);

    [Allocation]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task Pipeline(Meter meter)
    {
        Func<Task> next = async () => await meter.Step();
        for (int i = 0; i < 8; i++)
        {
            var inner = next;
            next = async () => await inner();
        }
        while (meter.Next()) await next();
    }

    [Allocation]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task Handlers(Meter meter)
    {
        var context = new Context();
        Handler next = async (context) => context.Seen += await meter.Leaf();
        for (int i = 0; i < 8; i++)
        {
            var inner = next;
            next = async (context) =>
            {
                context.Seen++;
                await inner(context);
                context.Seen--;
            };
        }
        while (meter.Next()) await next(context);
    }

    sealed class Step(Handler next)
    {
        [Expect(Decision.Scratch)]
        public async Task RunAsync(Context context)
        {
            await next(context);
            context.Seen++;
        }
    }

    [Allocation]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch)]
    public static async Task MethodsOfClasses(Meter meter)
    {
        var context = new Context();
        Handler next = async (context) => context.Seen += await meter.Leaf();
        for (int i = 0; i < 8; i++) next = new Step(next).RunAsync;
        while (meter.Next()) await next(context);
    }

    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch, Count = 2)]
    static async Task CallAsync<T>(Meter meter, T value)
    {
        Func<T, ValueTask<T>> next = async (x) =>
        {
            await meter.Step();
            return x;
        };
        for (int i = 0; i < 4; i++)
        {
            var inner = next;
            next = async (x) => await inner(x);
        }
        while (meter.Next()) await next(value);
    }

    [Allocation]
    public static Task GenericClosures(Meter meter) => CallAsync(meter, "text");

    [Allocation]
    public static Task GenericClosuresOverValues(Meter meter) => CallAsync(meter, (1, 2L));
}
