using System.Reflection;
using Mono.Cecil;

namespace Unboxed.Verifier.Tests;

/// <summary>Where the assemblies are that the tests read.</summary>
internal static class Libraries
{
    static readonly string Runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    /// <summary>One for all tests, since reading the core library takes longer than any of them. It is why they run one by one.</summary>
    public static DefaultAssemblyResolver Resolver { get; } = CreateResolver();

    static DefaultAssemblyResolver CreateResolver()
    {
        var resolver = new DefaultAssemblyResolver();
        foreach (var directory in resolver.GetSearchDirectories()) resolver.RemoveSearchDirectory(directory);
        foreach (var directory in (string[])[AppContext.BaseDirectory, Runtime, Named("Roslyn")]) resolver.AddSearchDirectory(directory);
        return resolver;
    }

    /// <summary>Opens a library of this test's output, of the running framework, or of the compiler.</summary>
    public static ModuleDefinition Open(string name)
    {
        string[] places = [Path.Combine(AppContext.BaseDirectory, name), Path.Combine(Runtime, name), Path.Combine(Named("Roslyn"), name)];
        return Read(places.FirstOrDefault(File.Exists) ?? throw new FileNotFoundException($"{name} is in none of {string.Join(", ", places)}."));
    }

    /// <summary>Opens Unboxed.dll as built for net8.0; the output folder has the other one.</summary>
    public static ModuleDefinition OpenNet8Abstractions() => Read(Named("Unboxed.net8.0"));

    static ModuleDefinition Read(string path) => ModuleDefinition.ReadModule(path, new() { AssemblyResolver = Resolver });

    static string Named(string key) =>
        typeof(Libraries).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
