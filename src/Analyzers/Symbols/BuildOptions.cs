using System.Collections.Immutable;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Unboxed.Analyzers;

/// <summary>What the build tells: properties that the package's targets let the compiler see, and the FodyWeavers.xml that they hand over.</summary>
/// <param name="IsActive">Whether the project is woven.</param>
/// <param name="AreCoercionsExplicit">Whether the option for the explicit mode is set.</param>
/// <param name="Pages">What links to the pages about diagnostics begin with.</param>
sealed record BuildOptions(bool IsActive, bool AreCoercionsExplicit, string Pages)
{
    const string ConfigurationFile = "FodyWeavers.xml", Mode = "explicit";

    internal static BuildOptions Read(AnalyzerOptions options, CancellationToken cancellation)
    {
        var global = options.AnalyzerConfigOptionsProvider.GlobalOptions;
        string pages = Property("UnboxedHelpBase") is { Length: > 0 } address ? address : Property("UnboxedPages") is { Length: > 0 } folder ? folder : "docs/diagnostics/";
        // A configuration in a property takes the place of the file.
        bool isExplicit = Property("UnboxedHasConfiguration") == "true" ? Property("UnboxedCoercions") == Mode : Files(options.AdditionalFiles, cancellation).Any(IsExplicit);
        return new(Property("UnboxedIsActive") != "false", isExplicit, pages.EndsWith("/", StringComparison.Ordinal) || pages.EndsWith("\\", StringComparison.Ordinal) ? pages : pages + "/");

        string? Property(string name) => global.TryGetValue("build_property." + name, out string? value) ? value : null;
    }

    static IEnumerable<XElement> Files(ImmutableArray<AdditionalText> files, CancellationToken cancellation) =>
        files.Where(file => Path.GetFileName(file.Path) == ConfigurationFile).Select(file => Parse(file.GetText(cancellation)?.ToString())).OfType<XElement>();

    static bool IsExplicit(XElement root) => root.Element("Unboxed")?.Attribute("Coercions")?.Value == Mode;

    /// <summary>Null for a file that is being written: the build says what is wrong with it.</summary>
    static XElement? Parse(string? text)
    {
        if (text is null) return null;
        try
        {
            return XDocument.Parse(text).Root;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
