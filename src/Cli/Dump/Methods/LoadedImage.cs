using System.Reflection.Metadata;
using Microsoft.Diagnostics.Runtime;

namespace Unboxed.Cli.Dump.Methods;

/// <summary>What the memory of a process says of an assembly that is loaded.</summary>
static class LoadedImage
{
    /// <summary>Metadata of assemblies is smaller; what is not is no length.</summary>
    const ulong MostBytes = 256 * 1024 * 1024;

    /// <summary>Which build it is; null where the dump does not contain the metadata.</summary>
    internal static Guid? MvidOf(ClrModule module, IDataReader memory)
    {
        if (module.MetadataAddress == 0 || module.MetadataLength is 0 or > MostBytes) return null;
        byte[] content = new byte[module.MetadataLength];
        if (memory.Read(module.MetadataAddress, content) != content.Length) return null;
        try
        {
            using var provider = MetadataReaderProvider.FromMetadataStream(new MemoryStream(content));
            var metadata = provider.GetMetadataReader();
            return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
        }
        // Pages that a dump does not contain may read as zero.
        catch (BadImageFormatException)
        {
            return null;
        }
    }
}
