using System.IO.Compression;
using Mono.Cecil;
using Unboxed.Weaver.Diagnostics.Reports;

namespace Unboxed.Cli.Reports;

/// <summary>The report that the weaver leaves in an assembly as a resource.</summary>
static class EmbeddedReport
{
    /// <summary>More than any report, in bytes; what unpacks to more is damaged.</summary>
    const int Longest = 1 << 30;

    /// <param name="module">The assembly.</param>
    /// <param name="file">Its file, for messages.</param>
    /// <returns>The JSON; null where there is none.</returns>
    /// <exception cref="BadInputException">It is damaged.</exception>
    internal static byte[]? Of(ModuleDefinition module, string file)
    {
        if (module.Resources.OfType<EmbeddedResource>().FirstOrDefault(candidate => candidate.Name == JsonReport.FileName) is not { } resource) return null;
        byte[] content = resource.GetResourceData();
        if (content is not [0x1F, 0x8B, ..]) return content;
        try
        {
            return Unpack(content);
        }
        catch (InvalidDataException damage)
        {
            throw new BadInputException(file, $"the report in it is damaged ({FileProblem.Text(damage)})", "Build it again, or give the Unboxed.report.json of its build");
        }
    }

    static byte[] Unpack(byte[] content)
    {
        using var unpacked = new MemoryStream();
        using var packed = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
        byte[] part = new byte[81920];
        for (int length = packed.Read(part); length > 0; length = packed.Read(part))
        {
            if (unpacked.Length + length > Longest) throw new InvalidDataException("it has no end");
            unpacked.Write(part, 0, length);
        }
        return unpacked.ToArray();
    }
}
