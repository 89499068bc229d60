using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Mono.Cecil.Cil;
using ModuleDefinition = Mono.Cecil.ModuleDefinition;

namespace Unboxed.Weaver.Tests.Debugging;

/// <summary>An assembly with its symbols.</summary>
sealed class AssemblySymbols : IDisposable
{
    readonly PEReader image;
    readonly MetadataReaderProvider provider;

    AssemblySymbols(Stream image, Stream symbols)
    {
        this.image = new(image);
        provider = MetadataReaderProvider.FromPortablePdbStream(symbols);
        var metadata = this.image.GetMetadataReader();
        Methods = [.. metadata.MethodDefinitions.Select(handle => new MethodSymbols(metadata, Symbols, handle))];
    }

    internal MetadataReader Metadata => image.GetMetadataReader();

    internal MetadataReader Symbols => provider.GetMetadataReader();

    internal IReadOnlyList<MethodSymbols> Methods { get; }

    internal IEnumerable<MethodSymbols> ScratchBodies => Methods.Where(method => method.Name == "MoveNext" && method.Definition.Attributes.HasFlag(MethodAttributes.Static));

    internal static AssemblySymbols At(string path) => new(File.OpenRead(path), File.OpenRead(Path.ChangeExtension(path, ".pdb")));

    /// <summary>A module as it is, written to memory.</summary>
    internal static AssemblySymbols Of(ModuleDefinition module)
    {
        var (image, symbols) = (new MemoryStream(), new MemoryStream());
        module.Write(image, new() { WriteSymbols = true, SymbolStream = symbols, SymbolWriterProvider = new PortablePdbWriterProvider() });
        (image.Position, symbols.Position) = (0, 0);
        return new(image, symbols);
    }

    public void Dispose()
    {
        image.Dispose();
        provider.Dispose();
    }
}
