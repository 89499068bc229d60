using System.Runtime.InteropServices;
using Mono.Cecil;

namespace Unboxed.ForeignLibraries;

/// <summary>Finds what the libraries reference: by simple name, as an application does that ships one file of each, whatever versions are asked for.</summary>
sealed class Resolver : DefaultAssemblyResolver
{
    readonly Dictionary<string, AssemblyDefinition> known = [];

    /// <param name="folder">Searched before the shared frameworks.</param>
    internal Resolver(string folder)
    {
        foreach (string other in GetSearchDirectories()) RemoveSearchDirectory(other);
        string runtime = RuntimeEnvironment.GetRuntimeDirectory();
        string aspNetCore = Path.GetDirectoryName(typeof(Microsoft.AspNetCore.Http.HttpContext).Assembly.Location)!;
        foreach (string each in (string[])[folder, runtime, aspNetCore]) AddSearchDirectory(each);
    }

    public override AssemblyDefinition Resolve(AssemblyNameReference name)
    {
        if (!known.TryGetValue(name.Name, out var found)) known[name.Name] = found = base.Resolve(name);
        return found;
    }

    /// <summary>An assembly of the folder.</summary>
    internal ModuleDefinition Module(string assembly) => Resolve(new(assembly, null)).MainModule;
}
