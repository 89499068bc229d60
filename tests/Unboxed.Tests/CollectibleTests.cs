using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Unboxed.CompilerServices;
using Unboxed.Tests.Support;

namespace Unboxed.Tests;

/// <summary>A struct that mixes references and data: as a result and as a variable it needs a holder.</summary>
public record struct Payload(string Text, int Number);

/// <summary>Types of a load context that can be unloaded, in frames, as results and as awaiters.</summary>
public class CollectibleTests
{
    /// <summary>While the thread lives that has run them.</summary>
    [Fact]
    public void A_load_context_whose_types_chains_have_used_unloads() => Threads.RunOnAnother(() =>
    {
        var (context, assembly) = Load();
        for (int i = 0; i < 20 && (context.IsAlive || assembly.IsAlive); i++) Garbage.Collect();
        Assert.False(context.IsAlive || assembly.IsAlive);
    });

    [MethodImpl(MethodImplOptions.NoInlining)]
    static (WeakReference, WeakReference) Load()
    {
        // This assembly once more: the run-time support is that of the process.
        var context = new AssemblyLoadContext("collectible", isCollectible: true);
        var assembly = context.LoadFromAssemblyPath(typeof(Payload).Assembly.Location);
        var payload = assembly.GetType(typeof(Payload).FullName!)!;
        Assert.NotSame(typeof(Payload), payload);
        typeof(CollectibleTests).GetMethod(nameof(Use), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(payload).Invoke(null, null);
        context.Unload();
        return (new(context), new(assembly));
    }

    /// <summary>An awaiter of its own, which needs the type to be loaded.</summary>
    readonly struct Awaiter<T>(List<Action> continuations) : ICriticalNotifyCompletion
    {
        public void OnCompleted(Action continuation) => continuations.Add(continuation);

        public void UnsafeOnCompleted(Action continuation) => continuations.Add(continuation);
    }

    static readonly Room room = new();

    static void Use<T>() where T : struct
    {
        Assert.True(typeof(T).IsCollectible);
        var value = (T)Activator.CreateInstance(typeof(T), "text", 3)!;

        // As a result, and a result of its source.
        var source = new TaskCompletionSource<T>();
        INode<T> leaf = new LeafNode<ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter, T>(
            () => new ValueTask<T>(source.Task).ConfigureAwait(false).GetAwaiter(),
            new(awaiter => awaiter.IsCompleted, Leaves.SuspendAtConfiguredValueTaskOf, Leaves.TakeConfiguredValueTaskOf<T>, awaiter => awaiter.GetResult().Equals(value) ? 1 : 0),
            _ => value);
        var task = Root<T>.Run(new() { Source = new CallNode<T, T>(leaf, x => x), Count = 1, Number = x => x.Equals(value) ? 7 : 0 });
        source.SetResult(value);
        Assert.Equal(7, Threads.WaitFor(task));

        // As a result of a room, which lives on.
        source = new();
        var called = RoomCalls.Call(room, leaf).AsTask();
        source.SetResult(value);
        Assert.Equal(value, Threads.WaitFor(called));

        // As a part of an awaiter.
        var continuations = new List<Action>();
        task = Root.Run(new CallNode(new LeafNode<Awaiter<T>, int>(() => new(continuations), Awaiting.Other<Awaiter<T>>(_ => 1), x => x)), 1);
        continuations[0]();
        Assert.Equal(2, Threads.WaitFor(task));

        // As a variable.
        Scratch scratch = default;
        scratch.Begin(CurrentThread.Known(default), Chain.Rent(5, 5), 0);
        Layout.Save(ref scratch, Places.At(0, 0), 0, 0, value);
        Assert.Equal(value, Layout.Take<T>(ref scratch, Places.At(0, 0), 0, 0));
    }
}
