using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Local variables that refer to something, and live across a suspension or only between two.</summary>
public static class ReferenceVariables
{
    interface IHolder
    {
        ValueTask<string> ReferencesAsync(string seed);

        ValueTask<string> PatternsAsync(object value);

        Task<string> ClosuresAsync(int seed);

        ValueTask<int> SpansAsync(int[] numbers);

        ValueTask<string> EnumeratorsAsync(List<string> items);

        ValueTask<string> RefLocalsAsync(int[] numbers);
    }

    sealed class Holder(Trace trace) : IHolder
    {
        [Expect(Decision.Ordinary, Count = 2)]
        public async ValueTask<string> ReferencesAsync(string seed)
        {
            string text = seed + "1";
            object boxed = 42;
            int[] numbers = [1, 2];
            var list = new List<string> { seed };
            Func<int, int> function = x => x + 1;
            var type = typeof(List<>);
            dynamic? nothing = null;
            await trace.Leaf();
            text += "2";
            list.Add(text);
            boxed = (int)boxed + 1;
            await trace.Leaf();
            return $"{text} {boxed} {numbers.Length} {list.Count} {function(1)} {type.Name} {nothing is null}";
        }

        [Expect(Decision.Ordinary, Count = 3)]
        public async ValueTask<string> PatternsAsync(object value)
        {
            switch (value)
            {
                case int number when number > 5:
                    await trace.Leaf();
                    return $"number {number}";
                case string { Length: var length } text:
                    await trace.Leaf();
                    return $"{text} of {length}";
                case (int x, string y):
                    await trace.Leaf();
                    return $"pair {x} {y}";
                default:
                    return "other";
            }
        }

        [Expect(Decision.Ordinary, Count = 3)]
        public async Task<string> ClosuresAsync(int seed)
        {
            int captured = seed;
            Action increment = () => captured++;
            increment();
            await trace.Leaf();
            increment();
            int Local(int by) => captured += by;
            Local(10);
            await trace.Leaf();
            for (int i = 0; i < 2; i++)
            {
                int each = i;
                Func<int> get = () => each + captured;
                captured += await trace.Leaf(get());
            }
            return $"{captured}";
        }

        [Expect(Decision.Ordinary, Count = 2)]
        public async ValueTask<int> SpansAsync(int[] numbers)
        {
            int sum = 0;
            Span<int> before = numbers.AsSpan(1);
            foreach (int number in before) sum += number;
            await trace.Leaf();
            ReadOnlySpan<int> after = numbers;
            sum += after[^1];
            sum += await trace.Leaf(after.Length);
            return sum;
        }

        [Expect(Decision.Ordinary, Count = 3)]
        public async ValueTask<string> EnumeratorsAsync(List<string> items)
        {
            var result = "";
            foreach (var item in items)
            {
                result += item;
                await trace.Leaf();
                foreach (var (key, value) in new Dictionary<string, int> { [item] = result.Length })
                {
                    await trace.Leaf();
                    result += $"{key}{value}";
                }
            }
            foreach (var letter in items.Where(item => item.Length == 1)) result += await trace.Leaf(letter.ToUpperInvariant());
            return result;
        }

        [Expect(Decision.Ordinary, Count = 2)]
        public async ValueTask<string> RefLocalsAsync(int[] numbers)
        {
            {
                ref int first = ref numbers[0];
                first++;
            }
            await trace.Leaf();
            numbers[1] += await trace.Leaf(10);
            ref readonly int second = ref numbers[1];
            return $"{numbers[0]} {second}";
        }
    }

    [Case(Bits = 7)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task ReferencesAndClosures(Trace trace)
    {
        IHolder holder = new Holder(trace);
        trace.Log(await holder.ReferencesAsync("seed"));
        trace.Log(await holder.ClosuresAsync(5));
    }

    [Case]
    [Expect(Decision.Scratch, Count = 4)]
    public static async Task Patterns(Trace trace)
    {
        IHolder holder = new Holder(trace);
        trace.Log(await holder.PatternsAsync(6));
        trace.Log(await holder.PatternsAsync("text"));
        trace.Log(await holder.PatternsAsync((7, "y")));
        trace.Log(await holder.PatternsAsync(8.5));
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task SpansAndRefs(Trace trace)
    {
        IHolder holder = new Holder(trace);
        int[] numbers = [1, 2, 3];
        trace.Log("sum", await holder.SpansAsync(numbers));
        trace.Log(await holder.RefLocalsAsync(numbers));
    }

    [Case(Bits = 6)]
    [Expect(Decision.Scratch)]
    public static async Task Enumerators(Trace trace)
    {
        IHolder holder = new Holder(trace);
        trace.Log(await holder.EnumeratorsAsync(["a", "bc", "d"]));
    }
}
