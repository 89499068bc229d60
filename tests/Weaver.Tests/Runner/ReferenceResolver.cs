using Mono.Cecil;

namespace Unboxed.Weaver.Tests.Runner;

/// <summary>Resolves against the reference assemblies that the compiler was given, as a weaver in a build does, and against nothing else.</summary>
public sealed class ReferenceResolver : IAssemblyResolver
{
    readonly Dictionary<string, string> paths;
    readonly Dictionary<string, AssemblyDefinition> resolved = [];

    public ReferenceResolver(IEnumerable<string> references) => paths = references.ToDictionary(path => Path.GetFileNameWithoutExtension(path)!);

    public AssemblyDefinition Resolve(AssemblyNameReference name) => Resolve(name, new());

    public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters)
    {
        if (resolved.TryGetValue(name.Name, out var assembly)) return assembly;
        if (!paths.TryGetValue(name.Name, out var path)) throw new AssemblyResolutionException(name);
        parameters.AssemblyResolver ??= this;
        return resolved[name.Name] = AssemblyDefinition.ReadAssembly(path, parameters);
    }

    public void Dispose()
    {
        foreach (var assembly in resolved.Values) assembly.Dispose();
    }
}
