using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Cli.Output;

/// <summary>Makes the image of a woven module in memory, so that a failure leaves no file behind.</summary>
static class OutputImage
{
    /// <summary>The assembly first, and its symbols where they are in a file of their own.</summary>
    internal static List<FileContent> Of(ModuleDefinition module, string path, byte[]? key, bool isPrecompiled, List<string> notes)
    {
        if (isPrecompiled) ForgetNativeCode(module, notes);
        // A public key without a private one at hand: public-signed, as the compiler does it. .NET does not check signatures.
        if (key is null && module.Assembly.Name.HasPublicKey) module.Attributes |= ModuleAttributes.StrongNameSigned;

        using var image = new MemoryStream();
        using var symbols = new MemoryStream();
        bool hasSymbolFile = module.SymbolReader is PortablePdbReader;
        bool isEmbedded = module.SymbolReader is EmbeddedPortablePdbReader;
        var parameters = new WriterParameters { StrongNameKeyBlob = key, WriteSymbols = hasSymbolFile || isEmbedded };
        if (isEmbedded) parameters.SymbolWriterProvider = new EmbeddedSymbols(path);
        if (hasSymbolFile) (parameters.SymbolWriterProvider, parameters.SymbolStream) = (new PortablePdbWriterProvider(), symbols);
        module.Write(image, parameters);
        List<FileContent> files = [new(path, image.ToArray())];
        if (hasSymbolFile) files.Add(new(Path.ChangeExtension(path, ".pdb"), symbols.ToArray()));
        return files;
    }

    /// <summary>Native code belongs to the IL as it was. The image becomes what the compiler writes for any processor.</summary>
    static void ForgetNativeCode(ModuleDefinition module, List<string> notes)
    {
        module.Attributes = (module.Attributes | ModuleAttributes.ILOnly) & ~ILLibrary;
        module.Architecture = TargetArchitecture.I386;
        notes.Add($"{module.Name} was precompiled (ReadyToRun); the output is IL alone.");
    }

    const ModuleAttributes ILLibrary = (ModuleAttributes)4;
}
