using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Mono.Cecil.Cil;
using ModuleDefinition = Mono.Cecil.ModuleDefinition;

namespace Unboxed.Weaver.Tests.Debugging;

/// <summary>An assembly with its symbols.</summary>
sealed class AssemblySymbols : IDisposable
{
    static readonly Guid TypeDefinitionDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

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

    /// <summary>All documents in their order, with what the compiler says of them.</summary>
    internal IReadOnlyList<string> Documents =>
    [
        .. from document in Symbols.Documents.Select(Symbols.GetDocument)
           select $"{Symbols.GetString(document.Name)} {Symbols.GetGuid(document.Language)} {Symbols.GetGuid(document.HashAlgorithm)} {Convert.ToHexString(Symbols.GetBlobBytes(document.Hash))}",
    ];

    /// <summary>The documents of the types that have no methods to say in which they are.</summary>
    internal IReadOnlyDictionary<string, string> TypeDocuments => (
        from information in Symbols.CustomDebugInformation.Select(Symbols.GetCustomDebugInformation)
        where Symbols.GetGuid(information.Kind) == TypeDefinitionDocuments
        select (Metadata.GetString(Metadata.GetTypeDefinition((TypeDefinitionHandle)information.Parent).Name), Documents: Convert.ToHexString(Symbols.GetBlobBytes(information.Value))))
        .GroupBy(type => type.Item1).ToDictionary(types => types.Key, types => string.Join(' ', types.Select(type => type.Documents)));

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
