using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Symbols;

/// <summary>
/// Keeps what the compiler has written of the symbols as a whole: their path in the assembly, mapped where the compiler maps paths, for Cecil writes the path at which the file
/// is, so that two folders would give different bytes; and all documents, in their order. Fody lets Cecil ask the module's reader of symbols for a writer: the reader is wrapped, and with it the writer.
/// </summary>
static class CompilerSymbols
{
    /// <summary>Has the module written with the path and the documents that it has now. Without symbols there is none to keep.</summary>
    internal static void Keep(ModuleDefinition module)
    {
        if (module.SymbolReader is not { } reader || !module.HasDebugHeader || CodeView.PathIn(module.GetDebugHeader()) is not { } path) return;
        module.ReadSymbols(new Reader(reader, path, KeptDocuments.Of(module, reader)), throwIfSymbolsAreNotMaching: false);
    }

    /// <summary>A reader like another, but for the writer that belongs to it.</summary>
    sealed class Reader(ISymbolReader reader, byte[] path, KeptDocuments documents) : ISymbolReader
    {
        public ISymbolWriterProvider GetWriterProvider() => new WriterProvider(reader.GetWriterProvider(), path, documents);

        // The symbols have been found to match already.
        public bool ProcessDebugHeader(ImageDebugHeader header) => true;

        public MethodDebugInformation Read(MethodDefinition method) => reader.Read(method);

        public Mono.Collections.Generic.Collection<CustomDebugInformation> Read(ICustomDebugInformationProvider provider) => reader.Read(provider);

        public void Dispose() => reader.Dispose();
    }

    sealed class WriterProvider(ISymbolWriterProvider provider, byte[] path, KeptDocuments documents) : ISymbolWriterProvider
    {
        public ISymbolWriter GetSymbolWriter(ModuleDefinition module, string fileName) => new Writer(provider.GetSymbolWriter(module, fileName), path, documents);

        public ISymbolWriter GetSymbolWriter(ModuleDefinition module, Stream symbolStream) => new Writer(provider.GetSymbolWriter(module, symbolStream), path, documents);
    }

    /// <summary>A writer like another, but for the path in the header, and the documents.</summary>
    sealed class Writer(ISymbolWriter writer, byte[] path, KeptDocuments documents) : ISymbolWriter
    {
        public ISymbolReaderProvider GetReaderProvider() => writer.GetReaderProvider();

        public ImageDebugHeader GetDebugHeader() => CodeView.WithPath(writer.GetDebugHeader(), path);

        public void Write(MethodDebugInformation info)
        {
            documents.WriteTo(writer, info);
            writer.Write(info);
        }

        public void Write() => writer.Write();

        public void Write(ICustomDebugInformationProvider provider) => writer.Write(provider);

        public void Dispose() => writer.Dispose();
    }
}
