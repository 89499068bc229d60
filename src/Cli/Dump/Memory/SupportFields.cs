namespace Unboxed.Cli.Dump.Memory;

/// <summary>
/// What is read of the run-time support's own private fields and constants, all of it: a test finds each in the real assembly. A target may have been built with another version, so
/// that <see cref="ChainReader"/> looks as well before it reads.
/// </summary>
static class SupportFields
{
    internal const string Assembly = "Unboxed", Namespace = "Unboxed.CompilerServices.";

    internal const string Chain = Namespace + "Chain", LargeChain = Namespace + "LargeChain", Future = Namespace + "Future", Pooled = Namespace + "Pooled";
    internal const string SmallChain = Namespace + "Chain`1", Arrival = Namespace + "Arrival", Departure = Namespace + "Departure", OneCall = Namespace + "OneCall", Holder = Namespace + "Holder`1";

    /// <summary>The room of an adapter's call, which is a root, and its machine.</summary>
    internal const string Room = "Unboxed.Room", RoomMachine = Room + "+Machine", MachineRoom = "Room";

    /// <summary>Of a room: its chain, and what is its source for each type of results, linked by <see cref="NextFace"/>.</summary>
    internal const string RoomChain = "chain", RoomFaces = "faces", NextFace = "Next";

    /// <summary>Of a chain that a larger one has replaced: that one.</summary>
    internal const string Link = "Link";

    internal const string Top = "Top", Innermost = "innermost", Phase = "phase", IsAwaited = "isAwaited";
    internal const string SlotCount = "slotCount", WordCount = "wordCount";
    internal const string Cells = "Cells", SlotArray = "SlotArray", WordArray = "WordArray";

    /// <summary>Of a future: the size of its frames.</summary>
    internal const string FrameSlots = "Slots", FrameWords = "Words";

    internal const string ArrivalDeparture = "Departure", DepartureTarget = "<target>P", OneCallState = "state", HolderValue = "value";

    /// <summary>Each field, by the type that has it.</summary>
    internal static readonly IReadOnlyList<(string Type, string Field)> All =
    [
        (Pooled, Link), (Chain, Top), (Chain, Innermost), (Chain, Phase), (Chain, IsAwaited), (Chain, SlotCount), (Chain, WordCount), (SmallChain, Cells),
        (LargeChain, SlotArray), (LargeChain, WordArray), (Future, FrameSlots), (Future, FrameWords), (Arrival, ArrivalDeparture),
        (Departure, DepartureTarget), (OneCall, OneCallState), (Holder, HolderValue), (Room, RoomChain), (Room, RoomFaces),
    ];

    /// <summary>Future.ContextsSlot and LeafSlot, and LeafKind.YieldBit.</summary>
    internal const int ContextsSlot = 1, LeafSlot = 2;

    internal const long YieldBit = 1L << 49;

    /// <summary>What the weaver emits: the field of a root's machine with its chain, and the name of a descriptor's class.</summary>
    internal const string ChainField = "<>chain", FutureClass = "Future";
}

/// <summary>Chain.Phase. While a chain runs, it has another number there.</summary>
enum ChainPhase
{
    Idle,
    Suspended,
    Unregistered,
    Awaited,
    Replaced,
    Given,
    Stored,
}
