using System.Collections.Immutable;
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
    readonly HashSet<string> frameworks;
    readonly Dictionary<string, AssemblyDefinition> resolved = new(StringComparer.OrdinalIgnoreCase);
    readonly IReadOnlyDictionary<string, string> files;
    string? fallback;

    /// <param name="input">The assembly whose references are looked for.</param>
    /// <param name="given">Folders that are searched before all others.</param>
    /// <param name="beside">Folders that are searched after the input's own.</param>
    /// <param name="files">Assemblies by their names, which are not searched for.</param>
    internal ReferenceFolders(string input, IEnumerable<string> given, IEnumerable<string> beside, IReadOnlyDictionary<string, string>? files = null)
    {
        this.files = files ?? ImmutableDictionary<string, string>.Empty;
        foreach (string folder in given)
        {
            if (!Directory.Exists(folder)) throw new BadInputException(folder, "there is no such folder", "Give -r a folder with referenced assemblies");
        }
        frameworks = [.. SharedFrameworks()];
        folders = [.. given, Path.GetDirectoryName(Path.GetFullPath(input))!, .. beside, .. frameworks];
    }

    /// <summary>Gives the support library that the program carries, for an assembly that has none beside it.</summary>
    internal void AddFallback(SupportFile support) => fallback = support.Path;

    public AssemblyDefinition Resolve(AssemblyNameReference name) => Resolve(name, new());

    public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters)
    {
        if (resolved.TryGetValue(name.Name, out var assembly)) return assembly;
        string path = Find(name.Name) ?? throw new AssemblyResolutionException(name);
        parameters.AssemblyResolver ??= this;
        return resolved[name.Name] = AssemblyDefinition.ReadAssembly(new MemoryStream(Content(name.Name, path), writable: false), parameters);
    }

    /// <summary>What is in the file that was found for a reference. Those of the runtime which runs this program are known to be sound.</summary>
    byte[] Content(string name, string path)
    {
        const string remedy = "Name the folder of the right file with -r";
        var (content, problem) = ReferenceFile.Read(path, remedy, isChecked: !frameworks.Contains(Path.GetDirectoryName(path)!));
        return problem is null ? content : throw new BadInputException(path, $"it was found for the reference to {name} and {problem}", remedy);
    }

    /// <summary>A sentence for each assembly that was found, and lacks types which a module refers to. Those that were not needed are not looked for.</summary>
    internal IEnumerable<string> Mismatches(ModuleDefinition module) =>
        from type in module.GetTypeReferences()
        where type is { DeclaringType: null, Scope: AssemblyNameReference } && resolved.ContainsKey(type.Scope.Name) && IsMissing(type)
        group type by type.Scope.Name into missing
        select $"{Find(missing.Key)} lacks {Count(missing.Count())} that {module.Name} refers to, {missing.First().FullName} among them: it is of another version, or for another framework. Name the folder of the right one with -r.";

    static string Count(int types) => types == 1 ? "a type" : $"{types} types";

    static bool IsMissing(TypeReference type)
    {
        try
        {
            return type.Resolve() is null;
        }
        catch (AssemblyResolutionException)
        {
            // It was moved to an assembly that no code needs.
            return false;
        }
    }

    internal string? Find(string name) => files.TryGetValue(name, out string? file) ? file : folders.Select(folder => Path.Combine(folder, name + ".dll")).FirstOrDefault(File.Exists)
        ?? (name == SupportFile.Name ? fallback : null);

    /// <summary>Whether an assembly is part of a shared framework.</summary>
    internal bool IsOfFramework(string name) => frameworks.Any(folder => File.Exists(Path.Combine(folder, name + ".dll")));

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
