using Mono.Cecil.Cil;

namespace Unboxed.Cli.Input;

/// <summary>Where an assembly's symbols are.</summary>
/// <param name="Provider">Reads them.</param>
/// <param name="Content">The content of the file beside the assembly; null where they are embedded.</param>
sealed record SymbolFile(ISymbolReaderProvider Provider, Stream? Content)
{
    /// <summary>Finds portable symbols, embedded or beside the assembly.</summary>
    /// <returns>Null where there are none, with a note that says so.</returns>
    internal static SymbolFile? Find(string assembly, InputInspection inspection, List<string> notes)
    {
        if (inspection.HasEmbeddedSymbols) return new(new EmbeddedPortablePdbReaderProvider(), null);
        string beside = Path.ChangeExtension(assembly, ".pdb");
        if (!File.Exists(beside))
        {
            notes.Add($"{assembly} has no symbols: rows of the report have no lines.");
            return null;
        }
        byte[] content = File.ReadAllBytes(beside);
        if (content.AsSpan().StartsWith("BSJB"u8)) return new(new PortablePdbReaderProvider(), new MemoryStream(content));
        notes.Add($"{beside} is not a portable PDB and is not read: rows of the report have no lines, and the output has no symbols.");
        return null;
    }
}
