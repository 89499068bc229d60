using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;
using Unboxed;

namespace AssemblyToProcess.Cases;

/// <summary>Attributes that say what runs in scratch space and how much room there is.</summary>
public static class Controlled
{
    [Boxed]
    interface IBoxed
    {
        ValueTask<int> GetAsync(int value);
    }

    interface ISource
    {
        ValueTask<int> GetAsync(int value);

        [Boxed]
        ValueTask<int> BoxedAsync(int value);

        [ScratchSpace(MaxScratchBytes = 64)]
        ValueTask<int> SmallAsync(int value);
    }

    sealed class Source(Trace trace) : ISource, IBoxed
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> GetAsync(int value)
        {
            trace.Log("starts", value);
            await trace.Leaf();
            trace.Log("ends", value);
            return value;
        }

        [Expect(Decision.Scratch)]
        public async ValueTask<int> BoxedAsync(int value) => 1 + await ((ISource)this).GetAsync(value);

        // Its own frame is larger than what a call of the interface may take.
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> SmallAsync(int value)
        {
            (string Name, long First, long Second) kept = ($"value {value}", value, 2 * value);
            string text = kept.Name, more = text + "!";
            await trace.Leaf();
            trace.Log(more, $"{text} {kept.First} {kept.Second}");
            return value;
        }
    }

    [Boxed]
    sealed class BoxedSource(Trace trace) : ISource
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> GetAsync(int value)
        {
            await trace.Leaf();
            return 10 * value;
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<int> BoxedAsync(int value)
        {
            await trace.Leaf();
            return 20 * value;
        }

        [ScratchSpace]
        [Expect(Decision.Scratch)]
        public async ValueTask<int> SmallAsync(int value) => await ((ISource)this).GetAsync(value) + 1;
    }

    [Case(In = Places.Plain | Places.Ui | Places.Scheduler)]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Boxed, Reason = "[Boxed] on the method of the interface.")]
    [Expect(Decision.Boxed, Reason = "[Boxed] on the interface.")]
    public static async Task BoxedInterfaces(Trace trace)
    {
        ISource source = new Source(trace);
        trace.Log("scratch", await source.GetAsync(1));
        trace.Log("boxed method", await source.BoxedAsync(2));
        trace.Log("boxed interface", await ((IBoxed)source).GetAsync(3));
    }

    [Case(In = Places.Plain | Places.Ui | Places.Scheduler)]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task BoxedImplementer(Trace trace)
    {
        // The same call reaches implementers of both kinds.
        foreach (ISource source in new ISource[] { new BoxedSource(trace), new Source(trace) }) trace.Log("any", await source.GetAsync(4));
        ISource boxed = new BoxedSource(trace);
        trace.Log("its own", await boxed.GetAsync(5));
        trace.Log("taken out", await boxed.SmallAsync(6));
    }

    [Case(In = Places.Plain | Places.Ui | Places.Scheduler)]
    [Expect(Decision.Scratch, Count = 2)]
    [ScratchSpace(MaxScratchBytes = 32)]
    public static async Task SmallRoot(Trace trace)
    {
        ISource source = new Source(trace);
        trace.Log("small", await source.SmallAsync(7));
        trace.Log("nested", await Nested(trace, source, 3));
    }

    [Case(In = Places.Plain | Places.Ui | Places.Scheduler)]
    [Expect(Decision.Scratch)]
    [ScratchSpace(MaxScratchBytes = 0)]
    public static async Task RootWithoutRoom(Trace trace) => trace.Log("nested", await Nested(trace, new Source(trace), 2));

    [Expect(Decision.Scratch, Count = 2)]
    static async Task<int> Nested(Trace trace, ISource source, int depth)
    {
        if (depth == 0) return await source.SmallAsync(8);
        trace.Log("deeper", depth);
        return depth + await Nested(trace, source, depth - 1);
    }
}
