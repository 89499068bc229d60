using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Diagnostics.Reports;

/// <summary>What the weaver does to an assembly and why, in the user's terms: <c>docs/report.md</c> describes each part.</summary>
/// <param name="Assembly">The simple name of the assembly.</param>
/// <param name="MaxScratchBytes">The budget where nothing else is said, in bytes.</param>
/// <param name="AwaitSites">A row per await, in the order of the metadata and of the code.</param>
/// <param name="Calls">A row per call whose callee could be reached by a scratch call, but whose future is not awaited where it is made.</param>
/// <param name="Futures">The async methods.</param>
/// <param name="Methods">The methods that scratch calls call, with what such a call needs.</param>
/// <param name="Roots">The async methods that make scratch calls: the roots of chains when they are called in the ordinary way.</param>
/// <param name="Diagnostics">What the build tells.</param>
public sealed record WeavingReport(
    string Assembly, int MaxScratchBytes, IReadOnlyList<AwaitSiteRow> AwaitSites, IReadOnlyList<EscapingCallRow> Calls, IReadOnlyList<FutureRow> Futures,
    IReadOnlyList<MethodRow> Methods, IReadOnlyList<RootRow> Roots, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>The version of the schema. It changes only where readers of an older one would misread a report.</summary>
    public const int Schema = 2;

    /// <summary>A row for each place that asks for an adapter.</summary>
    public IReadOnlyList<AdapterRow> Adapters { get; init; } = [];

    /// <summary>How it was embedded in the assembly; null where it was not.</summary>
    internal EmbeddedReport? Embedded { get; init; }

    /// <summary>Whether an error is told: nothing is woven then.</summary>
    public bool HasErrors => Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);

    /// <summary>The report of an assembly that is left as it is.</summary>
    public static WeavingReport Empty(string assembly) => new(assembly, 0, [], [], [], [], [], []);
}

/// <summary>An async method.</summary>
/// <param name="Name">The method.</param>
/// <param name="Place">Where its code begins.</param>
/// <param name="Need">Its own frame: the largest of those of its awaits, and the same at each of them.</param>
/// <param name="Reason">Why it has no scratch body; null where it has one.</param>
/// <param name="Suspensions">What it keeps at each await; empty where it has no scratch body.</param>
/// <param name="ContextsChangedBy">What may change contexts on its usual way, so that its scratch body always gives its caller's back; null where nothing does, and where it has none.</param>
public sealed record FutureRow(string Name, SourcePlace Place, Need Need, string? Reason, IReadOnlyList<SuspensionRow> Suspensions, string? ContextsChangedBy = null)
{
    /// <summary>Whether other assemblies can call it in scratch space without dispatch.</summary>
    public bool HasEntry { get; init; }
}

/// <summary>What an async method keeps while it is suspended at an await.</summary>
/// <param name="Line">The line of the await; 0 where it is unknown.</param>
/// <param name="Callee">What is awaited.</param>
/// <param name="Decision">What happens to the await.</param>
/// <param name="Frame">What it keeps.</param>
/// <param name="Fields">What that consists of.</param>
public sealed record SuspensionRow(int Line, string Callee, Decision Decision, Need Frame, IReadOnlyList<FieldRow> Fields);

/// <summary>Something that is kept in a frame.</summary>
/// <param name="Name">The variable's name in the source, or what it is.</param>
/// <param name="Type">Its type.</param>
/// <param name="Place">Where it is kept.</param>
/// <param name="Index">Its slot or word in the frame, from 0; for what is decided at run time, the slot that is set aside.</param>
/// <param name="Kind">What it is.</param>
public sealed record FieldRow(string Name, string Type, FieldPlace Place, int Index, FieldKind Kind);

/// <summary>Where something is kept in a frame.</summary>
public enum FieldPlace
{
    /// <summary>In a reference slot.</summary>
    Slot,

    /// <summary>In an 8-byte word.</summary>
    Word,

    /// <summary>Decided by the JIT, which alone knows size and kind of the type: in words, in the slot, or in a pooled holder in the slot.</summary>
    Runtime,
}

/// <summary>What something that is kept in a frame is.</summary>
public enum FieldKind
{
    /// <summary>What every frame has.</summary>
    Header,

    /// <summary>The awaiter of what is waited for.</summary>
    Awaiter,

    /// <summary>A local variable.</summary>
    Variable,

    /// <summary>An argument.</summary>
    Argument,

    /// <summary>The object whose method it is.</summary>
    This,

    /// <summary>A value of the compiler's own, such as an operand that was evaluated before the await.</summary>
    Spilled,
}

/// <summary>A method that scratch calls call.</summary>
/// <param name="Name">The method.</param>
/// <param name="Kind">How it is called.</param>
/// <param name="Need">The room for a call.</param>
/// <param name="Budget">The most room for a call, in bytes.</param>
/// <param name="Reserve">The part of the room that is for implementations which the analysis cannot see, in bytes.</param>
/// <param name="IsOpen">Whether classes that the analysis cannot see may implement it.</param>
/// <param name="Implementers">What may be executed for a call.</param>
/// <param name="Cycle">The calls by which it may be called again while it is pending, itself first: no more than <see cref="MostOfCycle"/>. Null where there are none.</param>
/// <param name="Levels">How many calls of it fit one inside the other; 0 where there is no such cycle.</param>
/// <param name="IsNested">Whether each of them is on an object of its own, which the one before holds.</param>
public sealed record MethodRow(
    string Name, CallKind Kind, Need Need, int Budget, int Reserve, bool IsOpen, IReadOnlyList<ImplementerRow> Implementers, IReadOnlyList<string>? Cycle, int Levels, bool IsNested)
{
    /// <summary>The most calls of a cycle that are named. Where many methods call one another in a circle, each of them has it.</summary>
    public const int MostOfCycle = 16;

    /// <summary>How many calls the whole cycle has; 0 where there is none.</summary>
    public int CycleLength { get; init; }
}

/// <summary>How a method is called.</summary>
public enum CallKind
{
    /// <summary>Through an interface.</summary>
    Interface,

    /// <summary>A virtual method of a class.</summary>
    Virtual,

    /// <summary>A method that is known statically.</summary>
    Direct,
}

/// <summary>A method that may be executed for a call.</summary>
/// <param name="Name">The method.</param>
/// <param name="Kind">How it is executed: <c>async</c> in scratch space, <c>forwards</c> its room to another, or <c>ordinary</c>.</param>
/// <param name="Own">Its own frame.</param>
/// <param name="Full">With all that fitted behind it.</param>
/// <param name="Reason">Why it does not run in scratch space; null where it does.</param>
/// <param name="IsLargest">Whether it decides the need of the call.</param>
public sealed record ImplementerRow(string Name, string Kind, Need Own, Need Full, string? Reason, bool IsLargest);

/// <summary>An async method that makes scratch calls: the root of a chain when it is called in the ordinary way.</summary>
/// <param name="Name">The method.</param>
/// <param name="Place">Where its code begins.</param>
/// <param name="Room">The size of its chain, as the analysis expects it.</param>
/// <param name="Calls">Its scratch calls.</param>
/// <param name="Growth">What may find too little room in its chain, and make it grow.</param>
/// <param name="UnusedBytes">Room in the chain that no path of calls in the plan needs.</param>
public sealed record RootRow(string Name, SourcePlace Place, Need Room, IReadOnlyList<RootCallRow> Calls, IReadOnlyList<GrowthRow> Growth, int UnusedBytes)
{
    /// <summary>The type of the allocator that its chains come from; null for the pools.</summary>
    public string? Allocator { get; init; }

    /// <summary>The block that takes the place of a chain which is too small, in bytes; 0 for none.</summary>
    public int SideStack { get; init; }
}

/// <summary>A scratch call of a root.</summary>
/// <param name="Line">The line of the await; 0 where it is unknown.</param>
/// <param name="Callee">What is called.</param>
/// <param name="Room">The room for the call.</param>
/// <param name="IsDeciding">Whether it decides the size of the root's chain.</param>
/// <param name="Path">The frames that take the most of the room, the outermost callee's first.</param>
public sealed record RootCallRow(int Line, string Callee, Need Room, bool IsDeciding, IReadOnlyList<FrameRow> Path);

/// <summary>A place that asks for the adapter of an interface.</summary>
/// <param name="Interface">The interface, as the place names it.</param>
/// <param name="Strategy">Where its calls have their room: <c>inlining</c>, <c>caching</c>, <c>allocating</c>, <c>own</c>; <c>any</c> where an attribute asks.</param>
/// <param name="Maker">The method that makes it; null for an attribute.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Room">The room for its most demanding call.</param>
/// <param name="Calls">Its methods that return tasks.</param>
public sealed record AdapterRow(string Interface, string Strategy, string? Maker, SourcePlace Place, Need Room, IReadOnlyList<AdapterCallRow> Calls);

/// <summary>A method of an adapter, for callers that are not woven.</summary>
/// <param name="Name">The method of the interface.</param>
/// <param name="Need">The room for a call.</param>
/// <param name="Reason">Why a call is an ordinary one; null where it has room.</param>
public sealed record AdapterCallRow(string Name, Need Need, string? Reason);

/// <summary>A frame on a path.</summary>
/// <param name="Name">The async method.</param>
/// <param name="Line">The line of the await at which it takes this much; 0 where it is unknown.</param>
/// <param name="Frame">What it takes.</param>
public sealed record FrameRow(string Name, int Line, Need Frame);

/// <summary>A callee that may find too little room in a chain, and then makes it grow.</summary>
/// <param name="Callee">What is called.</param>
/// <param name="Cause">Why: <c>recursion</c>, <c>nesting</c>, <c>budget</c> or <c>unknown implementers</c>.</param>
/// <param name="Levels">How many calls of it fit one inside the other on the longest path; 0 where it does not go round.</param>
public sealed record GrowthRow(string Callee, string Cause, int Levels);
