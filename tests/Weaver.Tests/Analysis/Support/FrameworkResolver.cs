using Basic.Reference.Assemblies;
using Mono.Cecil;

namespace Unboxed.Weaver.Tests.Analysis.Support;

/// <summary>Resolves against what snippets are compiled with: the framework's reference assemblies, the support library, and an assembly named Library.</summary>
/// <param name="library">The image of that one.</param>
sealed class FrameworkResolver(byte[]? library = null) : IAssemblyResolver
{
    static readonly Dictionary<string, byte[]> images =
        Net100.ReferenceInfos.All.ToDictionary(info => Path.GetFileNameWithoutExtension(info.FileName)!, info => info.ImageBytes);

    readonly Dictionary<string, AssemblyDefinition> resolved = [];

    public AssemblyDefinition Resolve(AssemblyNameReference name) => Resolve(name, new());

    public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters)
    {
        if (resolved.TryGetValue(name.Name, out var assembly)) return assembly;
        if (name.Name == "Unboxed") return resolved[name.Name] = AssemblyDefinition.ReadAssembly(typeof(ScratchSpaceAttribute).Assembly.Location, new() { AssemblyResolver = this });
        if (name.Name == "Library" && library is not null) return resolved[name.Name] = AssemblyDefinition.ReadAssembly(new MemoryStream(library), new() { AssemblyResolver = this });
        if (!images.TryGetValue(name.Name, out var image)) throw new AssemblyResolutionException(name);
        return resolved[name.Name] = AssemblyDefinition.ReadAssembly(new MemoryStream(image), new() { AssemblyResolver = this });
    }

    public void Dispose()
    {
        foreach (var assembly in resolved.Values) assembly.Dispose();
    }
}
