using Unboxed.Weaver.Options;

namespace Unboxed.Weaver.Diagnostics;

/// <summary>
/// How loudly each diagnostic is told. What is said of the file comes before what is said of the project: the <c>.editorconfig</c> of the source, the diagnostic's own option in FodyWeavers.xml, a
/// global file (<c>.globalconfig</c>, which may come from outside the project), <c>Lint</c>, and last what it is by itself. <c>NoWarn</c> comes before all.
/// </summary>
static class Severities
{
    /// <summary>
    /// What <c>Lint</c> alone does not tell. A root is no fault, and an attribute that asks for the box is heard; a chain of decorators, or one whose interface others implement, grows once at most
    /// where it is longer than expected, which nothing here can know. Each is told where its own id is set.
    /// </summary>
    static readonly HashSet<DiagnosticId> onRequest = [DiagnosticId.BoxedByAttribute, DiagnosticId.GrowthByRecursion, DiagnosticId.GrowthByUnknown, DiagnosticId.Root];

    /// <summary>What is a warning by itself.</summary>
    static readonly HashSet<DiagnosticId> warnings = [DiagnosticId.NotMarked, DiagnosticId.MissingAncestor, DiagnosticId.MissingMark, DiagnosticId.FSharpTasks, DiagnosticId.RuntimeAsyncMethods];

    /// <summary>Whether an option may say how loudly it is told. What would make a promise or an attribute mean nothing stays an error.</summary>
    internal static bool CanBeSet(DiagnosticId id) => id.IsLint() || warnings.Contains(id);

    /// <summary>Whether the analyzer tells an error of the weaver's as well, so that an <c>.editorconfig</c> may say how loudly: it is said to the analyzer, and the build's error stays.</summary>
    internal static bool IsOfAnalyzer(DiagnosticId id) => id is DiagnosticId.PromiseOfMethod or DiagnosticId.PromiseOfUnknown or DiagnosticId.ImplicitCoercion;

    /// <summary>The severity; null where it is not told.</summary>
    /// <param name="id">The diagnostic.</param>
    /// <param name="source">The source that it is about, as symbols have it; null where it is about none.</param>
    /// <param name="options">The options.</param>
    internal static Severity? Of(DiagnosticId id, string? source, WeaverOptions options)
    {
        if (!CanBeSet(id)) return Severity.Error;
        if (options.NoWarn.Contains(id)) return null;
        if (options.EditorConfigs.LevelIn(source, id) is { } near) return Of(near);
        if (options.Levels.TryGetValue(id, out var level)) return Of(level);
        if (options.EditorConfigs.LevelEverywhere(id) is { } everywhere) return Of(everywhere);
        if (!id.IsLint()) return Severity.Warning;
        return onRequest.Contains(id) ? null : Of(options.Lint);
    }

    static Severity? Of(LintLevel level) => level switch
    {
        LintLevel.Error => Severity.Error,
        LintLevel.Warning => Severity.Warning,
        LintLevel.Info => Severity.Info,
        _ => null,
    };
}
