using System.Text;
using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Arguments of many types, up to ten of them.</summary>
public static class Arguments
{
    enum Colour : byte
    {
        Red = 1,
        Green = 200,
    }

    [Flags]
    enum Wide : ulong
    {
        None = 0,
        High = 1UL << 63,
    }

    readonly record struct Point(int X, int Y);

    struct Mixed
    {
        public string Name;
        public long Number;
        public object? Tag;
    }

    interface ISink
    {
        ValueTask<int> NoneAsync();

        ValueTask<string> OneAsync(int a);

        ValueTask<string> TwoAsync(string a, long b);

        ValueTask<string> ThreeAsync(bool a, char b, byte c);

        Task<string> FourAsync(float a, double b, decimal c, nint d);

        ValueTask<string> FiveAsync(Colour a, Wide b, Point c, Mixed d, Guid e);

        ValueTask<string> SixAsync(int? a, DateTime? b, (int X, string Y) c, int[] d, List<string> e, object? f);

        ValueTask<string> SevenAsync(CancellationToken a, TimeSpan b, DateTimeOffset c, Memory<byte> d, ReadOnlyMemory<char> e, ArraySegment<int> f, KeyValuePair<string, int> g);

        ValueTask<string> EightAsync(sbyte a, short b, ushort c, uint d, ulong e, Int128 f, Half g, nuint h);

        ValueTask<string> NineAsync(Func<int, int> a, Action b, StringBuilder c, Type d, Exception e, IEnumerable<int> f, Task<int> g, ValueTask<int> h, string[][] i);

        Task<string> TenAsync(int a, string b, long c, object d, double e, decimal f, Point g, Mixed h, Guid i, CancellationToken j);

        ValueTask<int> WithDefaultsAsync(int a, int b = 20, string c = "c");

        ValueTask<int> WithParamsAsync(params int[] numbers);
    }

    sealed class Sink(Trace trace) : ISink
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> NoneAsync() => await trace.Leaf(1);

        [Expect(Decision.Ordinary)]
        public async ValueTask<string> OneAsync(int a)
        {
            a++;
            await trace.Leaf();
            return $"{a}";
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<string> TwoAsync(string a, long b)
        {
            await trace.Leaf();
            return $"{a} {b}";
        }

        [Expect(Decision.Ordinary, Count = 2)]
        public async ValueTask<string> ThreeAsync(bool a, char b, byte c)
        {
            await trace.Leaf();
            var text = $"{a} {b}";
            await trace.Leaf();
            return $"{text} {c}";
        }

        [Expect(Decision.Ordinary)]
        public async Task<string> FourAsync(float a, double b, decimal c, nint d)
        {
            await trace.Leaf();
            return FormattableString.Invariant($"{a} {b} {c} {d}");
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<string> FiveAsync(Colour a, Wide b, Point c, Mixed d, Guid e)
        {
            d.Number++;
            await trace.Leaf();
            return $"{a} {b} {c} {d.Name} {d.Number} {d.Tag ?? "none"} {e}";
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<string> SixAsync(int? a, DateTime? b, (int X, string Y) c, int[] d, List<string> e, object? f)
        {
            c.X++;
            await trace.Leaf();
            return $"{a} {b?.Ticks} {c.X} {c.Y} {d.Length} {e.Count} {f ?? "none"}";
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<string> SevenAsync(CancellationToken a, TimeSpan b, DateTimeOffset c, Memory<byte> d, ReadOnlyMemory<char> e, ArraySegment<int> f, KeyValuePair<string, int> g)
        {
            await trace.Leaf();
            return $"{a.CanBeCanceled} {b.Ticks} {c.Ticks} {d.Length} {e} {f.Count} {g.Key} {g.Value}";
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<string> EightAsync(sbyte a, short b, ushort c, uint d, ulong e, Int128 f, Half g, nuint h)
        {
            await trace.Leaf();
            return FormattableString.Invariant($"{a} {b} {c} {d} {e} {f} {g} {h}");
        }

        [Expect(Decision.Ordinary, Count = 3)]
        public async ValueTask<string> NineAsync(Func<int, int> a, Action b, StringBuilder c, Type d, Exception e, IEnumerable<int> f, Task<int> g, ValueTask<int> h, string[][] i)
        {
            await trace.Leaf();
            b();
            return $"{a(1)} {c} {d.Name} {e.Message} {f.Count()} {await g} {await h} {i[0][0]}";
        }

        [Expect(Decision.Ordinary)]
        public async Task<string> TenAsync(int a, string b, long c, object d, double e, decimal f, Point g, Mixed h, Guid i, CancellationToken j)
        {
            await trace.Leaf();
            return FormattableString.Invariant($"{a} {b} {c} {d} {e} {f} {g} {h.Name} {i} {j.IsCancellationRequested}");
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<int> WithDefaultsAsync(int a, int b, string c) => await trace.Leaf(a + b + c.Length);

        [Expect(Decision.Ordinary)]
        public async ValueTask<int> WithParamsAsync(params int[] numbers) => await trace.Leaf(numbers.Sum());
    }

    [Case]
    [Expect(Decision.Scratch, Count = 6)]
    public static async Task NoneToFive(Trace trace)
    {
        ISink sink = new Sink(trace);
        trace.Log("0", await sink.NoneAsync());
        trace.Log("1", await sink.OneAsync(41));
        trace.Log("2", await sink.TwoAsync("a", long.MinValue));
        trace.Log("3", await sink.ThreeAsync(true, 'é', 255));
        trace.Log("4", await sink.FourAsync(1.5f, -0.25, 79228162514264337593543950335m, -1));
        trace.Log("5", await sink.FiveAsync(Colour.Green, Wide.High, new(1, -2), new Mixed { Name = "name", Number = 7, Tag = "tag" }, new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)));
    }

    [Case]
    [Expect(Decision.Scratch, Count = 5)]
    public static async Task SixToTen(Trace trace)
    {
        ISink sink = new Sink(trace);
        using var cancellation = new CancellationTokenSource();
        trace.Log("6", await sink.SixAsync(3, new DateTime(4), (5, "y"), [1, 2, 3], ["a", "b"], null));
        trace.Log("7", await sink.SevenAsync(cancellation.Token, new(1), new DateTimeOffset(2, TimeSpan.Zero), new byte[3], "text".AsMemory(1), new([1, 2, 3], 1, 2), new("key", 4)));
        trace.Log("8", await sink.EightAsync(-1, -2, 3, 4, ulong.MaxValue, Int128.MinValue, (Half)0.5, 6));
        int calls = 0;
        trace.Log("9", await sink.NineAsync(x => x + 1, () => calls++, new("text"), typeof(Sink), new InvalidOperationException("message"), Enumerable.Range(0, 9), Task.FromResult(5), new(6), [["i"]]));
        trace.Log("calls", calls);
        trace.Log("10", await sink.TenAsync(1, "b", 2, 'd', 0.5, 6m, new(7, 8), new Mixed { Name = "h" }, Guid.Empty, cancellation.Token));
    }

    [Case]
    [Expect(Decision.Scratch, Count = 5)]
    public static async Task NullsAndDefaults(Trace trace)
    {
        ISink sink = new Sink(trace);
        trace.Log("six", await sink.SixAsync(null, null, default, [], [], null));
        trace.Log("defaults", await sink.WithDefaultsAsync(1));
        trace.Log("named", await sink.WithDefaultsAsync(c: "four", a: 1));
        trace.Log("params", await sink.WithParamsAsync(1, 2, 3));
        trace.Log("no params", await sink.WithParamsAsync());
    }
}
