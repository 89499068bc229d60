using Mono.Cecil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Diagnostics;

/// <summary>Says, once for an assembly, that methods are compiled with runtime-async: the feature and the weaving are for the same thing, and a project has to choose.</summary>
static class RuntimeAsyncCheck
{
    internal static IEnumerable<Finding> Find(ModuleDefinition module, WeavingPlan plan)
    {
        int left = module.GetTypes().SelectMany(type => type.Methods).Count(method => method.HasBody && method.IsRuntimeAsync());
        if (left == 0) yield break;
        int others = plan.Futures.Count;
        string woven = others == 0 ? "nothing is woven" : $"the {(others == 1 ? "one" : $"{others}")} with a state machine {(others == 1 ? "is" : "are")} woven";
        yield return new(
            DiagnosticId.RuntimeAsyncMethods, default, $"{left} async method{(left == 1 ? "" : "s")} of {module.Assembly.Name.Name} {(left == 1 ? "stays as it is" : "stay as they are")}, and {woven}.",
            "What is compiled with runtime-async has no state machine: the runtime keeps its state, in objects of its own.");
    }
}
