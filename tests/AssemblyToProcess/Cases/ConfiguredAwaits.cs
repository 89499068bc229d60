using System.Runtime.CompilerServices;
using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>What stands between a call and its await.</summary>
public static class ConfiguredAwaits
{
    interface ISource
    {
        Task<int> GetAsync(int value);

        Task RunAsync();

        ValueTask<string> TextAsync(string text);
    }

    sealed class Source(Trace trace) : ISource
    {
        [Expect(Decision.Ordinary)]
        public async Task<int> GetAsync(int value) => await trace.Leaf(value).ConfigureAwait(false);

        [Expect(Decision.Ordinary)]
        public async Task RunAsync()
        {
            await trace.Leaf();
            throw trace.Register(new InvalidOperationException("run"));
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<string> TextAsync(string text) => await trace.Leaf(text);
    }

    static ConfiguredTaskAwaitable AnyContext(this Task task) => task.ConfigureAwait(false);

    static ConfiguredTaskAwaitable<T> AnyContext<T>(this Task<T> task)
    {
        return task.ConfigureAwait(continueOnCapturedContext: false);
    }

    static ConfiguredValueTaskAwaitable<T> SameContext<T>(this ValueTask<T> task) => task.ConfigureAwait(true);

    static ConfiguredValueTaskAwaitable<T> AnyContext<T>(in this ValueTask<T> task) => task.ConfigureAwait(false);

    static ConfiguredTaskAwaitable<T> Logged<T>(this Task<T> task, Trace trace)
    {
        trace.Log("configured");
        return task.ConfigureAwait(false);
    }

    [Case]
    [Expect(Decision.Scratch, Count = 5)]
    [Expect(Decision.Ordinary)]
    public static async Task Helpers(Trace trace)
    {
        ISource source = new Source(trace);
        trace.Log("text", await source.TextAsync("same").SameContext());
        trace.Where("same");
        trace.Log("value", await source.GetAsync(1).AnyContext());
        trace.Where("any");
        trace.Log("text", await source.TextAsync("same").SameContext());
        trace.Log("text", await source.TextAsync("any").AnyContext());
        trace.Where("any");
        try
        {
            await source.RunAsync().AnyContext();
        }
        catch (InvalidOperationException exception)
        {
            trace.Caught(exception);
        }
        trace.Log("value", await source.GetAsync(2).Logged(trace));
    }

    [Case(In = Places.Plain | Places.Ui | Places.Scheduler)]
    [Expect(Decision.Scratch, Count = 2)]
    [Expect(Decision.Ordinary, Reason = "Options that ask for more.", Count = 2)]
    public static async Task Options(Trace trace)
    {
        ISource source = new Source(trace);
        trace.Log("value", await source.GetAsync(1).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext));
        trace.Where("same");
        trace.Log("value", await source.GetAsync(2).ConfigureAwait(ConfigureAwaitOptions.None));
        trace.Where("any");
        await source.RunAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        trace.Log("suppressed");
        trace.Log("value", await source.GetAsync(3).ConfigureAwait(ConfigureAwaitOptions.ForceYielding));
    }

    /// <summary>What a library lets its users set: whether all of its awaits leave the context.</summary>
    static class Policy
    {
        internal static bool CanLeaveContext { get; set; } = true;

        internal static bool StaysInContext;

        internal static bool Counted => ++reads > 0;

        static int reads;
    }

    /// <summary>Changes the policy before and after it suspends.</summary>
    sealed class ChangingPolicy(Trace trace) : ISource
    {
        [Expect(Decision.Ordinary)]
        public async Task<int> GetAsync(int value)
        {
            Change();
            await trace.Leaf();
            Change();
            return value;
        }

        [Expect(Decision.Ordinary)]
        public async Task RunAsync()
        {
            Change();
            throw await trace.Leaf(trace.Register(new InvalidOperationException("run")));
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<string> TextAsync(string text)
        {
            Change();
            return await trace.Leaf(text);
        }

        static void Change() => (Policy.CanLeaveContext, Policy.StaysInContext) = (!Policy.CanLeaveContext, !Policy.StaysInContext);
    }

    static ConfiguredTaskAwaitable ByPolicy(this Task task) => task.ConfigureAwait(!Policy.CanLeaveContext);

    static ConfiguredTaskAwaitable<T> ByPolicy<T>(this Task<T> task)
    {
        return task.ConfigureAwait(!Policy.CanLeaveContext);
    }

    static ConfiguredValueTaskAwaitable<T> ByPolicy<T>(in this ValueTask<T> task) => task.ConfigureAwait(Policy.StaysInContext);

    static ConfiguredTaskAwaitable<T> Counted<T>(this Task<T> task) => task.ConfigureAwait(Policy.Counted);

    static ConfiguredTaskAwaitable<T> Forced<T>(this Task<T> task) => task.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    [Case(In = Places.Plain | Places.Ui | Places.InsideUi | Places.Scheduler, Variants = 2)]
    [Expect(Decision.Scratch, Count = 5)]
    [Expect(Decision.Ordinary, Reason = "Helpers that do more.", Count = 2)]
    public static async Task StaticArguments(Trace trace, int variant)
    {
        (Policy.CanLeaveContext, Policy.StaysInContext) = (variant == 1, variant == 1);
        ISource source = new ChangingPolicy(trace);
        trace.Log("value", await source.GetAsync(1).ByPolicy());
        trace.Where("helper");
        trace.Log("text", await source.TextAsync("text").ByPolicy());
        trace.Where("helper");
        trace.Log("value", await source.GetAsync(2).ConfigureAwait(Policy.CanLeaveContext));
        trace.Where("property");
        trace.Log("value", await source.GetAsync(3).ConfigureAwait(Policy.StaysInContext));
        trace.Where("field");
        try
        {
            await source.RunAsync().ByPolicy();
        }
        catch (InvalidOperationException exception)
        {
            trace.Caught(exception);
            trace.Where("caught");
        }
        trace.Log("value", await source.GetAsync(4).Counted());
        trace.Log("value", await source.GetAsync(5).Forced());
    }

    /// <summary>Awaits what it calls by the policy, in a scratch body.</summary>
    sealed class ByThePolicy(ISource inner) : ISource
    {
        [Expect(Decision.Scratch)]
        public async Task<int> GetAsync(int value) => await inner.GetAsync(value).ByPolicy();

        [Expect(Decision.Scratch)]
        public async Task RunAsync() => await inner.RunAsync().ByPolicy();

        [Expect(Decision.Scratch, Count = 2)]
        public async ValueTask<string> TextAsync(string text) =>
            await inner.GetAsync(1).ConfigureAwait(Policy.CanLeaveContext) + await inner.TextAsync(text).ByPolicy();
    }

    [Case(In = Places.Plain | Places.Ui | Places.InsideUi | Places.Scheduler, Variants = 2)]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task StaticArgumentsInCallees(Trace trace, int variant)
    {
        (Policy.CanLeaveContext, Policy.StaysInContext) = (variant == 1, variant == 1);
        ISource source = new ByThePolicy(new ByThePolicy(new ChangingPolicy(trace)));
        trace.Log("value", await source.GetAsync(1));
        trace.Where("value");
        trace.Log("text", await source.TextAsync("text"));
        trace.Where("text");
        try
        {
            await source.RunAsync().ByPolicy();
        }
        catch (InvalidOperationException exception)
        {
            trace.Caught(exception);
            trace.Where("caught");
        }
    }

    sealed class Settings
    {
        public bool Field;

        public bool Continue { get; set; }

        public bool Computed => !Field;

        public Settings? Next { get; set; }
    }

    /// <summary>Changes the settings before and after it suspends: ConfigureAwait is called in between.</summary>
    sealed class Changing(Trace trace, Settings settings) : ISource
    {
        [Expect(Decision.Ordinary)]
        public async Task<int> GetAsync(int value)
        {
            settings.Continue = !settings.Continue;
            settings.Field = !settings.Field;
            await trace.Leaf();
            settings.Continue = !settings.Continue;
            return value;
        }

        [Expect(Decision.Ordinary)]
        public async Task RunAsync()
        {
            settings.Continue = !settings.Continue;
            throw await trace.Leaf(trace.Register(new InvalidOperationException("run")));
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<string> TextAsync(string text)
        {
            settings.Field = true;
            return await trace.Leaf(text);
        }
    }

    [Case(Variants = 2)]
    [Expect(Decision.Scratch, Count = 6)]
    [Expect(Decision.Ordinary, Reason = "A getter that does more than to read a field.")]
    public static async Task VariableArguments(Trace trace, int variant)
    {
        bool continues = variant == 1;
        var settings = new Settings { Continue = continues };
        ISource source = new Changing(trace, settings);
        trace.Log("value", await source.GetAsync(1).ConfigureAwait(continues));
        trace.Where("variable");
        trace.Log("value", await source.GetAsync(2).ConfigureAwait(settings.Continue));
        trace.Where("property");
        trace.Log("value", await source.GetAsync(3).ConfigureAwait(settings.Field));
        trace.Where("field");
        trace.Log("text", await source.TextAsync("text").ConfigureAwait(!continues));
        trace.Where("not");
        trace.Log("text", await source.TextAsync("text").ConfigureAwait(variant > 0));
        trace.Where("compared");
        try
        {
            await source.RunAsync().ConfigureAwait(settings.Continue);
        }
        catch (InvalidOperationException exception)
        {
            trace.Caught(exception);
            trace.Where("caught");
        }
        trace.Log("value", await source.GetAsync(4).ConfigureAwait(settings.Computed));
        trace.Where("computed");
    }

    [Case(In = Places.Plain | Places.Ui | Places.Scheduler, Variants = 2)]
    [Expect(Decision.Scratch)]
    public static async Task TheObjectOfAnArgumentIsNull(Trace trace, int variant)
    {
        var settings = variant == 0 ? null : new Settings();
        try
        {
            await new Source(trace).GetAsync(1).ConfigureAwait(settings!.Continue);
            trace.Where("went on");
        }
        catch (NullReferenceException exception)
        {
            trace.Log(exception.GetType().Name);
            trace.Frames(exception);
        }
    }

    sealed class Component(ISource source, Settings settings)
    {
        readonly Settings settings = settings;

        [Expect(Decision.Scratch, Count = 2)]
        [Expect(Decision.Ordinary, Reason = "An object that the callee might replace.")]
        public async Task<int> RunAsync(Trace trace)
        {
            int result = await source.GetAsync(1).ConfigureAwait(settings.Continue);
            trace.Where("field");
            result += await source.GetAsync(2).ConfigureAwait(settings.Field);
            trace.Where("field");
            result += await source.GetAsync(3).ConfigureAwait(settings.Next!.Continue);
            trace.Where("changing");
            return result;
        }
    }

    [Case(Variants = 2)]
    [Expect(Decision.Scratch)]
    public static async Task ArgumentsOfTheOwnObject(Trace trace, int variant)
    {
        var settings = new Settings { Continue = variant == 1, Next = new() };
        trace.Log("result", await new Component(new Changing(trace, settings), settings).RunAsync(trace));
    }
}
