using Mono.Cecil;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>Emits for each async method that gets one the scratch body, its future, and the entry that companions and direct callers call.</summary>
sealed class ScratchBodies
{
    readonly Dictionary<MethodDefinition, ScratchEntry> entries;

    internal ScratchBodies(SupportLibrary library, CompanionInterfaces companions, WeavingPlan plan)
    {
        // All entries first: a body may call any other directly.
        entries = plan.Bodies.ToDictionary(body => body.Machine.Kickoff, body => new ScratchEntry(library, body));
        foreach (var body in plan.Bodies) entries[body.Machine.Kickoff].Emit(new ScratchBody(library, companions, this, body).Emit());
    }

    /// <summary>The method that runs the scratch body of an async method, if its need fits.</summary>
    internal MethodDefinition Entry(MethodDefinition kickoff) => entries[kickoff].Method;
}
