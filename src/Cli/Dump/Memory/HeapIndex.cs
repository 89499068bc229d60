using Microsoft.Diagnostics.Runtime;

namespace Unboxed.Cli.Dump.Memory;

/// <summary>What one walk over the heap finds: async methods that are pending, and who waits for which task.</summary>
sealed class HeapIndex
{
    [Flags]
    enum Kinds
    {
        None = 0,
        Box = 1,
        Task = 2,
    }

    readonly Dictionary<ulong, AsyncBox> boxes = [];
    readonly Dictionary<ulong, AsyncBox> byMachine = [];
    readonly Dictionary<ulong, List<ClrObject>> awaitedBy = [];

    /// <summary>The pending async methods, in the order of the heap.</summary>
    internal IReadOnlyCollection<AsyncBox> Boxes => boxes.Values;

    internal static HeapIndex Of(ClrHeap heap)
    {
        var index = new HeapIndex();
        var kinds = new Dictionary<ulong, Kinds>();
        foreach (var found in heap.EnumerateObjects())
        {
            if (found.Type is not { } type) continue;
            if (!kinds.TryGetValue(type.MethodTable, out var kind)) kinds[type.MethodTable] = kind = KindOf(type);
            if ((kind & Kinds.Box) != 0 && AsyncBox.Read(found) is { } box) index.Add(box);
            if ((kind & Kinds.Task) != 0) index.AddTask(found);
        }
        return index;
    }

    static Kinds KindOf(ClrType type) => (AsyncBox.IsBox(type) ? Kinds.Box : Kinds.None) | (Tasks.IsTask(type) ? Kinds.Task : Kinds.None);

    void Add(AsyncBox box)
    {
        boxes[box.Object.Address] = box;
        if (!box.Machine.IsInterior) byMachine[box.Machine.Address] = box;
        foreach (ulong source in box.Sources) byMachine[source] = box;
    }

    void AddTask(ClrObject found)
    {
        if (Instance.Of(found) is not { } task || Tasks.IsCompleted(task)) return;
        foreach (var waiting in Continuations.Of(task))
        {
            if (!awaitedBy.TryGetValue(waiting.Address, out var awaited)) awaitedBy[waiting.Address] = awaited = [];
            awaited.Add(found);
        }
    }

    /// <summary>The async method behind a task or source. The source of an async iterator is its state machine, and that of a call through an adapter its room.</summary>
    internal AsyncBox? BoxOf(ulong address) => boxes.GetValueOrDefault(address) ?? byMachine.GetValueOrDefault(address);

    /// <summary>The tasks whose continuation leads to an object: what a combined task, or a box, waits for.</summary>
    internal IReadOnlyList<ClrObject> AwaitedBy(ulong address) => awaitedBy.GetValueOrDefault(address) ?? [];
}
