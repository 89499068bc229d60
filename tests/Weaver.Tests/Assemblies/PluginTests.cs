using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Unboxed.Weaver.Tests.Assemblies;

/// <summary>A woven plug-in in a load context of its own. The run-time support is that of the process, and outlives it.</summary>
public sealed class PluginTests
{
    const string Source = """
        public readonly record struct Payload(string Text, int Number);
        public sealed class Item(string text) { public override string ToString() => text; }
        public readonly struct Own(Action<Action> waitedFor) : ICriticalNotifyCompletion
        {
            public Own GetAwaiter() => this;
            public bool IsCompleted => false;
            public Payload GetResult() => new("own", 1);
            public void OnCompleted(Action continuation) => waitedFor(continuation);
            public void UnsafeOnCompleted(Action continuation) => waitedFor(continuation);
        }
        public sealed class Source<T>(T value) : IValueTaskSource<T>
        {
            ManualResetValueTaskSourceCore<T> core;
            public ValueTask<T> Next() => new(this, core.Version);
            public void Complete() => core.SetResult(value);
            T IValueTaskSource<T>.GetResult(short token) => core.GetResult(token);
            ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => core.GetStatus(token);
            void IValueTaskSource<T>.OnCompleted(Action<object> continuation, object state, short token, ValueTaskSourceOnCompletedFlags flags)
            {
                core.OnCompleted(continuation, state, token, flags);
                Program.Waiting.Enqueue(Complete);
            }
        }
        public interface IPlugin<T> { ValueTask<T> GetAsync(T value, int depth); Task<Item> ItemAsync(string text); }
        public sealed class Plugin<T> : IPlugin<T>
        {
            public async ValueTask<T> GetAsync(T value, int depth)
            {
                var kept = new Payload("kept", depth);
                T result = depth == 0 ? await new Source<T>(value).Next() : await ((IPlugin<T>)this).GetAsync(value, depth - 1);
                if (depth == 1) await Task.Yield();
                return kept == new Payload("kept", depth) ? result : throw new InvalidOperationException();
            }
            public async Task<Item> ItemAsync(string text) { await Task.Delay(1); return new Item(text + await new Source<Item>(new("!")).Next()); }
        }
        public static class Program
        {
            public static readonly System.Collections.Concurrent.ConcurrentQueue<Action> Waiting = new();
            static readonly AsyncLocal<Item> local = new();
            static async Task<string> RootAsync<T>(IPlugin<T> plugin, T value)
            {
                local.Value = new("local");
                string text = "";
                for (int i = 0; i < 3; i++)
                {
                    text += await plugin.GetAsync(value, 3) + " ";
                    text += await plugin.ItemAsync("item") + " ";
                    text += (await new Own(Waiting.Enqueue)).Text + " ";
                }
                return text + local.Value;
            }
            static async Task<string> AllAsync() => string.Join("; ", await Task.WhenAll(
                RootAsync(new Plugin<Payload>(), new("payload", 2)), RootAsync(new Plugin<Item>(), new("item")), RootAsync(new Plugin<int>(), 3),
                Task.Run(() => RootAsync(new Plugin<Payload>(), new("pool", 4)))));
            static string Drive(Task<string> task)
            {
                while (!task.IsCompleted) { if (Waiting.TryDequeue(out var complete)) complete(); else Thread.Sleep(1); }
                return task.Result;
            }
            public static string Run() => Drive(AllAsync());
            /// All of it, completions as well, on threads of the pool.
            public static string RunOnPool()
            {
                var task = Task.Run(AllAsync);
                while (!task.IsCompleted) { if (Waiting.TryDequeue(out var complete)) ThreadPool.QueueUserWorkItem(_ => complete()); else Thread.Sleep(1); }
                return task.Result;
            }
            /// Chains that nobody will complete.
            public static string Abandon() { _ = RootAsync(new Plugin<Payload>(), new("abandoned", 5)); bool waits = Waiting.Count == 1; Waiting.Clear(); return waits.ToString(); }
        }
        """;

    [Theory]
    [InlineData("Run", OptimizationLevel.Release)]
    [InlineData("RunOnPool", OptimizationLevel.Release)]
    [InlineData("Abandon", OptimizationLevel.Release)]
    [InlineData("Run", OptimizationLevel.Debug)]
    [InlineData("RunOnPool", OptimizationLevel.Debug)]
    public void A_plugin_that_has_run_suspended_chains_unloads(string method, OptimizationLevel level)
    {
        using var set = new AssemblySet(level).Add("App", Source);
        Assert.Contains(Plan.Decision.Scratch, set.Decisions("App", "Program.RootAsync"));
        var (expected, unwoven) = RunAndUnload(set.UseUnwoven, method);
        MustDie(unwoven);
        var (actual, woven) = RunAndUnload(set.UseWoven, method);
        Assert.Equal(expected, actual);
        MustDie(woven);
    }

    delegate (string, WeakReference) Use(Func<AssemblyLoadContext, (string, WeakReference)> use);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static (string Text, WeakReference Context) RunAndUnload(Use use, string method) => use(context =>
    {
        Assert.True(context.IsCollectible);
        var app = context.LoadFromAssemblyName(new("App"));
        Assert.True(app.IsCollectible);
        return (app.GetType("Program", throwOnError: true)!.GetMethod(method)!.CreateDelegate<Func<string>>()(), new(context));
    });

    static void MustDie(WeakReference context)
    {
        for (int i = 0; i < 100 && context.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            // A thread of the pool has what it ran last on its stack until it runs something else.
            if (i > 10) Thread.Sleep(10);
        }
        Assert.False(context.IsAlive);
    }
}
