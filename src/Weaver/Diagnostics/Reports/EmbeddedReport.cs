using System.IO.Compression;
using Mono.Cecil;

namespace Unboxed.Weaver.Diagnostics.Reports;

/// <summary>The report inside of the woven assembly, compressed with gzip, so that it is where the assembly is.</summary>
static class EmbeddedReport
{
    internal static void Add(ModuleDefinition module, WeavingReport report, string? projectDirectory)
    {
        var content = new MemoryStream();
        using (var compressed = new GZipStream(content, CompressionLevel.Optimal, leaveOpen: true)) JsonReport.Write(compressed, report, projectDirectory);
        module.Resources.Add(new EmbeddedResource(JsonReport.FileName, ManifestResourceAttributes.Public, content.ToArray()));
    }
}
