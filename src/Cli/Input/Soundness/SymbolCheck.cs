using System.Buffers.Binary;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Unboxed.Cli.Input.Soundness;

/// <summary>Whether a portable PDB holds what its tables say. Without symbols an assembly can be woven as well, so what is damaged here need not be refused.</summary>
static class SymbolCheck
{
    /// <summary>A byte of deflated content stands for no more than this.</summary>
    const int MostInflated = 1032;

    /// <summary>What is wrong with a PDB; null where nothing is.</summary>
    internal static string? FirstDamage(byte[] content) => FirstDamage(() =>
    {
        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(content));
        Check(new(provider.GetMetadataReader(), content));
    });

    /// <summary>What is wrong with the PDB that is embedded in an image; null where nothing is.</summary>
    internal static string? FirstDamageOfEmbedded(byte[] image) => FirstDamage(() =>
    {
        using var reader = new PEReader(new MemoryStream(image));
        var entry = reader.ReadDebugDirectory().First(candidate => candidate.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
        byte[] content = Unpack(reader.GetEntireImage().GetContent(entry.DataPointer, entry.DataSize).AsMemory());
        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(content));
        Check(new(provider.GetMetadataReader(), content));
    });

    /// <summary>The size and then the deflated content stand behind a signature of four bytes.</summary>
    static byte[] Unpack(ReadOnlyMemory<byte> entry)
    {
        int size = BinaryPrimitives.ReadInt32LittleEndian(entry.Span[4..]);
        if (size < 0 || size > (long)entry.Length * MostInflated) throw new BadImageFormatException("its size makes no sense");
        using var packed = new DeflateStream(new MemoryStream(entry[8..].ToArray()), CompressionMode.Decompress);
        byte[] content = new byte[size];
        packed.ReadExactly(content);
        return content;
    }

    static string? FirstDamage(Action check)
    {
        try
        {
            check();
            return null;
        }
        catch (Exception exception) when (SoundnessCheck.IsDamage(exception))
        {
            return SoundnessCheck.Describe(exception);
        }
    }

    static void Check(MetadataTables tables)
    {
        var reader = tables.Reader;
        new TableCheck(tables).Run();
        for (int row = 1; row <= tables.Rows(TableIndex.ImportScope); row++)
        {
            if (tables.Cell(TableIndex.ImportScope, row, 0) >= row) throw new BadImageFormatException("a scope of imports is in itself");
            foreach (var import in reader.GetImportScope(MetadataTokens.ImportScopeHandle(row)).GetImports()) _ = import.Kind;
        }
        foreach (var document in reader.Documents) reader.GetString(reader.GetDocument(document).Name);
        foreach (var method in reader.MethodDebugInformation)
        {
            foreach (var point in reader.GetMethodDebugInformation(method).GetSequencePoints())
            {
                if (!point.IsHidden && point.EndLine < point.StartLine) throw new BadImageFormatException("a sequence point ends before it begins");
            }
        }
    }
}
