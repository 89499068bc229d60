using Mono.Cecil;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>Emits for each async method that gets one the scratch body, its future, and the entry that companions call.</summary>
sealed class ScratchBodies
{
    readonly Dictionary<BodyPlan, MethodDefinition> entries = [];

    internal ScratchBodies(SupportLibrary library, CompanionInterfaces companions, WeavingPlan plan)
    {
        foreach (var body in plan.Bodies)
        {
            var run = new ScratchBody(library, companions, body).Emit();
            entries[body] = new ScratchEntry(library, body, run).Emit();
        }
    }

    /// <summary>The method that runs a scratch body, if its need fits.</summary>
    internal MethodDefinition Entry(BodyPlan body) => entries[body];
}
