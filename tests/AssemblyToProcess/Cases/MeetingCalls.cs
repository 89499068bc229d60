using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Several calls that meet in one await: conditional expressions, switch expressions, conditional access.</summary>
public static class MeetingCalls
{
    interface ISource
    {
        ValueTask<int> GetAsync(int value);

        Task<string> TextAsync(string text);

        Task RunAsync();
    }

    sealed class Source(Trace trace, string name) : ISource
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> GetAsync(int value)
        {
            trace.Log(name, value);
            SynchronizationContext.SetSynchronizationContext(trace.Driver.Other);
            if (value < 0) throw trace.Register(new ArgumentOutOfRangeException(nameof(value)));
            return await trace.Leaf(value).ConfigureAwait(false);
        }

        [Expect(Decision.Ordinary, Count = 2)]
        public async Task<string> TextAsync(string text)
        {
            await trace.Leaf();
            return name + await trace.LeafTask(text);
        }

        [Expect(Decision.Ordinary)]
        public async Task RunAsync()
        {
            await trace.Leaf();
            trace.Log(name, "ran");
        }
    }

    /// <summary>Not async: its calls are ordinary beside others that are not.</summary>
    sealed class Ready(Trace trace) : ISource
    {
        public ValueTask<int> GetAsync(int value)
        {
            trace.Log("ready", value);
            return trace.Leaf(value);
        }

        public Task<string> TextAsync(string text) => trace.LeafTask(text);

        public Task RunAsync() => trace.LeafTask();
    }

    static ISource Make(Trace trace, int variant, string name) => variant % 3 == 2 ? new Ready(trace) : new Source(trace, name);

    [Case(Variants = 6)]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task Conditional(Trace trace, int variant)
    {
        ISource left = Make(trace, variant, "left"), right = Make(trace, variant + 1, "right");
        int sum = 1 + await (variant % 2 == 0 ? left.GetAsync(1) : right.GetAsync(2));
        trace.Where("after");
        await (variant > 2 ? left.RunAsync().ConfigureAwait(false) : right.RunAsync().ConfigureAwait(true));
        trace.Where("configured apart");
        trace.Log("sum", sum + await (variant > 2 ? trace.Leaf(5) : right.GetAsync(sum)).ConfigureAwait(variant == 4));
        trace.Where("configured together");
    }

    [Case(Variants = 6)]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task SwitchExpressions(Trace trace, int variant)
    {
        ISource left = Make(trace, variant, "left"), right = Make(trace, variant + 1, "right");
        trace.Log("value", await (variant switch
        {
            0 => left.GetAsync(10),
            1 or 2 => right.GetAsync(11),
            3 => trace.Leaf(12),
            _ => new ValueTask<int>(13),
        }));
        trace.Log("text", await (variant switch
        {
            > 3 => left.TextAsync("a"),
            > 1 => (variant % 2 == 0 ? left : right).TextAsync("b"),
            _ => Task.FromResult("none"),
        }));
        await (variant switch { 0 => left.RunAsync(), 5 => Task.CompletedTask, _ => right.RunAsync() });
        trace.Where("end");
    }

    [Case(Variants = 3)]
    [Expect(Decision.Scratch, Count = 4)]
    public static async Task ConditionalAccess(Trace trace, int variant)
    {
        var source = variant == 0 ? null : Make(trace, variant, "source");
        var settings = (Continue: variant == 1, Number: 3);
        trace.Log("value", await (source?.GetAsync(1) ?? new ValueTask<int>(-1)));
        trace.Log("value", await (source?.GetAsync(settings.Number) ?? default).ConfigureAwait(settings.Continue));
        trace.Log("text", await (source?.TextAsync("text") ?? Task.FromResult("nobody")));
        try
        {
            await source?.RunAsync()!;
            trace.Log("ran");
        }
        catch (NullReferenceException exception)
        {
            trace.Log(exception.GetType().Name);
        }
    }

    [Case(Variants = 4)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task OneOfThemFails(Trace trace, int variant)
    {
        ISource left = Make(trace, variant, "left"), right = Make(trace, 0, "right");
        int step = 0;
        try
        {
            step = await (variant < 2 ? left.GetAsync(-1) : right.GetAsync(-2));
        }
        catch (ArgumentOutOfRangeException exception) when (step == 0)
        {
            trace.Caught(exception);
            trace.Frames(exception);
            step = await (variant % 2 == 0 ? left : right).GetAsync(4);
        }
        finally
        {
            trace.Log("step", step);
        }
    }

    [Case(Variants = 4)]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task Nested(Trace trace, int variant)
    {
        ISource left = Make(trace, variant, "left"), right = Make(trace, variant + 2, "right");
        trace.Log("value", await (variant % 2 == 0
            ? left.GetAsync(await (variant == 0 ? left.GetAsync(1) : right.GetAsync(2)))
            : right.GetAsync(variant == 1 ? 7 : await left.GetAsync(8))));
    }

    [Case(Variants = 4)]
    [Expect(Decision.Scratch)]
    public static async Task AssignedOnEachBranch(Trace trace, int variant)
    {
        ISource left = Make(trace, variant, "left"), right = Make(trace, variant + 1, "right");
        Task<string> task;
        if (variant == 0) task = left.TextAsync("left");
        else if (variant == 1) task = Task.FromResult("made");
        else task = right.TextAsync("right");
        trace.Log("text", await task);
    }

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task InALoop(Trace trace)
    {
        ISource left = Make(trace, 0, "left"), right = Make(trace, 1, "right"), ready = new Ready(trace);
        int sum = 0;
        for (int i = 0; i < 6; i++) sum += await (i % 3 == 0 ? left.GetAsync(i) : i % 3 == 1 ? right.GetAsync(i) : ready.GetAsync(i));
        trace.Log("sum", sum);
    }

    [Case(Variants = 2)]
    [Expect(Decision.Scratch)]
    public static async Task DifferentMethods(Trace trace, int variant)
    {
        ISource source = Make(trace, 0, "source");
        trace.Log("value", await (variant == 0 ? source.GetAsync(1) : Twice(source, 2)));
    }

    [Expect(Decision.Scratch, Count = 2)]
    static async ValueTask<int> Twice(ISource source, int value)
    {
        int first = await source.GetAsync(value);
        return first + await source.GetAsync(first);
    }
}
