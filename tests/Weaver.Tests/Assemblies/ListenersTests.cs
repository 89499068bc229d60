using Microsoft.CodeAnalysis;
using Xunit;

namespace Unboxed.Weaver.Tests.Assemblies;

/// <summary>Listeners that the framework calls in the middle of chains, and that start and complete chains themselves. Alone: they hear what the whole process does.</summary>
[Collection(nameof(ListenersTests))]
[CollectionDefinition(nameof(ListenersTests), DisableParallelization = true)]
public sealed class ListenersTests
{
    const string Leaf = """
        public sealed class Leaf : IValueTaskSource<int>
        {
            ManualResetValueTaskSourceCore<int> core;
            public Action OnWaitedFor = () => { };
            public bool IsWaitedFor;
            public ValueTask<int> Next() { core.Reset(); return new(this, core.Version); }
            public void Complete(int value) { IsWaitedFor = false; core.SetResult(value); }
            int IValueTaskSource<int>.GetResult(short token) => core.GetResult(token);
            ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => core.GetStatus(token);
            void IValueTaskSource<int>.OnCompleted(Action<object> continuation, object state, short token, ValueTaskSourceOnCompletedFlags flags)
            {
                OnWaitedFor();
                core.OnCompleted(continuation, state, token, flags);
                IsWaitedFor = true;
            }
        }
        public interface INode { ValueTask<long> RunAsync(int depth); }
        public sealed class Node(Leaf leaf, Action resumed) : INode
        {
            public static readonly AsyncLocal<int> Local = new();
            public async ValueTask<long> RunAsync(int depth)
            {
                long kept = depth * 1000L;
                string text = "at " + depth;
                Local.Value = depth;
                if (depth > 0) kept += await ((INode)this).RunAsync(depth - 1);
                else { kept += await leaf.Next(); resumed(); await Task.Yield(); kept += await leaf.Next(); }
                if (Local.Value != depth || text != "at " + depth) throw new InvalidOperationException(text + " " + Local.Value);
                return kept + 1;
            }
        }

        /// Chains of a listener: each call completes the chain that the one before has started, and starts another.
        public static class Side
        {
            [ThreadStatic] static bool isBusy;
            static Leaf waiting;
            public static int Started, Right;
            public static void Run()
            {
                if (isBusy) return;
                isBusy = true;
                lock (typeof(Side))
                {
                    waiting?.Complete(5);
                    waiting = new();
                    Started++;
                    _ = StartAsync(new Inner(waiting));
                }
                isBusy = false;
            }
            public static string Finish() { isBusy = true; lock (typeof(Side)) { waiting?.Complete(5); waiting = null; } isBusy = false; return Started > 0 && Started == Right ? "right" : Right + " of " + Started; }
            interface IInner { ValueTask<int> RunAsync(int depth); }
            sealed class Inner(Leaf leaf) : IInner
            {
                public async ValueTask<int> RunAsync(int depth) { Node.Local.Value = 50 + depth; return depth == 0 ? await leaf.Next().ConfigureAwait(false) : 1 + await ((IInner)this).RunAsync(depth - 1); }
            }
            static async Task StartAsync(IInner inner) { if (await inner.RunAsync(3) == 8) Right++; }
        }

        """;

    const string Events = """
        public sealed class Listener : System.Diagnostics.Tracing.EventListener
        {
            const string Name = "System.Threading.Tasks.TplEventSource";
            [ThreadStatic] public static bool IsOn;
            protected override void OnEventSourceCreated(System.Diagnostics.Tracing.EventSource source)
            {
                if (source.Name == Name) EnableEvents(source, System.Diagnostics.Tracing.EventLevel.LogAlways, System.Diagnostics.Tracing.EventKeywords.All);
            }
            protected override void OnEventWritten(System.Diagnostics.Tracing.EventWrittenEventArgs e) { if (IsOn && e.EventSource.Name == Name) Side.Run(); }
        }
        public static class Program
        {
            static async Task<string> RootAsync(INode node, Leaf leaf)
            {
                string text = "";
                for (int i = 0; i < 5; i++)
                {
                    text += await node.RunAsync(i) + " ";
                    text += await Task.Run(async () => { await Task.Yield(); return i; }).ConfigureAwait(false) + " ";
                }
                return text;
            }
            public static string Run()
            {
                using var listener = new Listener();
                var leaf = new Leaf();
                var node = new Node(leaf, () => { });
                Listener.IsOn = true;
                var task = RootAsync(node, leaf);
                for (int i = 1; !task.IsCompleted;)
                {
                    // It is waited for on this thread, or on one of the pool's.
                    if (!Volatile.Read(ref leaf.IsWaitedFor)) { Thread.Yield(); continue; }
                    leaf.Complete(i++);
                }
                Listener.IsOn = false;
                return task.Result + Side.Finish();
            }
        }
        """;

    const string Late = "public readonly record struct Late{0}(int Number, string Text) { public static void Use() { } }";

    const string Loads = """
        public static class Program
        {
            [MethodImpl(MethodImplOptions.NoInlining)] static void One() => Late1.Use();
            [MethodImpl(MethodImplOptions.NoInlining)] static void Two() => Late2.Use();
            [MethodImpl(MethodImplOptions.NoInlining)] static void Three() => Late3.Use();
            interface IOuter { ValueTask<int> RunAsync(INode node); }
            sealed class Outer : IOuter
            {
                public async ValueTask<int> RunAsync(INode node) { long sum = await node.RunAsync(2); Three(); return (int)sum; }
            }
            static async Task<string> RootAsync(IOuter outer, INode node) => (await outer.RunAsync(node)).ToString();
            public static string Run()
            {
                string loaded = "";
                AssemblyLoadEventHandler handler = (_, e) =>
                {
                    string name = e.LoadedAssembly.GetName().Name;
                    if (!name.StartsWith("Late")) return;
                    loaded += name + " ";
                    Side.Run();
                };
                AppDomain.CurrentDomain.AssemblyLoad += handler;
                try
                {
                    var leaf = new Leaf { OnWaitedFor = One };
                    var task = RootAsync(new Outer(), new Node(leaf, Two));
                    for (int i = 1; !task.IsCompleted;)
                    {
                        if (!Volatile.Read(ref leaf.IsWaitedFor)) { Thread.Yield(); continue; }
                        leaf.Complete(i++);
                    }
                    return task.Result + " " + loaded + Side.Finish();
                }
                finally
                {
                    AppDomain.CurrentDomain.AssemblyLoad -= handler;
                }
            }
        }
        """;

    [Theory]
    [InlineData(OptimizationLevel.Debug)]
    [InlineData(OptimizationLevel.Release)]
    public void Chains_run_within_the_events_of_tasks(OptimizationLevel level)
    {
        using var set = new AssemblySet(level).Add("App", Leaf + Events);
        string unwoven = set.RunUnwoven();
        Assert.EndsWith(" right", unwoven);
        Assert.Equal(unwoven, set.RunWoven());
        Assert.Contains(Plan.Decision.Scratch, set.Decisions("App", "Side.StartAsync"));
    }

    [Theory]
    [InlineData(OptimizationLevel.Debug)]
    [InlineData(OptimizationLevel.Release)]
    public void Chains_run_while_an_assembly_is_loaded_for_a_chain_that_suspends_or_goes_on(OptimizationLevel level)
    {
        using var set = new AssemblySet(level);
        for (int i = 1; i <= 3; i++) set.Add("Late" + i, Late.Replace("{0}", i.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal), marked: false);
        set.Add("App", Leaf + Loads);
        // Not as others are run, which load all assemblies first.
        string unwoven = set.UseUnwoven(Run);
        Assert.EndsWith("Late1 Late2 Late3 right", unwoven);
        Assert.Equal(unwoven, set.UseWoven(Run));
    }

    static string Run(System.Runtime.Loader.AssemblyLoadContext context) =>
        context.LoadFromAssemblyName(new("App")).GetType("Program", throwOnError: true)!.GetMethod("Run")!.CreateDelegate<Func<string>>()();
}
