using System.IO.Compression;
using Mono.Cecil;

namespace Unboxed.Weaver.Diagnostics.Reports;

/// <summary>The report inside of the woven assembly, compressed with gzip, so that it is where the assembly is.</summary>
static class EmbeddedReport
{
    /// <returns>The report with what is embedded, so that the JSON need not be made again.</returns>
    internal static WeavingReport Add(ModuleDefinition module, WeavingReport report, string? projectDirectory)
    {
        // Never whole in memory: megabytes would be large objects, and each a full collection of all that Cecil has read.
        var content = new MemoryStream();
        using (var compressed = new GZipStream(content, CompressionLevel.Optimal, leaveOpen: true)) JsonReport.Make(compressed, report, projectDirectory);
        byte[] embedded = content.ToArray();
        module.Resources.Add(new EmbeddedResource(JsonReport.FileName, ManifestResourceAttributes.Public, embedded));
        return report with { Embedded = embedded };
    }

    internal static void Decompress(byte[] embedded, Stream target)
    {
        using var compressed = new GZipStream(new MemoryStream(embedded), CompressionMode.Decompress);
        compressed.CopyTo(target);
    }
}
