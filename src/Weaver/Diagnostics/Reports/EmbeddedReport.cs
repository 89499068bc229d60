using System.IO.Compression;
using Mono.Cecil;

namespace Unboxed.Weaver.Diagnostics.Reports;

/// <summary>
/// The report inside of the woven assembly, so that it is where the assembly is: in the compact form, compressed with gzip. The names of methods are most of a report, and farther apart than gzip looks back.
/// </summary>
/// <param name="ProjectDirectory">What the paths in it are relative to; null where they are as the symbols have them.</param>
sealed record EmbeddedReport(string? ProjectDirectory)
{
    /// <returns>The report, which knows that it is embedded.</returns>
    internal static WeavingReport Add(ModuleDefinition module, WeavingReport report, string? projectDirectory)
    {
        // Never whole in memory: megabytes would be large objects, and each a full collection of all that Cecil has read.
        var content = new MemoryStream();
        using (var compressed = Compress(content)) JsonReport.Make(compressed, report, projectDirectory, isCompact: true);
        module.Resources.Add(new EmbeddedResource(JsonReport.FileName, ManifestResourceAttributes.Public, content.ToArray()));
        return report with { Embedded = new(projectDirectory) };
    }

    /// <summary>As small as the framework makes it that runs the build: a tenth less than by default. That of Visual Studio has no such level.</summary>
    static GZipStream Compress(Stream content)
    {
        const CompressionLevel SmallestSize = (CompressionLevel)3;
        try
        {
            return new(content, SmallestSize, leaveOpen: true);
        }
        catch (ArgumentException)
        {
            return new(content, CompressionLevel.Optimal, leaveOpen: true);
        }
    }
}
