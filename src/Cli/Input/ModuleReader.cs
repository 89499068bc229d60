using System.Runtime.Versioning;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;

namespace Unboxed.Cli.Input;

/// <summary>Reads an assembly that has been inspected, with its symbols where there are any.</summary>
static class ModuleReader
{
    /// <exception cref="BadInputException">It cannot be woven.</exception>
    internal static ModuleDefinition Read(string file, byte[] image, SymbolFile? symbols, IAssemblyResolver resolver, List<string> notes, FrameworkName? application = null)
    {
        var module = symbols is null ? Read(file, image, new() { AssemblyResolver = resolver }) : ReadWithSymbols(file, image, resolver, symbols, notes);
        if (Refusal.Of(module, application) is { } refusal) throw new BadInputException(file, refusal.Problem, refusal.WithFile);
        return module;
    }

    static ModuleDefinition ReadWithSymbols(string file, byte[] image, IAssemblyResolver resolver, SymbolFile symbols, List<string> notes)
    {
        try
        {
            return Read(file, image, new()
            {
                AssemblyResolver = resolver,
                ReadSymbols = true,
                SymbolReaderProvider = symbols.Provider,
                SymbolStream = symbols.Content is { } content ? new MemoryStream(content) : null,
                ThrowIfSymbolsAreNotMatching = true,
            });
        }
        catch (SymbolsNotMatchingException)
        {
            notes.Add($"the symbols beside {file} are those of another build and are not read: rows of the report have no lines.");
            return Read(file, image, new() { AssemblyResolver = resolver });
        }
    }

    static ModuleDefinition Read(string file, byte[] image, ReaderParameters parameters)
    {
        try
        {
            return ModuleDefinition.ReadModule(new MemoryStream(image), parameters);
        }
        catch (BadImageFormatException exception)
        {
            throw new BadInputException(file, $"its metadata is damaged ({exception.Message.TrimEnd('.')})", "Compile it again");
        }
    }
}
