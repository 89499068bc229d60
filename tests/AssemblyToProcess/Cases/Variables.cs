using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Local variables that live across a suspension, of every kind, in a callee and in its caller.</summary>
public static class Variables
{
    enum Small : sbyte
    {
        Negative = -100,
    }

    enum Large : long
    {
        Huge = long.MaxValue,
    }

    struct Plain
    {
        public int A;
        public double B;
        public short C;
    }

    struct WithReferences
    {
        public string Text;
        public int Number;
        public object? Other;
    }

    struct OneReference
    {
        public string Text;
    }

    struct Big
    {
        public long A, B, C, D, E, F, G;

        public readonly long Sum => A + B + C + D + E + F + G;
    }

    struct Nested
    {
        public WithReferences Inner;
        public Plain Plain;
        public int? Maybe;
    }

    readonly struct Mutable(int[] counter)
    {
        public int Next() => ++counter[0];
    }

    struct Counter
    {
        int count;

        public int Next() => ++count;
    }

    interface IKeeper
    {
        ValueTask<string> PrimitivesAsync(int seed);

        Task<string> StructsAsync(string seed);

        ValueTask<string> FrameworkStructsAsync(int seed);

        ValueTask<int> UninitialisedAsync(int count);

        ValueTask<string> ManyAsync(int seed);
    }

    sealed class Keeper(Trace trace) : IKeeper
    {
        [Expect(Decision.Ordinary, Count = 2)]
        public async ValueTask<string> PrimitivesAsync(int seed)
        {
            bool a = seed > 0;
            byte b = (byte)(seed + 250);
            sbyte c = -5;
            char d = 'x';
            short e = short.MinValue;
            ushort f = ushort.MaxValue;
            int g = seed;
            uint h = uint.MaxValue;
            long i = long.MinValue;
            ulong j = ulong.MaxValue;
            float k = 1.25f;
            double l = -2.5;
            decimal m = 3.75m;
            nint n = -4;
            nuint o = 5;
            var p = Small.Negative;
            var q = Large.Huge;
            g += await trace.Leaf(1);
            b++;
            i++;
            await trace.Leaf();
            return FormattableString.Invariant($"{a} {b} {c} {d} {e} {f} {g} {h} {i} {j} {k} {l} {m} {n} {o} {p} {q}");
        }

        [Expect(Decision.Ordinary, Count = 2)]
        public async Task<string> StructsAsync(string seed)
        {
            var plain = new Plain { A = 1, B = 2.5, C = 3 };
            var references = new WithReferences { Text = seed, Number = 4, Other = seed + "!" };
            var one = new OneReference { Text = seed + "?" };
            var big = new Big { A = 1, B = 2, C = 3, D = 4, E = 5, F = 6, G = 7 };
            var nested = new Nested { Inner = references, Plain = plain, Maybe = 8 };
            var counter = new Counter();
            counter.Next();
            await trace.Leaf();
            counter.Next();
            references.Number++;
            nested.Inner.Text += "~";
            big.G = 100;
            await trace.Leaf();
            return $"{plain.A} {plain.B} {plain.C} {references.Text} {references.Number} {references.Other} {one.Text} {big.Sum} {nested.Inner.Text} {nested.Plain.B} {nested.Maybe} {counter.Next()}";
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<string> FrameworkStructsAsync(int seed)
        {
            int? some = seed;
            long? none = null;
            Guid? guid = new Guid(seed, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
            (int A, string B) pair = (seed, "b");
            (int, int, long, double, byte, string, char, int, string) nine = (1, 2, 3, 4.5, 6, "seven", '8', 9, "ten");
            var time = new DateTime(2020, 1, seed, 0, 0, 0, DateTimeKind.Utc);
            var offset = new DateTimeOffset(time);
            var span = TimeSpan.FromSeconds(seed);
            CancellationToken token = new(true);
            KeyValuePair<string, int> entry = new("key", seed);
            ReadOnlyMemory<char> memory = "memory".AsMemory(seed);
            Int128 wide = Int128.MaxValue;
            Index index = ^seed;
            Range range = seed..;
            DateOnly date = new(2021, 2, seed);
            await trace.Leaf();
            return FormattableString.Invariant($"{some} {none} {guid} {pair} {nine} {time:o} {offset:o} {span} {token.IsCancellationRequested} {entry} {memory} {wide} {index} {range} {date:o}");
        }

        [Expect(Decision.Ordinary, Count = 2)]
        public async ValueTask<int> UninitialisedAsync(int count)
        {
            // C# relies on state machines that start out zeroed.
            int sum = 0;
            for (int i = 0; i < count; i++)
            {
                int once = default;
                string? text = null;
                WithReferences mixed = default;
                once += await trace.Leaf(i);
                text += "a";
                mixed.Number += once;
                await trace.Leaf();
                sum += once + text.Length + mixed.Number + (mixed.Text?.Length ?? 0);
            }
            return sum;
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<string> ManyAsync(int seed)
        {
            string a = $"a{seed}", b = $"b{seed}", c = $"c{seed}", d = $"d{seed}", e = $"e{seed}", f = $"f{seed}", g = $"g{seed}", h = $"h{seed}", i = $"i{seed}", j = $"j{seed}",
                k = $"k{seed}", l = $"l{seed}", m = $"m{seed}", n = $"n{seed}", o = $"o{seed}", p = $"p{seed}", q = $"q{seed}", r = $"r{seed}", s = $"s{seed}", t = $"t{seed}",
                a1 = $"1{seed}", b1 = $"2{seed}", c1 = $"3{seed}", d1 = $"4{seed}", e1 = $"5{seed}", f1 = $"6{seed}", g1 = $"7{seed}", h1 = $"8{seed}", i1 = $"9{seed}", j1 = $"0{seed}";
            long v = seed, w = seed + 1, x = seed + 2, y = seed + 3, z = seed + 4;
            Big big = new() { A = 1 }, bigger = new() { B = 2 };
            await trace.Leaf();
            return a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q + r + s + t + a1 + b1 + c1 + d1 + e1 + f1 + g1 + h1 + i1 + j1 + (v + w + x + y + z) + big.Sum + bigger.Sum;
        }
    }

    [Case]
    [Expect(Decision.Scratch, Count = 4)]
    public static async Task ValueTypes(Trace trace)
    {
        IKeeper keeper = new Keeper(trace);
        trace.Log(await keeper.PrimitivesAsync(3));
        trace.Log(await keeper.StructsAsync("seed"));
        trace.Log(await keeper.FrameworkStructsAsync(3));
        trace.Log(await keeper.PrimitivesAsync(-3));
    }

    [Case(Bits = 6)]
    [Expect(Decision.Scratch, Count = 5)]
    public static async Task SpaceThatWasUsedByOthersIsClear(Trace trace)
    {
        IKeeper keeper = new Keeper(trace);
        trace.Log(await keeper.StructsAsync("first"));
        trace.Log("sum", await keeper.UninitialisedAsync(2));
        trace.Log(await keeper.ManyAsync(7));
        trace.Log(await keeper.PrimitivesAsync(1));
        trace.Log("sum", await keeper.UninitialisedAsync(1));
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task InTheCaller(Trace trace)
    {
        IKeeper keeper = new Keeper(trace);
        var references = new WithReferences { Text = "text", Number = 1 };
        var big = new Big { C = 3 };
        (string, int) pair = ("pair", 2);
        var counter = new Counter();
        var shared = new Mutable([0]);
        using var items = new List<int> { 1, 2 }.GetEnumerator();
        references.Text += (await keeper.PrimitivesAsync(1)).Length;
        counter.Next();
        big.D += (await keeper.ManyAsync(2)).Length;
        trace.Log($"{references.Text} {references.Number} {big.Sum} {pair} {counter.Next()} {shared.Next()} {items.MoveNext()} {items.Current}");
    }
}
