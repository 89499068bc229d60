using Microsoft.CodeAnalysis;

namespace Unboxed.Analyzers;

/// <summary>What the analyzers tell. The ids are the weaver's.</summary>
static class Rules
{
    const string Pages = "docs/diagnostics/";

    // Warnings: whether a promise is kept the build decides, which sees more.
    internal static readonly DiagnosticDescriptor PromiseOfMethod = new(
        "UNB2001", "An await in a method that is [NeverBoxes] may box",
        "'{0}' is marked [NeverBoxes], and the future of '{1}' may be boxed{2}. {3}. help: mend what the reason names, or take [NeverBoxes] away. {4}UNB2001.md.",
        "Unboxed", DiagnosticSeverity.Warning, isEnabledByDefault: true, "The build finds all that breaks the promise; the analyzer, what the method does itself.", Pages + "UNB2001.md");

    internal static readonly DiagnosticDescriptor PromiseOfUnknown = new(
        "UNB2003", "A method that is [NeverBoxes] may have implementations that the analysis cannot see",
        "'{0}' is marked [NeverBoxes], and classes that the analysis cannot see may implement '{1}'. Other assemblies see it. help: make the interface or class internal, so that the analysis sees all implementations, or take [NeverBoxes] away. {2}UNB2003.md.",
        "Unboxed", DiagnosticSeverity.Warning, isEnabledByDefault: true, "What is promised depends on every implementation, and other assemblies may add some.", Pages + "UNB2003.md");

    internal static readonly DiagnosticDescriptor NoEffect = new(
        "UNB3005", "An attribute has no effect", "[{0}] has no effect here. {1}. help: {2}. {3}UNB3005.md.", "Unboxed", DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "The attribute stands where it means nothing: in an assembly that is not marked, or on something that it is not for.", Pages + "UNB3005.md", WellKnownDiagnosticTags.CompilationEnd);

    internal static readonly DiagnosticDescriptor ImplicitCoercion = new(
        "UNB3020", "A class becomes an interface without saying where its futures live",
        "'{0}' becomes '{1}' without saying where its futures live when the caller has no room. {2} asks for that. help: {3}. {4}UNB3020.md.",
        "Unboxed", DiagnosticSeverity.Error, isEnabledByDefault: true,
        "In the explicit mode a class that becomes an interface says by Boxing.Of or an adapter where its futures are kept when its caller has no room for them.", Pages + "UNB3020.md");
}
