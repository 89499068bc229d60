using System.Runtime.InteropServices;
using Mono.Cecil;

namespace Unboxed.Cli.Input;

/// <summary>
/// Finds referenced assemblies: in the folders given, beside the input, beside the output, and in the shared frameworks of the
/// running runtime. Only what the weaver needs is ever looked for, so a reference that no code uses may be missing.
/// </summary>
sealed class ReferenceFolders : IAssemblyResolver
{
    readonly List<string> folders;
    readonly Dictionary<string, AssemblyDefinition> resolved = new(StringComparer.OrdinalIgnoreCase);
    string? fallback;

    internal ReferenceFolders(string input, IEnumerable<string> given, IEnumerable<string> beside)
    {
        foreach (string folder in given)
        {
            if (!Directory.Exists(folder)) throw new BadInputException(folder, "there is no such folder", "Give -r a folder with referenced assemblies");
        }
        folders = [.. given, Path.GetDirectoryName(Path.GetFullPath(input))!, .. beside, .. SharedFrameworks()];
    }

    /// <summary>Gives the support library that the program carries, for an assembly that has none beside it.</summary>
    internal void AddFallback(SupportFile support) => fallback = support.Path;

    public AssemblyDefinition Resolve(AssemblyNameReference name) => Resolve(name, new());

    public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters)
    {
        if (resolved.TryGetValue(name.Name, out var assembly)) return assembly;
        string path = Find(name.Name) ?? throw new AssemblyResolutionException(name);
        parameters.AssemblyResolver ??= this;
        parameters.InMemory = true;
        try
        {
            return resolved[name.Name] = AssemblyDefinition.ReadAssembly(path, parameters);
        }
        catch (BadImageFormatException)
        {
            throw new BadInputException(path, $"it was found for the reference to {name.Name} and is not a .NET assembly", "Name the folder of the right file with -r");
        }
    }

    internal string? Find(string name) => folders.Select(folder => Path.Combine(folder, name + ".dll")).FirstOrDefault(File.Exists)
        ?? (name == SupportFile.Name ? fallback : null);

    public void Dispose()
    {
        foreach (var assembly in resolved.Values) assembly.Dispose();
    }

    /// <summary>The folders of all shared frameworks (Microsoft.NETCore.App, Microsoft.AspNetCore.App, …): of the running version, or the latest there is.</summary>
    static IEnumerable<string> SharedFrameworks()
    {
        var running = new DirectoryInfo(RuntimeEnvironment.GetRuntimeDirectory());
        yield return running.FullName;
        if (running.Parent?.Parent is not { Name: "shared" } shared) yield break;
        foreach (var framework in shared.EnumerateDirectories().Where(framework => framework.Name != running.Parent.Name))
        {
            var versions = framework.GetDirectories();
            if ((versions.FirstOrDefault(version => version.Name == running.Name) ?? versions.MaxBy(version => Numeric(version.Name))) is { } found) yield return found.FullName;
        }
    }

    static Version Numeric(string name) => Version.TryParse(name.Split('-')[0], out var version) ? version : new();
}
