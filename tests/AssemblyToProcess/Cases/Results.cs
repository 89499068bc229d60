using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Results of every kind, and what their callers do with them.</summary>
public static class Results
{
    public readonly record struct Record(string Name, int Number, object? Tag);

    struct Wide
    {
        public decimal A, B, C, D;
        public string Text;
    }

    enum Colour : short
    {
        Blue = -3,
    }

    interface IMaker
    {
        ValueTask<Record> RecordAsync(string name);

        Task<Wide> WideAsync(int seed);

        ValueTask<(int A, string B)> PairAsync();

        ValueTask<int?> MaybeAsync(bool some);

        ValueTask<Colour> ColourAsync();

        ValueTask<string?> NothingAsync();

        ValueTask<int[]> ArrayAsync(int count);

        ValueTask<bool> BoolAsync();

        Task<Task<int>> TaskOfTaskAsync();

        ValueTask<ValueTask<int>> ValueTaskOfValueTaskAsync();

        ValueTask<Func<int>> FunctionAsync();

        ValueTask<ReadOnlyMemory<byte>> MemoryAsync();
    }

    sealed class Maker(Trace trace) : IMaker
    {
        int calls;

        [Expect(Decision.Ordinary)]
        public async ValueTask<Record> RecordAsync(string name)
        {
            calls++;
            await trace.Leaf();
            return new(name, calls, this.GetType().Name);
        }

        [Expect(Decision.Ordinary)]
        public async Task<Wide> WideAsync(int seed)
        {
            var wide = new Wide { A = seed, B = 2, C = 3, Text = "wide" };
            wide.D = await trace.Leaf(4m);
            return wide;
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<(int A, string B)> PairAsync() => (await trace.Leaf(1), "b");

        [Expect(Decision.Ordinary)]
        public async ValueTask<int?> MaybeAsync(bool some)
        {
            await trace.Leaf();
            return some ? 1 : null;
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<Colour> ColourAsync() => await trace.Leaf(Colour.Blue);

        [Expect(Decision.Ordinary)]
        public async ValueTask<string?> NothingAsync() => await trace.Leaf<string?>(null);

        [Expect(Decision.Ordinary)]
        public async ValueTask<int[]> ArrayAsync(int count)
        {
            await trace.Leaf();
            return new int[count];
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<bool> BoolAsync() => await trace.Leaf(true);

        [Expect(Decision.Ordinary)]
        public async Task<Task<int>> TaskOfTaskAsync()
        {
            await trace.Leaf();
            return Task.FromResult(7);
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<ValueTask<int>> ValueTaskOfValueTaskAsync()
        {
            await trace.Leaf();
            return trace.Leaf(8);
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<Func<int>> FunctionAsync()
        {
            int captured = await trace.Leaf(9);
            return () => captured++;
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<ReadOnlyMemory<byte>> MemoryAsync()
        {
            await trace.Leaf();
            return new byte[3];
        }
    }

    sealed class Holder
    {
        public Record Record;
        public int Length { get; set; }
        public List<string> Items { get; } = [];
    }

    [Case]
    [Expect(Decision.Scratch, Count = 6)]
    public static async Task Structs(Trace trace)
    {
        IMaker maker = new Maker(trace);
        trace.Log("record", await maker.RecordAsync("first"));
        var wide = await maker.WideAsync(1);
        trace.Log("wide", $"{wide.A} {wide.B} {wide.C} {wide.D} {wide.Text}");
        var (a, b) = await maker.PairAsync();
        trace.Log(b, a);
        trace.Log("some", await maker.MaybeAsync(true));
        trace.Log("none", await maker.MaybeAsync(false));
        trace.Log("colour", await maker.ColourAsync());
    }

    [Case]
    [Expect(Decision.Scratch, Count = 6)]
    public static async Task MembersOfTheResult(Trace trace)
    {
        IMaker maker = new Maker(trace);
        trace.Log("name", (await maker.RecordAsync("name")).Name);
        trace.Log("length", (await maker.ArrayAsync(3)).Length);
        trace.Log("null", (await maker.NothingAsync())?.Length);
        trace.Log("null", await maker.NothingAsync() ?? "default");
        trace.Log("called", (await maker.FunctionAsync())());
        if (await maker.BoolAsync() is true and var value) trace.Log("value", value);
    }

    [Case]
    [Expect(Decision.Scratch, Count = 4)]
    public static async Task StoredInFieldsAndProperties(Trace trace)
    {
        IMaker maker = new Maker(trace);
        var holder = new Holder { Record = await maker.RecordAsync("field"), Length = (await maker.ArrayAsync(2)).Length };
        holder.Items.Add((await maker.RecordAsync("item")).Name);
        holder.Length += (await maker.ArrayAsync(5)).Length;
        trace.Log($"{holder.Record} {holder.Length} {holder.Items[0]}");
    }

    [Case]
    [Expect(Decision.Scratch, Reason = "The inner call.")]
    [Expect(Decision.Ordinary, Reason = "The task that the callee has made.")]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Ordinary)]
    public static async Task FuturesAsResults(Trace trace)
    {
        IMaker maker = new Maker(trace);
        trace.Log("task of task", await await maker.TaskOfTaskAsync());
        trace.Log("value task of value task", await await maker.ValueTaskOfValueTaskAsync());
    }

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task Memory(Trace trace)
    {
        IMaker maker = new Maker(trace);
        trace.Log("memory", (await maker.MemoryAsync()).Length);
    }

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task Unused(Trace trace)
    {
        IMaker maker = new Maker(trace);
        await maker.RecordAsync("unused");
        trace.Log("done");
    }
}
