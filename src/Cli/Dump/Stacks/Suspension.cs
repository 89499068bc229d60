using Microsoft.Diagnostics.Runtime;
using Unboxed.Cli.Dump.Memory;

namespace Unboxed.Cli.Dump.Stacks;

/// <summary>How a box is suspended.</summary>
/// <param name="Frames">The frames of its chain, outermost first; empty where it waits for none.</param>
/// <param name="Awaited">What the innermost of all these waits for; null for what is no object.</param>
/// <param name="Text">What that is.</param>
sealed record Suspension(IReadOnlyList<ChainFrame> Frames, ClrObject Awaited, string Text);

/// <summary>Finds out what boxes wait for.</summary>
sealed class Suspensions(HeapIndex heap, ChainReader chains, PlainFrames plain)
{
    const string RunningText = "nothing: it runs, or is about to", AboutToGoOn = "nothing: its callee has completed, and it is about to go on";

    readonly Dictionary<ulong, Suspension> known = [];

    internal Suspension Of(AsyncBox box)
    {
        if (!known.TryGetValue(box.Object.Address, out var suspension)) known[box.Object.Address] = suspension = Read(box);
        return suspension;
    }

    Suspension Read(AsyncBox box)
    {
        if (chains.Read(box.Chain) is not { } chain) return box.IsRunning ? new([], default, RunningText) : ReadPlain(box);
        if (chain.Frames.Count == 0) return new([], default, chain.Phase == ChainPhase.Idle ? AboutToGoOn : RunningText);
        var innermost = chain.Frames[^1];
        if (Instance.Of(chains.Slot(innermost, SupportFields.ContextsSlot)) is { Type.Name: SupportFields.Arrival } arrival) return new(chain.Frames, default, HopOf(arrival));
        if (innermost.IsYield) return new(chain.Frames, default, "Task.Yield");
        var leaf = chains.Slot(innermost, SupportFields.LeafSlot);
        return Of(chain.Frames, Unpacked(leaf));
    }

    Suspension ReadPlain(AsyncBox box)
    {
        if (chains.MissingField is not null && !box.Chain.IsNull) return new([], default, "a chain of woven calls that cannot be read, or what its builder awaits");
        var point = plain.PointOf(box);
        if (Awaiters.Find(box.Machine, point?.AwaiterField) is { } awaited) return Of([], awaited);
        if (point?.AwaiterType == "System.Runtime.CompilerServices.YieldAwaitable/YieldAwaiter") return new([], default, "Task.Yield");
        return Of([], heap.AwaitedBy(box.Object.Address) is [var task, ..] ? new(task, false) : default);
    }

    static Suspension Of(IReadOnlyList<ChainFrame> frames, Awaited awaited) => new(frames, awaited.Object, Operations.Text(awaited));

    /// <summary>An awaiter that is not taken apart lies in a box.</summary>
    static Awaited Unpacked(ClrObject leaf) =>
        leaf.Type?.Name?.StartsWith("System.Runtime.CompilerServices.StrongBox<", StringComparison.Ordinal) == true && Instance.Of(leaf)?.Struct("Value") is { } awaiter
            ? Awaiters.Within(awaiter) ?? new(leaf, false) : new(leaf, true);

    /// <summary>A frame on its way to the context in which it goes on.</summary>
    static string HopOf(Instance arrival)
    {
        var target = Instance.Of(arrival.Object(SupportFields.ArrivalDeparture))?.Object(SupportFields.DepartureTarget) ?? default;
        return "nothing: its callee has completed, and it is about to go on " + (target.Type?.Name is { } name ? $"in {TypeNames.CSharp(name)}" : "on the thread pool");
    }
}
