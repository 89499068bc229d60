using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;
using Unboxed;

namespace AssemblyToProcess.Allocations;

/// <summary>Many suspended calls by one root, through several interfaces.</summary>
public static class Deep
{
    interface IFirst
    {
        ValueTask<int> FirstAsync(int value);
    }

    interface ISecond
    {
        ValueTask<int> SecondAsync(int value);
    }

    interface IThird
    {
        Task<int> ThirdAsync(int value);
    }

    interface IFourth
    {
        ValueTask<int> FourthAsync(int value);
    }

    sealed class First(ISecond next) : IFirst
    {
        [Expect(Decision.Scratch)]
        public async ValueTask<int> FirstAsync(int value) => await next.SecondAsync(value + 1) + value;
    }

    sealed class Second(IThird next) : ISecond
    {
        [Expect(Decision.Scratch)]
        public async ValueTask<int> SecondAsync(int value) => await next.ThirdAsync(value + 1).ConfigureAwait(false) + value;
    }

    sealed class Third(IFourth next) : IThird
    {
        [Expect(Decision.Scratch)]
        public async Task<int> ThirdAsync(int value) => await next.FourthAsync(value + 1) + value + 1000;
    }

    sealed class Fourth(Meter meter) : IFourth
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> FourthAsync(int value) => await meter.Leaf() + value;
    }

    interface IStage
    {
        ValueTask<long> RunAsync(long value, string name);
    }

    sealed class Innermost(Meter meter) : IStage
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<long> RunAsync(long value, string name) => await meter.Leaf() + value + name.Length;
    }

    sealed class Decorator(IStage inner) : IStage
    {
        [Expect(Decision.Scratch)]
        public async ValueTask<long> RunAsync(long value, string name) => await inner.RunAsync(value + 1, name) + value + name.Length;
    }

    [Allocation]
    [Expect(Decision.Scratch)]
    public static async Task FourInterfaces(Meter meter)
    {
        IFirst first = new First(new Second(new Third(new Fourth(meter))));
        int sum = 0;
        while (meter.Next()) sum += await first.FirstAsync(1);
        Suspended.Check(sum > 0);
    }

    [Allocation]
    [Expect(Decision.Scratch)]
    public static async Task FiveDecorators(Meter meter)
    {
        var stage = Decorate(meter, 5);
        long sum = 0;
        while (meter.Next()) sum += await stage.RunAsync(1, "name");
        Suspended.Check(sum > 0);
    }

    [Allocation]
    [Expect(Decision.Scratch)]
    public static async Task FortyDecoratorsBeyondTheRoom(Meter meter)
    {
        var stage = Decorate(meter, 40);
        long sum = 0;
        while (meter.Next()) sum += await stage.RunAsync(1, "name");
        Suspended.Check(sum > 0);
    }

    /// <summary>No chain of the pools is large enough: a root that took a larger one for each call would allocate it each time. It takes it once, and keeps it until it completes.</summary>
    [Allocation]
    [Expect(Decision.Scratch)]
    public static async Task DecoratorsBeyondThePools(Meter meter)
    {
        var stage = Decorate(meter, 150);
        long sum = 0;
        while (meter.Next()) sum += await stage.RunAsync(1, "name");
        Suspended.Check(sum > 0);
    }

    [Allocation]
    [Expect(Decision.Scratch)]
    public static async Task DecoratorsInASideStack(Meter meter)
    {
        using var scope = AsyncSideStack.Enter(16 * 1024);
        var stage = Decorate(meter, 150);
        long sum = 0;
        while (meter.Next()) sum += await stage.RunAsync(1, "name");
        Suspended.Check(sum > 0);
    }

    [Allocation]
    [ScratchSpace(SideStack = 16 * 1024)]
    [Expect(Decision.Scratch)]
    public static async Task DecoratorsOfARootWithASideStack(Meter meter)
    {
        var stage = Decorate(meter, 150);
        long sum = 0;
        while (meter.Next()) sum += await stage.RunAsync(1, "name");
        Suspended.Check(sum > 0);
    }

    static IStage Decorate(Meter meter, int count)
    {
        IStage stage = new Innermost(meter);
        for (int i = 0; i < count; i++) stage = new Decorator(stage);
        return stage;
    }
}
