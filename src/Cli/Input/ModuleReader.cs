using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;

namespace Unboxed.Cli.Input;

/// <summary>Reads an assembly into memory, with its symbols where there are any. The file is closed again: it may be the output as well.</summary>
static class ModuleReader
{
    internal static ModuleDefinition Read(string file, InputInspection inspection, IAssemblyResolver resolver, List<string> notes)
    {
        var symbols = SymbolFile.Find(file, inspection, notes);
        var module = symbols is null ? Read(file, new() { AssemblyResolver = resolver, InMemory = true }) : ReadWithSymbols(file, resolver, symbols, notes);
        if (Refusal.Of(module) is { } refusal) throw new BadInputException(file, refusal.Problem, refusal.WithFile);
        return module;
    }

    static ModuleDefinition ReadWithSymbols(string file, IAssemblyResolver resolver, SymbolFile symbols, List<string> notes)
    {
        try
        {
            return Read(file, new()
            {
                AssemblyResolver = resolver,
                InMemory = true,
                ReadSymbols = true,
                SymbolReaderProvider = symbols.Provider,
                SymbolStream = symbols.Content,
                ThrowIfSymbolsAreNotMatching = true,
            });
        }
        catch (SymbolsNotMatchingException)
        {
            notes.Add($"the symbols beside {file} are those of another build and are not read: rows of the report have no lines.");
            return Read(file, new() { AssemblyResolver = resolver, InMemory = true });
        }
    }

    static ModuleDefinition Read(string file, ReaderParameters parameters)
    {
        try
        {
            return ModuleDefinition.ReadModule(file, parameters);
        }
        catch (BadImageFormatException exception)
        {
            throw new BadInputException(file, $"its metadata is damaged ({exception.Message.TrimEnd('.')})", "Compile it again");
        }
    }
}
