using System.Runtime.CompilerServices;
using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Allocations;

/// <summary>Many suspended calls by one root.</summary>
public static class Suspended
{
    public interface ISource
    {
        ValueTask<int> ValueTaskOfIntAsync();

        ValueTask ValueTaskAsync();

        Task<int> TaskOfIntAsync();

        Task TaskAsync();

        ValueTask<long> ArgumentsAsync(int a, string b, decimal c, (int, string) d, DateTime e, CancellationToken f);

        ValueTask<long> VariablesAsync(int a);

        ValueTask<int> LoopAsync(int count);
    }

    public readonly record struct Pair(string Name, int Number);

    public struct Large
    {
        public long A, B, C, D, E, F;
    }

    sealed class Source(Meter meter) : ISource
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> ValueTaskOfIntAsync() => await meter.Leaf();

        [Expect(Decision.Ordinary)]
        public async ValueTask ValueTaskAsync() => await meter.Step();

        [Expect(Decision.Ordinary)]
        public async Task<int> TaskOfIntAsync() => 1000 + await meter.Leaf();

        [Expect(Decision.Ordinary)]
        public async Task TaskAsync() => await meter.Step();

        [Expect(Decision.Ordinary)]
        public async ValueTask<long> ArgumentsAsync(int a, string b, decimal c, (int, string) d, DateTime e, CancellationToken f)
        {
            int leaf = await meter.Leaf();
            return leaf + a + b.Length + (long)c + d.Item1 + d.Item2.Length + e.Ticks + (f.CanBeCanceled ? 1 : 0);
        }

        [Expect(Decision.Ordinary, Count = 2)]
        public async ValueTask<long> VariablesAsync(int a)
        {
            var pair = new Pair("pair", a);
            var large = new Large { A = a, F = 6 };
            var time = new DateTime(a);
            double real = a / 2.0;
            int? maybe = a;
            CancellationToken token = default;
            int first = await meter.Leaf();
            int second = await meter.Leaf();
            return first + second + pair.Name.Length + pair.Number + large.A + large.F + time.Ticks + (long)real + maybe.Value + (token.IsCancellationRequested ? 1 : 0);
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<int> LoopAsync(int count)
        {
            int sum = 0;
            for (int i = 0; i < count; i++) sum += await meter.Leaf();
            return sum;
        }
    }

    [Allocation]
    [Expect(Decision.Scratch)]
    public static async Task ValueTaskOfInt(Meter meter)
    {
        ISource source = new Source(meter);
        int sum = 0;
        while (meter.Next()) sum += await source.ValueTaskOfIntAsync();
        Check(sum > 0);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    [Expect(Decision.Scratch, Count = 2)]
    static async ValueTask<int> RequestAsync(ISource source) => await source.ValueTaskOfIntAsync() + await source.LoopAsync(2);

    /// <summary>A root for each call, whose box its builder pools.</summary>
    [Allocation]
    [Expect(Decision.Ordinary, Reason = "Its future is a pooled one.")]
    public static async Task PooledRoots(Meter meter)
    {
        ISource source = new Source(meter);
        while (meter.Next()) Check(await RequestAsync(source) > 0);
    }

    [Allocation]
    [Expect(Decision.Scratch)]
    public static async Task ValueTaskWithoutResult(Meter meter)
    {
        ISource source = new Source(meter);
        while (meter.Next()) await source.ValueTaskAsync();
    }

    [Allocation]
    [Expect(Decision.Scratch)]
    public static async Task TaskOfInt(Meter meter)
    {
        ISource source = new Source(meter);
        int sum = 0;
        while (meter.Next()) sum += await source.TaskOfIntAsync();
        Check(sum > 0);
    }

    [Allocation]
    [Expect(Decision.Scratch)]
    public static async Task TaskWithoutResult(Meter meter)
    {
        ISource source = new Source(meter);
        while (meter.Next()) await source.TaskAsync();
    }

    [Allocation]
    [Expect(Decision.Scratch)]
    public static async Task Arguments(Meter meter)
    {
        ISource source = new Source(meter);
        long sum = 0;
        while (meter.Next()) sum += await source.ArgumentsAsync(1, "b", 3m, (4, "d"), new DateTime(5), default);
        Check(sum > 0);
    }

    [Allocation]
    [Expect(Decision.Scratch)]
    public static async Task Variables(Meter meter)
    {
        ISource source = new Source(meter);
        long sum = 0;
        while (meter.Next()) sum += await source.VariablesAsync(7);
        Check(sum > 0);
    }

    [Allocation]
    [Expect(Decision.Scratch)]
    public static async Task Loop(Meter meter)
    {
        ISource source = new Source(meter);
        int sum = 0;
        while (meter.Next()) sum += await source.LoopAsync(3);
        Check(sum > 0);
    }

    [Allocation]
    [Expect(Decision.Scratch)]
    public static async Task ConfiguredAwait(Meter meter)
    {
        ISource source = new Source(meter);
        int sum = 0;
        while (meter.Next()) sum += await source.ValueTaskOfIntAsync().ConfigureAwait(false);
        Check(sum > 0);
    }

    [Allocation]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task SeveralSites(Meter meter)
    {
        ISource source = new Source(meter);
        int sum = 0;
        while (meter.Next())
        {
            sum += await source.ValueTaskOfIntAsync();
            await source.TaskAsync();
            sum += await source.TaskOfIntAsync();
        }
        Check(sum > 0);
    }

    internal static void Check(bool condition)
    {
        if (!condition) throw new InvalidOperationException("The calls have not returned what they should.");
    }

    [Expect(Decision.Scratch, Count = 2)]
    static async IAsyncEnumerable<int> Items(Meter meter, ISource source)
    {
        while (meter.Next()) yield return await source.ValueTaskOfIntAsync() + await source.LoopAsync(2);
    }

    [Allocation]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task InAnIterator(Meter meter)
    {
        await foreach (int _ in Items(meter, new Source(meter)))
        {
        }
    }
}
