using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Coercions;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Diagnostics;

/// <summary>Says where a class becomes an interface without an adapter, where that is asked for.</summary>
static class CoercionCheck
{
    /// <summary>All but those in generated code, which nobody can mend.</summary>
    internal static IEnumerable<Finding> Find(WeavingPlan plan, GeneratedCode generated) =>
        plan.Coercions.Where(found => !generated.Has(found.Coercion.Method, found.Place)).Select(found => Of(found, SourceNames.OfType(found.Coercion.Class), SourceNames.OfType(found.Coercion.Interface)));

    static Finding Of(CoercionPlan found, string type, string target) => new(
        DiagnosticId.ImplicitCoercion, found.Place, $"'{type}' becomes '{target}' without saying where its futures live when the caller has no room.", $"{found.AskedBy} asks for that.")
    {
        Help = found.Coercion.Kind switch
        {
            CoercionKind.Value => $"wrap it in 'Boxing.Of<{target}>(…)', which boxes them then and costs nothing, or in Inlining.Of, Caching.Of or Allocating.Of",
            CoercionKind.Elements => $"make the array, the collection or the delegate one of '{target}', and wrap what goes into it in 'Boxing.Of<{target}>(…)', Inlining.Of, Caching.Of or Allocating.Of",
            CoercionKind.Method => $"write a lambda that wraps the object in 'Boxing.Of<{target}>(…)', Inlining.Of, Caching.Of or Allocating.Of",
            CoercionKind.TypeArgument => $"give '{target}' as the type argument, and an object in 'Boxing.Of<{target}>(…)', Inlining.Of, Caching.Of or Allocating.Of",
            CoercionKind.Registration => $"register a factory that gives 'Boxing.Of<{target}>(…)', Inlining.Of, Caching.Of or Allocating.Of",
            _ => throw new ArgumentOutOfRangeException(nameof(found)),
        },
    };
}
