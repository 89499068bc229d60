using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Cli.Output;

/// <summary>Embeds symbols in an image that is made in memory: Cecil's own provider asks for the name of a file, and a stream has none.</summary>
sealed class EmbeddedSymbols(string path) : ISymbolWriterProvider
{
    readonly EmbeddedPortablePdbWriterProvider provider = new();

    public ISymbolWriter GetSymbolWriter(ModuleDefinition module, string fileName) => provider.GetSymbolWriter(module, Path.GetFileName(path));

    public ISymbolWriter GetSymbolWriter(ModuleDefinition module, Stream symbolStream) => provider.GetSymbolWriter(module, symbolStream);
}
