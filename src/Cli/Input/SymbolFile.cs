using Mono.Cecil.Cil;
using Unboxed.Cli.Input.Soundness;

namespace Unboxed.Cli.Input;

/// <summary>Where an assembly's symbols are.</summary>
/// <param name="Provider">Reads them.</param>
/// <param name="Content">The content of the file beside the assembly; null where they are embedded.</param>
/// <param name="Path">The file that they are in.</param>
sealed record SymbolFile(ISymbolReaderProvider Provider, byte[]? Content, string Path)
{
    /// <summary>Finds portable symbols, embedded or beside the assembly.</summary>
    /// <returns>Null where there are none that can be read, with a note that says so.</returns>
    internal static SymbolFile? Find(string assembly, byte[] image, InputInspection inspection, List<string> notes)
    {
        if (inspection.HasEmbeddedSymbols)
        {
            if (SymbolCheck.FirstDamageOfEmbedded(image) is not { } damaged) return new(new EmbeddedPortablePdbReaderProvider(), null, assembly);
            notes.Add($"the symbols in {assembly} are damaged ({damaged}) and are not read: {Consequence}.");
            return null;
        }
        string beside = System.IO.Path.ChangeExtension(assembly, ".pdb");
        var entry = new FileInfo(beside);
        if (!entry.Exists && entry.LinkTarget is null && !Directory.Exists(beside))
        {
            notes.Add($"{assembly} has no symbols: rows of the report have no lines.");
            return null;
        }
        return Read(beside, notes);
    }

    internal const string Consequence = "rows of the report have no lines, and the output has no symbols";

    static SymbolFile? Read(string beside, List<string> notes)
    {
        byte[] content;
        try
        {
            content = InputFile.Read(beside, "Compile the assembly again to have them");
        }
        catch (BadInputException unreadable)
        {
            notes.Add($"symbols are not read, so that {Consequence}: {unreadable.Message}");
            return null;
        }
        string? problem = !content.AsSpan().StartsWith("BSJB"u8) ? "is not a portable PDB" : SymbolCheck.FirstDamage(content) is { } damage ? $"is damaged ({damage})" : null;
        if (problem is null) return new(new PortablePdbReaderProvider(), content, beside);
        notes.Add($"{beside} {problem} and is not read: {Consequence}.");
        return null;
    }
}
