using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Allocations;

/// <summary>Many suspended calls by one root, of implementers of every shape.</summary>
public static class Shapes
{
    public interface ISource
    {
        ValueTask<int> NextAsync(int value);

        [Expect(Decision.Scratch)]
        async ValueTask<int> TwiceAsync(int value) => 2 * await NextAsync(value);
    }

    sealed class Source(Meter meter) : ISource
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> NextAsync(int value) => value + await meter.Leaf();
    }

    sealed class PassesOn(ISource inner) : ISource
    {
        public ValueTask<int> NextAsync(int value) => inner.NextAsync(value);
    }

    [Allocation]
    [Expect(Decision.Scratch)]
    public static async Task ForwardingMethods(Meter meter)
    {
        ISource source = new PassesOn(new PassesOn(new Source(meter)));
        while (meter.Next()) await source.NextAsync(1);
    }

    [Allocation]
    [Expect(Decision.Scratch)]
    public static async Task DefaultImplementations(Meter meter)
    {
        ISource source = new Source(meter);
        while (meter.Next()) await source.TwiceAsync(1);
    }

    class Step(Meter meter)
    {
        protected Meter Meter => meter;

        [Expect(Decision.Ordinary)]
        public virtual async Task RunAsync() => await meter.Step();
    }

    sealed class NamedStep(Meter meter) : Step(meter)
    {
        [Expect(Decision.Ordinary)]
        public override async Task<string> RunAsync()
        {
            await Meter.Step();
            return nameof(NamedStep);
        }
    }

    [Allocation]
    [Expect(Decision.Scratch)]
    public static async Task OverridesWithAResult(Meter meter)
    {
        Step step = new NamedStep(meter);
        while (meter.Next()) await step.RunAsync();
    }

    sealed class Disposable(Meter meter) : IAsyncDisposable, IAsyncEnumerator<int>
    {
        public int Current => 1;

        [Expect(Decision.Ordinary)]
        public async ValueTask DisposeAsync() => await meter.Step();

        [Expect(Decision.Ordinary)]
        public async ValueTask<bool> MoveNextAsync() => await meter.Leaf() == 1;
    }

    [Allocation]
    [Expect(Decision.Scratch)]
    public static async Task AwaitUsing(Meter meter)
    {
        var disposable = new Disposable(meter);
        while (meter.Next())
        {
            await using IAsyncDisposable used = disposable;
        }
    }

    [Allocation]
    [Expect(Decision.Scratch)]
    public static async Task Enumerators(Meter meter)
    {
        IAsyncEnumerator<int> items = new Disposable(meter);
        while (meter.Next()) await items.MoveNextAsync();
    }

    sealed class Endless(Meter meter) : IAsyncEnumerable<int>, IAsyncEnumerator<int>
    {
        public int Current => 1;

        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

        [Expect(Decision.Ordinary)]
        public async ValueTask<bool> MoveNextAsync() => await meter.Leaf() == 1;

        public ValueTask DisposeAsync() => default;
    }

    [Allocation]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task ConfiguredStreams(Meter meter)
    {
        var items = new Endless(meter);
        await foreach (int item in TaskAsyncEnumerableExtensions.WithCancellation(items, CancellationToken.None).ConfigureAwait(false))
        {
            if (!meter.Next()) break;
        }
    }

    [Allocation]
    [Expect(Decision.Scratch)]
    public static async Task ConfiguredDisposals(Meter meter)
    {
        var disposable = new Disposable(meter);
        while (meter.Next())
        {
            await using var used = TaskAsyncEnumerableExtensions.ConfigureAwait(disposable, false);
        }
    }

    [Expect(Decision.Scratch)]
    static async Task OfATypeParameter<T>(Meter meter, T source)
        where T : ISource
    {
        while (meter.Next()) await source.NextAsync(1);
    }

    [Allocation]
    [Expect(Decision.Scratch)]
    public static async Task TypeParameters(Meter meter) => await OfATypeParameter(meter, new Source(meter));

    sealed class Zeros(Meter meter) : MemoryStream
    {
        [Expect(Decision.Ordinary)]
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = await meter.Leaf();
            buffer.Span.Clear();
            return count;
        }
    }

    [Allocation]
    [Expect(Decision.Scratch)]
    public static async Task StreamsOfTheFramework(Meter meter)
    {
        Stream stream = new Zeros(meter);
        var buffer = new byte[8];
        while (meter.Next()) await stream.ReadAsync(buffer).ConfigureAwait(false);
    }

    abstract class Template
    {
        [Expect(Decision.Scratch)]
        public async ValueTask<T> RunAsync<T>(T value)
        {
            await CoreAsync(value);
            return value;
        }

        protected abstract ValueTask CoreAsync<T>(T value);
    }

    sealed class Filled(Meter meter) : Template
    {
        [Expect(Decision.Ordinary)]
        protected override async ValueTask CoreAsync<T>(T value) => await meter.Step();
    }

    [Allocation]
    [Expect(Decision.Scratch)]
    public static async Task GenericTemplateMethods(Meter meter)
    {
        Template template = new Filled(meter);
        while (meter.Next()) await template.RunAsync((1, 2L));
    }

    [Allocation]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task ConditionalAndSwitchExpressions(Meter meter)
    {
        ISource left = new Source(meter), right = new PassesOn(left);
        int i = 0;
        while (meter.Next())
        {
            await (i++ % 2 == 0 ? left.NextAsync(1) : right.TwiceAsync(2));
            await ((i % 3) switch { 0 => left.NextAsync(3), 1 => right.NextAsync(4), _ => new ValueTask<int>(5) });
        }
    }

    sealed class Settings
    {
        public bool Continue { get; set; }
    }

    [Allocation]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task VariableArgumentsOfConfigureAwait(Meter meter)
    {
        ISource source = new Source(meter);
        var settings = new Settings();
        while (meter.Next())
        {
            settings.Continue = !settings.Continue;
            await source.NextAsync(1).ConfigureAwait(settings.Continue);
            await source.TwiceAsync(2).ConfigureAwait(!settings.Continue);
        }
    }

    [Allocation]
    [Expect(Decision.Scratch)]
    public static async Task KeptInAVariable(Meter meter)
    {
        ISource source = new Source(meter);
        int sum = 0;
        while (meter.Next())
        {
            var future = source.NextAsync(1);
            int before = sum;
            sum = before + await future;
        }
    }

    class Root(Meter meter)
    {
        protected Meter Meter => meter;

        [Expect(Decision.Ordinary)]
        public virtual async ValueTask<int> RunAsync(int value) => value + await Meter.Leaf();
    }

    class Middle(Meter meter) : Root(meter)
    {
        [Expect(Decision.Scratch)]
        public override async ValueTask<int> RunAsync(int value) => 1 + await base.RunAsync(value);
    }

    sealed class Leafmost(Meter meter) : Middle(meter)
    {
        [Expect(Decision.Scratch)]
        public override async ValueTask<int> RunAsync(int value) => 2 + await base.RunAsync(value).ConfigureAwait(false);
    }

    [Allocation]
    [Expect(Decision.Scratch)]
    public static async Task CallsOfBaseClasses(Meter meter)
    {
        Root root = new Leafmost(meter);
        while (meter.Next()) await root.RunAsync(1);
    }

    sealed class PassesSomeOn(Meter meter, ISource inner) : ISource
    {
        int calls;

        public ValueTask<int> NextAsync(int value)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            if (calls++ % 3 == 0) return new(value);
            return calls % 3 == 0 ? meter.Leaf() : inner.NextAsync(value + calls);
        }
    }

    [Allocation]
    [Expect(Decision.Scratch)]
    public static async Task MethodsThatPassSomeCallsOn(Meter meter)
    {
        ISource source = new PassesSomeOn(meter, new PassesSomeOn(meter, new Source(meter)));
        while (meter.Next()) await source.NextAsync(1);
    }
}
