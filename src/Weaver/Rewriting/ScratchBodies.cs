using Mono.Cecil;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// Emits for each async method that gets one the scratch body, its future, and the entry that companions and direct callers call; and an entry for
/// each method that passes a call on, always or on some path.
/// </summary>
sealed class ScratchBodies
{
    readonly Dictionary<MethodDefinition, MethodDefinition> entries = [];

    internal ScratchBodies(SupportLibrary library, CompanionInterfaces companions, WeavingPlan plan)
    {
        var names = new StackTraceNames(library);
        // All entries first: a body may call any other directly.
        var bodies = plan.Bodies.ToDictionary(body => body, body => new ScratchEntry(library, body));
        var forwards = plan.Forwards.ToDictionary(forward => forward, forward => new ForwardEntry(library, forward));
        var passThroughs = plan.PassThroughs.ToDictionary(passThrough => passThrough, passThrough => new PassThroughEntry(library, names, passThrough));
        foreach (var entry in bodies) entries[entry.Key.Machine.Kickoff] = entry.Value.Method;
        foreach (var entry in forwards) entries[entry.Key.Forwarder.Method] = entry.Value.Method;
        foreach (var entry in passThroughs) entries[entry.Key.PassThrough.Method] = entry.Value.Method;
        foreach (var body in plan.Bodies)
        {
            bodies[body].Emit(new ScratchBody(library, companions, this, body).Emit());
            names.KeepMoveNext(body.Machine);
        }
        foreach (var forward in plan.Forwards) forwards[forward].Emit(companions, this);
        foreach (var passThrough in plan.PassThroughs) passThroughs[passThrough].Emit(companions, this);
    }

    /// <summary>The method with the scratch ABI beside one of the user's.</summary>
    internal MethodDefinition Entry(MethodDefinition method) => entries[method];
}
