using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Unboxed.Cli.Tests.Support;

/// <summary>Changes metadata in place, where no writer would write what is asked for.</summary>
static class Metadata
{
    /// <summary>Changes two bytes of a row.</summary>
    /// <param name="image">The assembly.</param>
    /// <param name="table">The table.</param>
    /// <param name="row">From 1.</param>
    /// <param name="offset">The place in the row, in bytes.</param>
    /// <param name="value">The value.</param>
    internal static void Change(byte[] image, TableIndex table, int row, int offset, ushort value)
    {
        using var reader = new PEReader(new MemoryStream(image));
        var metadata = reader.GetMetadataReader();
        int at = reader.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(table) + ((row - 1) * metadata.GetTableRowSize(table)) + offset;
        BitConverter.TryWriteBytes(image.AsSpan(at), value);
    }

    /// <summary>The row of a type.</summary>
    internal static int RowOf(byte[] image, string type)
    {
        using var reader = new PEReader(new MemoryStream(image));
        var metadata = reader.GetMetadataReader();
        return MetadataTokens.GetRowNumber(metadata.TypeDefinitions.Single(handle => metadata.GetString(metadata.GetTypeDefinition(handle).Name) == type));
    }
}
