using Microsoft.Diagnostics.Runtime;
using Unboxed.Cli.Dump.Memory;

namespace Unboxed.Cli.Dump.Stacks;

/// <summary>Builds the stacks, from methods for which no other waits to what the innermost wait for.</summary>
sealed class StackBuilder(HeapIndex heap, Suspensions suspensions, PlainFrames plain, WovenFrames woven)
{
    /// <summary>Tasks of tasks of tasks: beyond this they are left out.</summary>
    const int MostNested = 32;

    internal IReadOnlyList<AsyncStack> Build()
    {
        var awaited = heap.Boxes.SelectMany(box => BoxesBehind(suspensions.Of(box).Awaited, 0)).Select(box => box.Object.Address).ToHashSet();
        var shown = new HashSet<ulong>();
        var stacks = heap.Boxes.Where(box => !awaited.Contains(box.Object.Address)).Select(box => Follow(box, [], shown)).ToList();
        // What is left waits for itself.
        foreach (var box in heap.Boxes.Where(box => !shown.Contains(box.Object.Address))) stacks.Add(Follow(box, [], shown));
        return stacks;
    }

    /// <summary>The async methods that a task stands for: its own, or those of the tasks that it combines.</summary>
    IEnumerable<AsyncBox> BoxesBehind(ClrObject task, int depth)
    {
        if (task.IsNull || depth > MostNested) return [];
        return heap.BoxOf(task.Address) is { } box ? [box] : heap.AwaitedBy(task.Address).SelectMany(inner => BoxesBehind(inner, depth + 1));
    }

    AsyncStack Follow(AsyncBox first, HashSet<ulong> path, HashSet<ulong> shown)
    {
        var frames = new List<AsyncFrame>();
        var added = new List<ulong>();
        for (var box = first; ;)
        {
            path.Add(box.Object.Address);
            added.Add(box.Object.Address);
            shown.Add(box.Object.Address);
            frames.Add(plain.Read(box));
            var suspension = suspensions.Of(box);
            frames.AddRange(suspension.Frames.Select(woven.Read));
            var next = heap.BoxOf(Transparent(suspension.Awaited).Address);
            if (next is not null && !path.Contains(next.Object.Address))
            {
                box = next;
                continue;
            }
            var stack = next is not null
                ? new AsyncStack(frames, $"{plain.Read(next).Method.Short}, which waits for it: none of them can go on", [])
                : new(frames, suspension.Text, Branches(suspension.Awaited, path, shown));
            path.ExceptWith(added);
            return stack;
        }
    }

    /// <summary>The stacks of the tasks that a task combines.</summary>
    List<AsyncStack> Branches(ClrObject combined, HashSet<ulong> path, HashSet<ulong> shown)
    {
        if (combined.IsNull || path.Count > 0 && path.Contains(combined.Address)) return [];
        var branches = new List<AsyncStack>();
        path.Add(combined.Address);
        foreach (var task in heap.AwaitedBy(combined.Address))
        {
            if (heap.BoxOf(task.Address) is not { } box) branches.Add(new([], Operations.Text(new(task, false)), Branches(task, path, shown)));
            else if (!path.Contains(box.Object.Address)) branches.Add(Follow(box, path, shown));
        }
        path.Remove(combined.Address);
        return branches;
    }

    /// <summary>The task of a task is the inner one.</summary>
    ClrObject Transparent(ClrObject task) =>
        task.Type is { } type && Operations.MakerOf(type) == Operations.Unwrap && heap.AwaitedBy(task.Address) is [var inner] ? inner : task;
}
