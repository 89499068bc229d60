using Mono.Cecil;
using Unboxed.Weaver;

namespace Unboxed.Cli.Input;

/// <summary>An assembly that was given to be woven, inspected and read, with what it refers to.</summary>
sealed class InputAssembly : IDisposable
{
    readonly string path;
    readonly ReferenceFolders references;

    InputAssembly(string path, InputInspection inspection, ReferenceFolders references, SymbolFile? symbols, ModuleDefinition module, SupportFile support)
    {
        this.path = path;
        this.references = references;
        IsPrecompiled = inspection.IsPrecompiled;
        Symbols = symbols;
        Module = module;
        Support = support;
    }

    internal ModuleDefinition Module { get; }
    internal SupportFile Support { get; }
    internal bool IsPrecompiled { get; }

    /// <summary>Its symbols; null where they are not read.</summary>
    internal SymbolFile? Symbols { get; }

    /// <param name="path">The file.</param>
    /// <param name="referenceFolders">Folders with referenced assemblies, searched before all others.</param>
    /// <param name="beside">Folders to search after the input's own.</param>
    /// <param name="notes">Gets a sentence for each thing that the user may not expect.</param>
    /// <param name="withSymbols">Whether symbols are read, where there are any.</param>
    /// <param name="application">The application that ships it; null where it is woven alone.</param>
    /// <exception cref="BadInputException">The file is no assembly that can be woven.</exception>
    internal static InputAssembly Open(string path, IReadOnlyList<string> referenceFolders, IReadOnlyList<string> beside, List<string> notes, bool withSymbols = true, ApplicationContext? application = null)
    {
        byte[] image = InputFile.Read(path, "Give the path of a compiled assembly");
        var inspection = InputInspector.Inspect(path, image);
        var references = new ReferenceFolders(path, referenceFolders, beside, application?.Files);
        var symbols = withSymbols ? SymbolFile.Find(path, image, inspection, notes) : null;
        var module = ModuleReader.Read(path, image, symbols, references, notes, application?.Framework);
        var support = SupportFile.For(module, path, application?.Framework);
        references.AddFallback(support);
        return new(path, inspection, references, symbols, module, support);
    }

    /// <summary>Adds the attribute that asks for weaving where it is missing.</summary>
    internal void Mark() => Marker.Mark(Module, Support.Version);

    internal bool IsMarked => AssemblyWeaver.IsMarked(Module);

    /// <summary>Does what needs the assembly's references.</summary>
    /// <exception cref="BadInputException">One of them is not found.</exception>
    internal T Analyze<T>(Func<ModuleDefinition, T> analyze)
    {
        try
        {
            return analyze(Module);
        }
        catch (AssemblyResolutionException missing)
        {
            throw new BadInputException(path, $"it needs {missing.AssemblyReference.FullName}, which is not in its folder, the folders given, or the shared frameworks", "Name the folder of that assembly with -r");
        }
    }

    /// <summary>What the user may not expect of the assemblies that it refers to, as far as these were needed.</summary>
    internal IEnumerable<string> NotesOnReferences() => Analyze(references.Mismatches).ToList();

    public void Dispose()
    {
        Module.Dispose();
        references.Dispose();
    }
}
