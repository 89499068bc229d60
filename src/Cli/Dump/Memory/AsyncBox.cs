using Microsoft.Diagnostics.Runtime;

namespace Unboxed.Cli.Dump.Memory;

/// <summary>An async method that has been suspended and has not completed: the box of an ordinary call, or of a root.</summary>
/// <param name="Object">The box, which usually is the method's task.</param>
/// <param name="Machine">Its state machine.</param>
sealed record AsyncBox(ClrObject Object, Instance Machine)
{
    /// <summary>The states of methods that are completed, and of iterators that nobody asks for the next element, are less.</summary>
    const int Running = -1;

    static readonly string[] StateFields = ["<>1__state", "$State"];

    internal int State => Machine.Read<int>(StateFields.FirstOrDefault(Machine.Has) ?? "");

    internal bool IsRunning => State == Running;

    /// <summary>The chain of a root; null for others, and for one that waits at another of its awaits.</summary>
    internal ClrObject Chain => Room is { } room ? room.Object(SupportFields.RoomChain) : Machine.Object(SupportFields.ChainField);

    /// <summary>The room of an adapter whose call it is; null for a method.</summary>
    internal Instance? Room => Machine.Type.Name == SupportFields.RoomMachine ? Instance.Of(Machine.Object(SupportFields.MachineRoom)) : null;

    /// <summary>What the callers of an adapter's call wait for.</summary>
    internal IEnumerable<ulong> Sources
    {
        get
        {
            if (Room is not { } room) yield break;
            yield return room.Address;
            for (var face = Instance.Of(room.Object(SupportFields.RoomFaces)); face is { } known; face = Instance.Of(known.Object(SupportFields.NextFace))) yield return known.Address;
        }
    }

    /// <summary>Whether objects of a type are boxes.</summary>
    internal static bool IsBox(ClrType type) =>
        type.GetFieldByName(FrameworkFields.StateMachine) is not null && type.Name is { } name && name.StartsWith("System.Runtime.CompilerServices.", StringComparison.Ordinal)
        && name.Contains("StateMachineBox<", StringComparison.Ordinal);

    /// <returns>Null for one that is not pending.</returns>
    internal static AsyncBox? Read(ClrObject found)
    {
        if (Instance.Of(found) is not { } box || MachineOf(box) is not { } machine) return null;
        // The run-time support keeps a box of its own, which never goes on.
        if (machine.Type.Name?.StartsWith(SupportFields.Namespace, StringComparison.Ordinal) == true) return null;
        var result = new AsyncBox(found, machine);
        if (result.Room is not null) return Instance.Of(result.Chain)?.Read<bool>(SupportFields.IsAwaited) == true ? result : null;
        return result.State >= Running && (Tasks.IsTask(box.Type) ? !Tasks.IsCompleted(box) : result.IsRented(box)) ? result : null;
    }

    static Instance? MachineOf(Instance box) => box.Struct(FrameworkFields.StateMachine) ?? Instance.Of(box.Object(FrameworkFields.StateMachine));

    /// <summary>A pooled box that nobody has is cleared: its state is 0, and there is nothing that it waits for.</summary>
    bool IsRented(Instance box) => box.Struct(FrameworkFields.PooledSource)?.Read<bool>(FrameworkFields.SourceCompleted) != true && (Awaiters.Find(Machine, null) is not null || !Chain.IsNull);
}
