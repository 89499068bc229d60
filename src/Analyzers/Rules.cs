using Microsoft.CodeAnalysis;

namespace Unboxed.Analyzers;

/// <summary>What the analyzers tell. The ids are the weaver's.</summary>
static class Rules
{
    const string Pages = "docs/diagnostics/";

    internal static readonly DiagnosticDescriptor NoEffect = new(
        "UNB3005", "An attribute has no effect", "[{0}] has no effect here. {1}. help: {2}. {3}UNB3005.md.", "Unboxed", DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "The attribute stands where it means nothing: in an assembly that is not marked, or on something that it is not for.", Pages + "UNB3005.md", WellKnownDiagnosticTags.CompilationEnd);

    internal static readonly DiagnosticDescriptor ImplicitCoercion = new(
        "UNB3020", "A class becomes an interface without saying where its futures live",
        "'{0}' becomes '{1}' without saying where its futures live when the caller has no room. {2} asks for that. help: {3}. {4}UNB3020.md.",
        "Unboxed", DiagnosticSeverity.Error, isEnabledByDefault: true,
        "In the explicit mode a class that becomes an interface says by Boxing.Of or an adapter where its futures are kept when its caller has no room for them.", Pages + "UNB3020.md");
}
