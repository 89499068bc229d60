using System.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Symbols;

/// <summary>
/// Reads the documents of portable symbols, in their order. Cecil tells of those that methods refer to, and writes no others: an interface, or a file of constants, would have
/// none any more, and what refers to documents by their number (TypeDefinitionDocuments) would mean another.
/// </summary>
/// <remarks>
/// Not by System.Reflection.Metadata: for netstandard2.0 that is an assembly with four others behind it, all of which the process of the build has too, in versions of its own, and Cecil is all that a weaver
/// is sure of. ECMA-335 partition II, 24.2, and the Document table (0x30) of portable PDB v1.0, which is the first that symbols have.
/// </remarks>
sealed class DocumentTable
{
    const uint Magic = 0x424A5342;
    const int Table = 0x30;

    readonly byte[] image;
    readonly Dictionary<string, int> streams = [];

    DocumentTable(byte[] image)
    {
        this.image = image;
        int count = BitConverter.ToUInt16(image, StreamHeaders - 2);
        for (int i = 0, at = StreamHeaders; i < count; i++)
        {
            int end = Array.IndexOf(image, (byte)0, at + 8);
            streams[Encoding.ASCII.GetString(image, at + 8, end - at - 8)] = BitConverter.ToInt32(image, at);
            at += 8 + ((end - at - 8 + 4) & ~3);
        }
    }

    int StreamHeaders => 16 + BitConverter.ToInt32(image, 12) + 4;

    /// <summary>The documents, with the numbers that they have; none where the bytes are no portable symbols.</summary>
    internal static IReadOnlyList<Document> Read(byte[] image) => image.Length > 16 && BitConverter.ToUInt32(image, 0) == Magic ? new DocumentTable(image).Rows() : [];

    List<Document> Rows()
    {
        int tables = streams["#~"];
        byte heaps = image[tables + 6];
        ulong valid = BitConverter.ToUInt64(image, tables + 8);
        var documents = new List<Document>();
        // No table comes before it.
        if ((valid & ((2UL << Table) - 1)) != 1UL << Table) return documents;
        int rows = BitConverter.ToInt32(image, tables + 24), at = tables + 24;
        for (; valid != 0; valid &= valid - 1) at += 4;
        int guid = (heaps & 2) != 0 ? 4 : 2, blob = (heaps & 4) != 0 ? 4 : 2;
        for (uint row = 1; row <= rows; row++)
        {
            documents.Add(new(Name(Index(ref at, blob)))
            {
                HashAlgorithmGuid = GuidAt(Index(ref at, guid)),
                Hash = Blob(Index(ref at, blob)),
                LanguageGuid = GuidAt(Index(ref at, guid)),
                MetadataToken = new(TokenType.Document, row),
            });
        }
        return documents;
    }

    int Index(ref int at, int size)
    {
        int index = size == 4 ? BitConverter.ToInt32(image, at) : BitConverter.ToUInt16(image, at);
        at += size;
        return index;
    }

    Guid GuidAt(int index) => index == 0 ? Guid.Empty : new([.. image.Skip(streams["#GUID"] + ((index - 1) * 16)).Take(16)]);

    byte[] Blob(int index)
    {
        int at = streams["#Blob"] + index, length = Compressed(ref at);
        return [.. image.Skip(at).Take(length)];
    }

    /// <summary>A separator, and the parts between, each a blob of its own.</summary>
    string Name(int index)
    {
        int at = streams["#Blob"] + index, end = Compressed(ref at);
        end += at;
        string separator = image[at] == 0 ? "" : Encoding.UTF8.GetString(image, at, 1);
        var parts = new List<string>();
        for (at++; at < end;) parts.Add(Encoding.UTF8.GetString(Blob(Compressed(ref at))));
        return string.Join(separator, parts);
    }

    /// <summary>A compressed unsigned integer (ECMA-335 partition II, 23.2).</summary>
    int Compressed(ref int at)
    {
        int first = image[at++];
        if ((first & 0x80) == 0) return first;
        if ((first & 0x40) == 0) return ((first & 0x3F) << 8) | image[at++];
        int value = ((first & 0x1F) << 24) | (image[at] << 16) | (image[at + 1] << 8) | image[at + 2];
        at += 3;
        return value;
    }
}
