using Microsoft.Diagnostics.Runtime;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Cli.Dump.Methods;

/// <summary>The assemblies of a process, read from their files: the code says where a method waits, and where its variables are.</summary>
/// <param name="memory">The memory of the process.</param>
/// <param name="folder">Where assemblies are looked for before the place that they were loaded from; null for none.</param>
/// <param name="notes">Takes a line for each that cannot be read.</param>
sealed class CodeFiles(IDataReader memory, string? folder, ICollection<string> notes) : IDisposable
{
    readonly Dictionary<ulong, ModuleDefinition?> read = [];

    /// <summary>The definition of a loaded type; null where its file is not at hand.</summary>
    internal TypeDefinition? Find(ClrType type)
    {
        if (type.Module is not { Name.Length: > 0 } module) return null;
        if (!read.TryGetValue(module.Address, out var file)) read[module.Address] = file = Read(module);
        return file?.LookupToken((int)type.MetadataToken) as TypeDefinition;
    }

    ModuleDefinition? Read(ClrModule module)
    {
        string loaded = module.Name!;
        string? path = Candidates(loaded).FirstOrDefault(File.Exists);
        if (path is null)
        {
            notes.Add($"{loaded} is not there: its methods have no lines, and woven ones no variables. --assemblies names a folder that has it.");
            return null;
        }
        var definition = Read(path);
        if (definition is null || LoadedImage.MvidOf(module, memory) is not { } mvid || mvid == definition.Mvid) return definition;
        definition.Dispose();
        notes.Add($"{path} is another build than the one that is loaded, and is not read: its methods have no lines, and woven ones no variables. --assemblies names a folder with the right one.");
        return null;
    }

    IEnumerable<string> Candidates(string loaded) => folder is null ? [loaded] : [Path.Combine(folder, Path.GetFileName(loaded)), loaded];

    ModuleDefinition? Read(string path)
    {
        try
        {
            return ReadWithSymbols(path);
        }
        // A file may be anything by now; the stacks are printed without it.
        catch (Exception damage) when (damage is BadImageFormatException or IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            notes.Add($"{path} cannot be read ({FileProblem.Text(damage)}): its methods have no lines, and woven ones no variables.");
            return null;
        }
    }

    static ModuleDefinition ReadWithSymbols(string path)
    {
        try
        {
            return ModuleDefinition.ReadModule(path, new() { ReadSymbols = true, SymbolReaderProvider = new DefaultSymbolReaderProvider(throwIfNoSymbol: false), InMemory = true });
        }
        // Symbols of another build, or of the form of Windows: there are no lines, and all else is there.
        catch (Exception damage) when (damage is SymbolsNotMatchingException or SymbolsNotFoundException or NotSupportedException or BadImageFormatException)
        {
            return ModuleDefinition.ReadModule(path, new() { InMemory = true });
        }
    }

    public void Dispose()
    {
        foreach (var file in read.Values) file?.Dispose();
    }
}
