using System.Runtime.CompilerServices;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.Adapters;
using Unboxed.Weaver.Analysis.AwaitSites;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Analysis.Forwarding;
using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Analysis.StateMachines;
using Unboxed.Weaver.Plan.Sizing;

namespace Unboxed.Weaver.Plan;

/// <summary>Everything that will happen to a module, and why.</summary>
/// <param name="Companions">The companion interfaces.</param>
/// <param name="Bodies">The async methods that get a scratch body.</param>
/// <param name="Forwards">The methods that pass a scratch call on.</param>
/// <param name="PassThroughs">The methods that do more, and pass a scratch call on, on some path.</param>
/// <param name="Receivers">The classes that implement companions.</param>
/// <param name="Roots">The async methods whose ordinary bodies make scratch calls.</param>
/// <param name="Sites">A row per await site of the module.</param>
/// <param name="Calls">A row per call whose callee could be reached by a scratch call, but whose future is not awaited where it is made.</param>
/// <param name="Futures">All async methods of the module.</param>
/// <param name="Sizes">The methods that scratch calls call.</param>
/// <param name="Promises">The methods that promise never to box.</param>
/// <param name="Delegates">Where a method that could be called by a scratch call is made a delegate; none where nobody asks for them.</param>
/// <param name="Problems">What attributes say that they cannot mean.</param>
sealed record WeavingPlan(
    IReadOnlyList<CompanionPlan> Companions, IReadOnlyList<BodyPlan> Bodies, IReadOnlyList<ForwardPlan> Forwards, IReadOnlyList<PassThroughPlan> PassThroughs,
    IReadOnlyList<ReceiverPlan> Receivers, IReadOnlyList<RootPlan> Roots, IReadOnlyList<AwaitSiteRow> Sites, IReadOnlyList<EscapingCallRow> Calls,
    IReadOnlyList<FuturePlan> Futures, IReadOnlyList<MethodSize> Sizes, IReadOnlyList<PromisePlan> Promises, IReadOnlyList<DelegatePlan> Delegates,
    IReadOnlyList<AttributeProblem> Problems)
{
    /// <summary>Whether code that is erased goes. In a build that is not optimised nops are the compiler's own as well, and debuggers stop at them: there all stay.</summary>
    internal bool ErasedCodeGoes { get; init; }

    /// <summary>The classes that answer for their methods where these are called through delegates.</summary>
    internal IReadOnlyList<DelegateReceiverPlan> DelegateReceivers { get; init; } = [];

    /// <summary>The adapters.</summary>
    internal IReadOnlyList<AdapterPlan> Adapters { get; init; } = [];

    /// <summary>Where adapters are asked for that there cannot be, and why.</summary>
    internal IReadOnlyList<(AdapterRequest Request, AdapterObstacle Obstacle, SourcePlace Place)> RefusedAdapters { get; init; } = [];

    /// <summary>Where classes become interfaces and have to say where their futures are kept.</summary>
    internal IReadOnlyList<CoercionPlan> Coercions { get; init; } = [];

    /// <summary>The entries for other assemblies.</summary>
    internal IReadOnlyList<EntryPlan> Entries { get; init; } = [];

    /// <summary>Base classes and interfaces that are not to be found, with where they are derived from first.</summary>
    internal IReadOnlyList<(MissingAncestor Ancestor, SourcePlace Place)> Missing { get; init; } = [];
}

/// <summary>A method that promises never to box.</summary>
/// <param name="Method">The method.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Code">The methods that the compiler has made of it, itself among them.</param>
sealed record PromisePlan(MethodDefinition Method, SourcePlace Place, IReadOnlyCollection<MethodDefinition> Code);

/// <summary>A method that could be called by a scratch call, made a delegate.</summary>
/// <param name="Method">The method.</param>
/// <param name="Code">The method that makes the delegate.</param>
/// <param name="Place">Where it does.</param>
sealed record DelegatePlan(MethodDefinition Method, MethodDefinition Code, SourcePlace Place);

/// <summary>An async method, whether or not its future is kept in scratch space.</summary>
/// <param name="Machine">Its state machine.</param>
/// <param name="Body">Its scratch body; null where it has none.</param>
/// <param name="WhyNone">Why it has none; null where it has one.</param>
sealed record FuturePlan(StateMachine Machine, BodyPlan? Body, string? WhyNone);

/// <summary>What a scratch call may call.</summary>
/// <param name="Method">The user's method: of an interface, or the async method itself.</param>
/// <param name="Result">What its task returns, in the type parameters of the method; null for nothing.</param>
/// <param name="Need">The full need of a call.</param>
abstract record CalleePlan(MethodDefinition Method, TypeReference? Result, Need Need);

/// <summary>An async method that is known statically: its scratch body is called without a companion.</summary>
/// <param name="Method">The method.</param>
/// <param name="Result">What its task returns, in the type parameters of the method; null for nothing.</param>
/// <param name="Need">The full need of a call.</param>
/// <param name="Foreign">Its entry, where it is a method of another assembly; null where it is one of this.</param>
sealed record DirectPlan(MethodDefinition Method, TypeReference? Result, Need Need, MethodDefinition? Foreign) : CalleePlan(Method, Result, Need);

/// <summary>An entry by which other assemblies call a method of this one without dispatch.</summary>
/// <param name="Method">The method.</param>
/// <param name="Need">The full need of a call; null where its companion says it.</param>
sealed record EntryPlan(MethodDefinition Method, Need? Need);

/// <summary>A companion interface.</summary>
/// <param name="Method">The method of the interface whose companion it is.</param>
/// <param name="Result">What the method's task returns, in the type parameters of the interface; null for nothing.</param>
/// <param name="Need">The full need of a call: the most demanding implementer with all that its own calls may need, within the budget.</param>
/// <param name="Foreign">Its method, where another assembly has the companion; null where it is to be emitted here.</param>
sealed record CompanionPlan(MethodDefinition Method, TypeReference? Result, Need Need, MethodDefinition? Foreign) : CalleePlan(Method, Result, Need);

/// <summary>What a delegate's target is asked for, where the delegate is called. What is called through it, and what that needs, is known only when the program runs: its chain grows.</summary>
/// <param name="Method">The method of the interface in the support library.</param>
/// <param name="Need">The full need of a call.</param>
sealed record DelegateCalleePlan(MethodDefinition Method, Need Need) : CalleePlan(Method, null, Need);

/// <summary>An async method that gets a scratch body.</summary>
/// <param name="Machine">Its state machine.</param>
/// <param name="Result">What it returns, in the type parameters of the state machine; null for nothing.</param>
/// <param name="Suspensions">Its await sites.</param>
/// <param name="OwnNeed">The size of its frames.</param>
/// <param name="Fence">Where its caller's contexts are kept.</param>
sealed record BodyPlan(StateMachine Machine, TypeReference? Result, IReadOnlyList<SuspensionPlan> Suspensions, Need OwnNeed, FencePlan Fence)
{
    /// <summary>How it begins, where calls are to go past its dispatch; null where that is not known, and in code without optimisations, which keeps the compiler's order for debuggers.</summary>
    internal Beginning? Beginning { get; init; }

    readonly Dictionary<Instruction, int> states = Suspensions.Select((site, index) => (site.Suspension.Await, index)).ToDictionary(entry => entry.Await, entry => entry.index);

    /// <summary>The state, in the frame, of a method that waits at a site, for a callee or for a leaf.</summary>
    internal int State(SuspensionPlan site) =>
        states.TryGetValue(site.Suspension.Await, out int state) ? state : throw new ArgumentException("The await site is not one of the method's.", nameof(site));

    /// <summary>There is one for each async method, as of state machines.</summary>
    public bool Equals(BodyPlan? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
}

/// <summary>A class that implements a companion.</summary>
/// <param name="Implementation">The class, and what it executes; receivers of other classes that derive from it decline, but for its heirs.</param>
/// <param name="Companion">The companion.</param>
/// <param name="Heirs">Classes that derive from it and execute the same: they inherit what it implements.</param>
sealed record ReceiverPlan(Implementation Implementation, CompanionPlan Companion, IReadOnlyList<TypeDefinition> Heirs);

/// <summary>A method that is not async, and passes a scratch call on to its own callee, in the same scratch space.</summary>
/// <param name="Forwarder">The method.</param>
/// <param name="Callee">What it calls.</param>
/// <param name="MayChangeContexts">Whether the call may change contexts before the callee keeps them.</param>
sealed record ForwardPlan(Forwarder Forwarder, CalleePlan Callee, bool MayChangeContexts);

/// <summary>A method that is not async, and passes scratch calls on, on some paths, in the same scratch space.</summary>
/// <param name="PassThrough">The method.</param>
/// <param name="Calls">Its scratch calls.</param>
sealed record PassThroughPlan(PassThrough PassThrough, IReadOnlyList<PassedCall> Calls);

/// <summary>A call that a method passes on.</summary>
/// <param name="Call">The call.</param>
/// <param name="Callee">What a scratch call calls.</param>
/// <param name="IsConverted">Whether the method returns another kind of task than the call.</param>
sealed record PassedCall(Instruction Call, CalleePlan Callee, bool IsConverted);

/// <summary>An async method whose ordinary body makes scratch calls.</summary>
/// <param name="Machine">Its state machine.</param>
/// <param name="Calls">Those of its await sites that are scratch calls.</param>
/// <param name="Need">The size of its chain: the room for the most demanding of them, in slots and in words.</param>
/// <param name="Rooms">The room for each of them.</param>
sealed record RootPlan(StateMachine Machine, IReadOnlyList<SuspensionPlan> Calls, Need Need, IReadOnlyList<CallRoom> Rooms)
{
    /// <summary>The allocator that its chains come from; null for the pools.</summary>
    internal TypeReference? Allocator { get; init; }

    /// <summary>The block that takes the place of a chain of its which is too small, in bytes; 0 for none.</summary>
    internal int SideStack { get; init; }

    /// <summary>What may find too little room in its chain, and make it grow.</summary>
    internal IEnumerable<GrowthPlan> Growth => Rooms.SelectMany(room => room.Growth).Distinct();

    /// <summary>The size of the chain that the root expects for a call, before one of its calls has told what it needs.</summary>
    internal Need RoomOf(SuspensionPlan site) => rooms[site.Suspension.Await];

    readonly Dictionary<Instruction, Need> rooms = Rooms.ToDictionary(room => room.Site.Suspension.Await, room => room.Room);
}

/// <summary>The room that a scratch call of a root needs in its chain.</summary>
/// <param name="Site">The call.</param>
/// <param name="Room">The room.</param>
/// <param name="Path">The frames that take the most of it; null where none of them is known here.</param>
/// <param name="Growth">What may find too little of it, and make the chain grow.</param>
sealed record CallRoom(SuspensionPlan Site, Need Room, CallPath? Path, IReadOnlyList<GrowthPlan> Growth);

/// <summary>What happens at an await site.</summary>
/// <param name="Suspension">Its suspension point.</param>
/// <param name="Origin">What is awaited.</param>
/// <param name="Calls">Its scratch calls, all with the same result; none at all other sites.</param>
/// <param name="Frame">What a scratch body keeps there.</param>
/// <param name="Decision">What is decided about it.</param>
sealed record SuspensionPlan(Suspension Suspension, AwaitOrigin Origin, IReadOnlyList<CallPlan> Calls, SuspensionFrame Frame, Decision Decision)
{
    /// <summary>How a scratch body makes the ordinary call in the place of the scratch call, out of line; null where it stays where the user has it.</summary>
    internal OrdinaryCallPlan? OutOfLine { get; init; }

    /// <summary>The instruction whose place in the source is that of the site.</summary>
    internal Instruction At => Suspension.GetAwaiter;

    /// <summary>The most demanding callee of its scratch calls; null where it has none.</summary>
    internal CalleePlan? Callee => Calls.Select(call => call.Callee).OrderByDescending(callee => callee.Need.Bytes).FirstOrDefault();

    /// <summary>The room for any of its scratch calls.</summary>
    internal Need Need => Calls.Aggregate(default(Need), (all, call) => all.Max(call.Callee.Need));
}

/// <summary>A scratch call.</summary>
/// <param name="Site">The user's call.</param>
/// <param name="Callee">What a scratch call calls.</param>
sealed record CallPlan(AwaitedCall Site, CalleePlan Callee);
