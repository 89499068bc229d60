using System.IO.Compression;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Symbols;

/// <summary>The documents of a module's symbols, to be written all, with the numbers that they have.</summary>
sealed class KeptDocuments
{
    const int EmbeddedHeader = 8;

    readonly IReadOnlyList<Document> documents;
    bool areWritten;

    KeptDocuments(IReadOnlyList<Document> documents) => this.documents = documents;

    /// <summary>Those of a module that has been read from a file.</summary>
    internal static KeptDocuments Of(ModuleDefinition module, ISymbolReader reader)
    {
        var read = DocumentTable.Read(Symbols(module));
        // With what Cecil has read of those that methods refer to: it writes the first that it sees.
        var used = module.GetTypes().SelectMany(type => type.Methods).SelectMany(method => method.DebugInformation.SequencePoints).Select(point => point.Document)
            .GroupBy(document => document.Url).ToDictionary(documents => documents.Key, documents => documents.First());
        foreach (var unused in read.Where(document => !used.ContainsKey(document.Url)))
            foreach (var information in reader.Read(unused) ?? []) unused.CustomDebugInformations.Add(information);
        return new([.. read.Select(document => used.TryGetValue(document.Url, out var seen) ? seen : document)]);
    }

    static byte[] Symbols(ModuleDefinition module)
    {
        if (module.GetDebugHeader().Entries.FirstOrDefault(entry => entry.Directory.Type == ImageDebugType.EmbeddedPortablePdb) is { Data.Length: > EmbeddedHeader } embedded)
        {
            using var inflated = new MemoryStream();
            using (var deflated = new DeflateStream(new MemoryStream(embedded.Data, EmbeddedHeader, embedded.Data.Length - EmbeddedHeader), CompressionMode.Decompress)) deflated.CopyTo(inflated);
            return inflated.ToArray();
        }
        string? path = string.IsNullOrEmpty(module.FileName) ? null : Path.ChangeExtension(module.FileName, ".pdb");
        return File.Exists(path) ? File.ReadAllBytes(path) : [];
    }

    /// <summary>
    /// Has a writer write the documents, before any method: as those of a method that is written again then. Cecil writes a document when a method refers to it, and asks
    /// for it by its path.
    /// </summary>
    internal void WriteTo(ISymbolWriter writer, MethodDebugInformation first)
    {
        if (areWritten || documents.Count == 0 || !first.HasSequencePoints) return;
        areWritten = true;
        var method = new MethodDefinition("", default, first.Method.ReturnType) { MetadataToken = first.Method.MetadataToken };
        var points = method.DebugInformation.SequencePoints;
        foreach (var document in documents) points.Add(new(Instruction.Create(OpCodes.Nop), document) { StartLine = HiddenLine, EndLine = HiddenLine });
        writer.Write(method.DebugInformation);
    }

    const int HiddenLine = 0xFEEFEE;
}
