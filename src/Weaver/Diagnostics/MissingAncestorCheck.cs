using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Diagnostics;

/// <summary>Says which base classes and interfaces are not to be found: without them fewer calls are scratch calls, and nothing else would say so.</summary>
static class MissingAncestorCheck
{
    internal static IEnumerable<Finding> Find(WeavingPlan plan) => plan.Missing.Select(missing => Of(missing.Ancestor, missing.Place));

    static Finding Of(MissingAncestor missing, SourcePlace place)
    {
        string derived = $"'{SourceNames.OfType(missing.Derived[0])}'{(missing.Derived.Count > 1 ? $" and {missing.Derived.Count - 1} more" : "")}";
        return new(
            DiagnosticId.MissingAncestor, place, $"Calls through '{missing.Type.FullName}' and what derives from it are ordinary calls.",
            $"The type is not to be found in '{missing.Type.Scope?.Name}', and {derived} derives from it or implements it.");
    }
}
