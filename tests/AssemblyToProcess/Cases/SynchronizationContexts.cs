using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Each frame continues where its own await captured that it does.</summary>
public static class SynchronizationContexts
{
    interface ILevel
    {
        ValueTask<int> RunAsync(int level);
    }

    /// <summary>Bit n of the pattern: whether the await at level n continues on the captured context.</summary>
    sealed class Level(Trace trace, int pattern, bool throws) : ILevel
    {
        [Expect(Decision.Ordinary)]
        [Expect(Decision.Scratch, Count = 2)]
        public async ValueTask<int> RunAsync(int level)
        {
            trace.Where($"level {level} enters");
            bool continues = (pattern >> level & 1) != 0;
            try
            {
                if (level == 0)
                {
                    await trace.Leaf().ConfigureAwait(continues);
                    return throws ? throw trace.Register(new InvalidOperationException("level 0")) : 0;
                }
                return continues
                    ? 1 + await ((ILevel)this).RunAsync(level - 1).ConfigureAwait(true)
                    : 1 + await ((ILevel)this).RunAsync(level - 1).ConfigureAwait(false);
            }
            finally
            {
                trace.Where($"level {level} leaves");
            }
        }
    }

    [Case(Variants = 8)]
    [Expect(Decision.Scratch)]
    public static async Task ConfigureAwait_at_every_level(Trace trace, int variant)
    {
        ILevel level = new Level(trace, variant, throws: false);
        trace.Log("result", await level.RunAsync(2));
        trace.Where("root");
    }

    [Case(Variants = 8)]
    [Expect(Decision.Scratch)]
    public static async Task ConfigureAwait_at_every_level_with_an_exception(Trace trace, int variant)
    {
        ILevel level = new Level(trace, variant, throws: true);
        try
        {
            trace.Log("result", await level.RunAsync(2));
        }
        catch (InvalidOperationException exception) when (Filter(trace))
        {
            trace.Caught(exception);
        }
        trace.Where("root");
    }

    static bool Filter(Trace trace)
    {
        trace.Where("filter");
        return true;
    }

    [Case(Variants = 8)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task ConfigureAwait_of_the_root(Trace trace, int variant)
    {
        ILevel level = new Level(trace, variant, throws: false);
        trace.Log("result", await level.RunAsync(1).ConfigureAwait(false));
        trace.Where("root");
        trace.Log("result", await level.RunAsync(1).ConfigureAwait(true));
        trace.Where("root");
    }

    interface ITaskLevel
    {
        Task<int> RunAsync(int level);

        Task StepAsync();
    }

    sealed class TaskLevel(Trace trace) : ITaskLevel
    {
        [Expect(Decision.Ordinary)]
        [Expect(Decision.Scratch, Count = 2)]
        public async Task<int> RunAsync(int level)
        {
            if (level == 0) await trace.Leaf();
            else if (level % 2 == 0) await ((ITaskLevel)this).RunAsync(level - 1);
            else await ((ITaskLevel)this).RunAsync(level - 1).ConfigureAwait(false);
            trace.Where($"level {level}");
            return level;
        }

        [Expect(Decision.Ordinary)]
        public async Task StepAsync()
        {
            await trace.Leaf();
            throw trace.Register(new InvalidOperationException("step"));
        }
    }

    [Case(Variants = 4)]
    [Expect(Decision.Scratch)]
    public static async Task Tasks(Trace trace, int variant)
    {
        ITaskLevel level = new TaskLevel(trace);
        trace.Log("result", await level.RunAsync(variant));
        trace.Where("root");
    }

    [Case(In = Places.Plain | Places.Ui | Places.Scheduler)]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Escapes, Reason = "The future is converted to a task without a result.")]
    [Expect(Decision.Ordinary, Reason = "Options that ask for more.")]
    public static async Task ConfigureAwaitOptions_are_honoured(Trace trace)
    {
        ITaskLevel level = new TaskLevel(trace);
        await level.RunAsync(0).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext);
        trace.Where("root");
        await ((Task)level.RunAsync(1)).ConfigureAwait(ConfigureAwaitOptions.None);
        await level.StepAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        trace.Log("no exception");
    }

    [Case(Variants = 2)]
    [Expect(Decision.Scratch)]
    public static async Task ConfigureAwait_with_a_variable(Trace trace, int variant)
    {
        ILevel level = new Level(trace, 3, throws: false);
        trace.Log("result", await level.RunAsync(1).ConfigureAwait(variant == 0));
        trace.Where("root");
    }

    interface IChanger
    {
        /// <summary>0: sets the other context and returns; 1: suspends in it; 2: throws; 3: suspends and throws; 4: sets none and suspends; 5: suspends, then sets it.</summary>
        ValueTask<int> ChangeAsync(int how);
    }

    sealed class Changer(Trace trace) : IChanger
    {
        [Expect(Decision.Ordinary, Count = 2)]
        public async ValueTask<int> ChangeAsync(int how)
        {
            trace.Where("callee enters");
            if (how == 5) await trace.Leaf();
            SynchronizationContext.SetSynchronizationContext(how == 4 ? null : trace.Driver.Other);
            if (how == 2) throw trace.Register(new InvalidOperationException("set"));
            if (how is 1 or 3 or 4) await trace.Leaf();
            trace.Where("callee leaves");
            return how == 3 ? throw trace.Register(new InvalidOperationException("suspended")) : how;
        }
    }

    [Case(Variants = 6)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task A_callee_sets_the_context(Trace trace, int variant)
    {
        IChanger changer = new Changer(trace);
        trace.Where("root starts");
        try
        {
            trace.Log("result", await changer.ChangeAsync(variant));
        }
        catch (InvalidOperationException exception) when (Filter(trace))
        {
            trace.Caught(exception);
            trace.Where("catch");
        }
        trace.Where("root");
        try
        {
            trace.Log("result", await changer.ChangeAsync(variant).ConfigureAwait(false));
        }
        catch (InvalidOperationException exception) when (Filter(trace))
        {
            trace.Caught(exception);
        }
        trace.Where("root ends");
    }

    interface IMiddle
    {
        Task<int> RunAsync(int how);
    }

    sealed class Middle(Trace trace, IChanger changer) : IMiddle
    {
        [Expect(Decision.Scratch)]
        public async Task<int> RunAsync(int how)
        {
            SynchronizationContext.SetSynchronizationContext(trace.Driver.Ui);
            trace.Where("middle");
            try
            {
                return await changer.ChangeAsync(how);
            }
            finally
            {
                trace.Where("middle leaves");
            }
        }
    }

    [Case(Variants = 6)]
    [Expect(Decision.Scratch)]
    public static async Task Every_frame_sets_the_context(Trace trace, int variant)
    {
        IMiddle middle = new Middle(trace, new Changer(trace));
        try
        {
            trace.Log("result", await middle.RunAsync(variant));
        }
        catch (InvalidOperationException exception) when (Filter(trace))
        {
            trace.Caught(exception);
        }
        trace.Where("root");
    }

    // Not on the thread pool: where a callee completes before its caller awaits it, the caller stays in the base context, in plain C# as well.
    [Case(Variants = 8, In = Places.Plain | Places.Ui | Places.InsideUi | Places.Scheduler)]
    [Expect(Decision.Scratch)]
    public static async Task The_base_context_counts_as_none(Trace trace, int variant)
    {
        SynchronizationContext.SetSynchronizationContext(new());
        ILevel level = new Level(trace, variant, throws: false);
        trace.Log("result", await level.RunAsync(2));
        trace.Where("root");
    }

    [Case(Variants = 2)]
    [Expect(Decision.Scratch)]
    public static async Task The_root_changes_its_context_between_calls(Trace trace, int variant)
    {
        ILevel level = new Level(trace, 7, throws: false);
        for (int i = 0; i < 4; i++)
        {
            SynchronizationContext.SetSynchronizationContext((i + variant) % 2 == 0 ? trace.Driver.Other : null);
            trace.Log("result", await level.RunAsync(1));
            trace.Where("root");
        }
    }
}
