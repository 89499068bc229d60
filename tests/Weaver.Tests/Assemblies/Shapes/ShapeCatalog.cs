using Unboxed.Weaver.Tests.Assemblies.Shapes.Families;

namespace Unboxed.Weaver.Tests.Assemblies.Shapes;

/// <summary>All shapes: those of the folder Sources, and those that the families generate.</summary>
static class ShapeCatalog
{
    const string Harness = "Harness.cs";

    /// <summary>By name.</summary>
    internal static IReadOnlyDictionary<string, Shape> All { get; } = Files().Concat(AllFamilies.Members()).ToDictionary(shape => shape.Name);

    /// <summary>The source of what programs live in.</summary>
    internal static string HarnessSource { get; } = File.ReadAllText(Path.Combine(Folder, Harness));

    static string Folder => Path.Combine(AppContext.BaseDirectory, "Assemblies", "Shapes", "Sources");

    static IEnumerable<Shape> Files() => Directory.GetFiles(Folder, "*.cs").Order(StringComparer.Ordinal)
        .Where(path => Path.GetFileName(path) != Harness)
        .SelectMany(path => Shape.ReadAll(File.ReadAllText(path)).Select(shape => shape with { Name = $"{Path.GetFileNameWithoutExtension(path)}.{shape.Name}" }));
}
