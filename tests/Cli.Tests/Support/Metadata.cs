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

    /// <summary>Changes a byte of a blob.</summary>
    /// <param name="image">The assembly.</param>
    /// <param name="find">The blob.</param>
    /// <param name="offset">The place in its content, which is less than 128 bytes; -1 for its length.</param>
    /// <param name="value">The value.</param>
    internal static void Change(byte[] image, Func<MetadataReader, BlobHandle> find, int offset, byte value)
    {
        using var reader = new PEReader(new MemoryStream(image));
        var metadata = reader.GetMetadataReader();
        image[reader.PEHeaders.MetadataStartOffset + metadata.GetHeapMetadataOffset(HeapIndex.Blob) + MetadataTokens.GetHeapOffset(find(metadata)) + 1 + offset] = value;
    }

    /// <summary>The cell of a row, two bytes.</summary>
    internal static ushort Cell(byte[] image, TableIndex table, int row, int offset)
    {
        using var reader = new PEReader(new MemoryStream(image));
        var metadata = reader.GetMetadataReader();
        return BitConverter.ToUInt16(image, reader.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(table) + ((row - 1) * metadata.GetTableRowSize(table)) + offset);
    }

    /// <summary>The rows of a table.</summary>
    internal static int Rows(byte[] image, TableIndex table)
    {
        using var reader = new PEReader(new MemoryStream(image));
        return reader.GetMetadataReader().GetTableRowCount(table);
    }

    /// <summary>The row of a type.</summary>
    internal static int RowOf(byte[] image, string type)
    {
        using var reader = new PEReader(new MemoryStream(image));
        var metadata = reader.GetMetadataReader();
        return MetadataTokens.GetRowNumber(metadata.TypeDefinitions.Single(handle => metadata.GetString(metadata.GetTypeDefinition(handle).Name) == type));
    }
}
