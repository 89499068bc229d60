using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Symbols;

/// <summary>The entry of the debug directory that names the symbols: "RSDS", a GUID, an age, and a path that ends with a zero (the PE/COFF specification of portable PDBs).</summary>
static class CodeView
{
    const int PathStart = 4 + 16 + 4;

    /// <summary>The path, with its zero; null where there is none.</summary>
    internal static byte[]? PathIn(ImageDebugHeader header) => header.Entries.Where(Has).Select(entry => entry.Data.Skip(PathStart).ToArray()).FirstOrDefault();

    internal static ImageDebugHeader WithPath(ImageDebugHeader header, byte[] path) => new([.. header.Entries.Select(entry => Has(entry) ? WithPath(entry, path) : entry)]);

    static bool Has(ImageDebugHeaderEntry entry) =>
        entry is { Directory.Type: ImageDebugType.CodeView, Data: { Length: > PathStart } data } && data[0] == 'R' && data[1] == 'S' && data[2] == 'D' && data[3] == 'S';

    static ImageDebugHeaderEntry WithPath(ImageDebugHeaderEntry entry, byte[] path)
    {
        byte[] data = [.. entry.Data.Take(PathStart), .. path];
        var directory = entry.Directory;
        directory.SizeOfData = data.Length;
        return new(directory, data);
    }
}
