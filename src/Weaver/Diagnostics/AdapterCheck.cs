using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Adapters;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Diagnostics;

/// <summary>Says which adapters there cannot be.</summary>
static class AdapterCheck
{
    internal static IEnumerable<Finding> Find(WeavingPlan plan) => plan.RefusedAdapters.Select(refused => new Finding(
        Of(refused.Obstacle.Kind), refused.Place, $"'{SourceNames.OfType(refused.Request.Type)}' has no adapter, and {Asks(refused.Request)} for one.", refused.Obstacle.Text + "."));

    static string Asks(AdapterRequest request) => request.Method is { } method ? $"'{SourceNames.OfMethod(method)}' asks by {request.Strategy}.Of" : "[assembly: Adapts] asks";

    static DiagnosticId Of(AdapterObstacleKind kind) => kind switch
    {
        AdapterObstacleKind.NoInterface => DiagnosticId.AdapterOfNoInterface,
        AdapterObstacleKind.NoTasks => DiagnosticId.AdapterWithoutTasks,
        AdapterObstacleKind.Member => DiagnosticId.AdapterOfMember,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
