using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;
using Unboxed;

namespace AssemblyToProcess.Allocations;

/// <summary>Suspended calls through adapters by callers that are not woven.</summary>
public static class Adapters
{
    interface ISource
    {
        ValueTask<int> NumberAsync(string name, int number);

        ValueTask StepAsync();

        ValueTask<(string, long)> PairAsync(string name);
    }

    sealed class Source(Meter meter) : ISource
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> NumberAsync(string name, int number) => name.Length + number + await meter.Leaf();

        [Expect(Decision.Ordinary, Count = 2)]
        public async ValueTask StepAsync()
        {
            await meter.Step();
            await meter.Leaf();
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<(string, long)> PairAsync(string name) => (name, await meter.Leaf());
    }

    sealed class Decorator(ISource inner) : ISource
    {
        [Expect(Decision.Scratch)]
        public async ValueTask<int> NumberAsync(string name, int number) => 1 + await inner.NumberAsync(name, number);

        [Expect(Decision.Scratch)]
        public async ValueTask StepAsync() => await inner.StepAsync();

        [Expect(Decision.Scratch)]
        public async ValueTask<(string, long)> PairAsync(string name) => await inner.PairAsync(name);
    }

    static readonly AsyncLocal<string?> local = new();

    /// <summary>In the unwoven copy there are no adapters.</summary>
    [Expect(Decision.Ordinary, Count = 3)]
    static async Task UseAsync(Meter meter, int way, bool hasContext = false)
    {
        if (hasContext) local.Value = "context";
        var source = Adapted.Of<ISource>(way, new Decorator(new Source(meter)), x => Inlining.Of<ISource>(x), x => Caching.Of(x));
        while (meter.Next())
        {
            await Passed.OnValueOf(source.NumberAsync("name", 3));
            await Passed.OnValue(source.StepAsync());
            await Passed.OnValueOf(source.PairAsync("pair"));
        }
    }

    [Allocation]
    public static Task InlinedForOrdinaryCallers(Meter meter) => UseAsync(meter, 1);

    [Allocation]
    public static Task CachedForOrdinaryCallers(Meter meter) => UseAsync(meter, 2);

    [Allocation]
    public static Task AllocatedForOrdinaryCallers(Meter meter) => UseAsync(meter, 3);

    [Allocation]
    public static Task ComposedForOrdinaryCallers(Meter meter) => UseAsync(meter, 5);

    [Allocation]
    public static Task InlinedInAContext(Meter meter) => UseAsync(meter, 1, hasContext: true);

    [Allocation]
    public static Task AllocatedInAContext(Meter meter) => UseAsync(meter, 3, hasContext: true);

    [Allocation]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task WovenCallers(Meter meter)
    {
        var source = Adapted.Of<ISource>(6, new Decorator(new Source(meter)), x => Inlining.Of<ISource>(x), x => Caching.Of(x));
        while (meter.Next())
        {
            await source.NumberAsync("name", 3);
            await source.StepAsync();
        }
    }
}
