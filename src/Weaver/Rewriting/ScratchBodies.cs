using Mono.Cecil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// Emits for each async method that gets one the scratch body, its future, and the entry that direct callers call; and an entry for
/// each method that passes a call on, always or on some path.
/// </summary>
sealed class ScratchBodies
{
    readonly Dictionary<MethodDefinition, Func<MethodDefinition>> entries = [];
    readonly Dictionary<MethodDefinition, ScratchEntry> ofBodies = [];
    readonly Dictionary<TypeDefinition, TypeDefinition> futures = [];

    internal ScratchBodies(SupportLibrary library, CompanionInterfaces companions, WeavingPlan plan)
    {
        Foreign = new(library);
        Ordinary = new(library, companions);
        var names = new StackTraceNames(library);
        // All entries first: a body may call any other directly.
        var shared = new PublicEntryMethods(library, plan);
        var bodies = plan.Bodies.ToDictionary(body => body, body => new ScratchEntry(library, body, shared.Of(body.Machine.Kickoff)));
        var forwards = plan.Forwards.ToDictionary(forward => forward, forward => new ForwardEntry(library, forward));
        var passThroughs = plan.PassThroughs.ToDictionary(passThrough => passThrough, passThrough => new PassThroughEntry(library, names, passThrough));
        foreach (var entry in bodies)
        {
            entries[entry.Key.Machine.Kickoff] = () => entry.Value.Method;
            ofBodies[entry.Key.Machine.Kickoff] = entry.Value;
        }
        foreach (var entry in forwards) entries[entry.Key.Forwarder.Method] = () => entry.Value.Method;
        foreach (var entry in passThroughs) entries[entry.Key.PassThrough.Method] = () => entry.Value.Method;
        foreach (var body in plan.Bodies)
        {
            var scratchBody = new ScratchBody(library, companions, this, body, plan.ErasedCodeGoes);
            futures[body.Machine.Type] = scratchBody.Future;
            bodies[body].Emit(scratchBody.Emit());
            names.KeepMoveNext(body.Machine);
        }
        foreach (var forward in plan.Forwards) forwards[forward].Emit(companions, this);
        foreach (var passThrough in plan.PassThroughs) passThroughs[passThrough].Emit(companions, this);
    }

    /// <summary>The calls of entries of other assemblies.</summary>
    internal ForeignCalls Foreign { get; }

    /// <summary>The ordinary calls that are made out of line.</summary>
    internal OrdinaryCalls Ordinary { get; }

    /// <summary>The method with the scratch ABI beside one of the user's.</summary>
    internal MethodDefinition Entry(MethodDefinition method) => entries[method]();

    /// <summary>The same, as a type has it that has the user's method.</summary>
    internal MethodReference EntryOn(TypeReference owner, MethodDefinition method, IEnumerable<TypeReference>? methodArguments) =>
        Entry(method) is var entry && entry.DeclaringType == method.DeclaringType ? entry.On(owner, methodArguments) : entry.On(entry.DeclaringType, methodArguments);

    /// <summary>The type of the futures of a state machine; null where it has no scratch body.</summary>
    internal TypeDefinition? FutureOf(TypeDefinition machine) => futures.TryGetValue(machine, out var future) ? future : null;

    /// <summary>The way into the scratch body of a method; null where it passes a call on.</summary>
    internal ScratchEntry? OfBody(MethodDefinition method) => ofBodies.TryGetValue(method, out var entry) ? entry : null;
}
