using System.IO.Compression;
using Mono.Cecil;
using Unboxed.Weaver.Diagnostics.Reports;

namespace Unboxed.Cli.Reports;

/// <summary>The report that the weaver leaves in an assembly as a resource.</summary>
static class EmbeddedReport
{
    /// <returns>The JSON; null where there is none.</returns>
    internal static byte[]? Of(ModuleDefinition module)
    {
        if (module.Resources.OfType<EmbeddedResource>().FirstOrDefault(candidate => candidate.Name == JsonReport.FileName) is not { } resource) return null;
        byte[] content = resource.GetResourceData();
        if (content is not [0x1F, 0x8B, ..]) return content;
        using var unpacked = new MemoryStream();
        using (var packed = new GZipStream(new MemoryStream(content), CompressionMode.Decompress)) packed.CopyTo(unpacked);
        return unpacked.ToArray();
    }
}
