using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Unboxed.Mutation;

/// <summary>An assembly to damage.</summary>
/// <param name="Name">Its simple name.</param>
/// <param name="Image">Its content.</param>
/// <param name="Symbols">The content of the PDB beside it; null where there is none.</param>
/// <param name="Library">An assembly that it refers to, and that may be damaged instead.</param>
sealed record Original(string Name, byte[] Image, byte[]? Symbols, Original? Library = null);

/// <summary>The assemblies to damage: compiled in both configurations, and some real ones that lie beside the program.</summary>
static class Originals
{
    const string Framework = "[assembly: System.Runtime.Versioning.TargetFramework(\".NETCoreApp,Version=v10.0\")]";

    static readonly string[] Real = ["System.CommandLine.dll", "unboxed.dll"];

    internal static IReadOnlyList<Original> All =>
    [
        .. from shape in Shapes.All
           from level in new[] { OptimizationLevel.Release, OptimizationLevel.Debug }
           select Compile(shape.Name + level, shape.Source, level),
        .. from level in new[] { OptimizationLevel.Release, OptimizationLevel.Debug }
           from library in new[] { Compile("library" + level, Shapes.Library, level) }
           from referenced in new[] { library, Weaver.Woven(library) }
           select Compile("user", Shapes.User, level, library.Image) with { Library = referenced },
        .. Real.Select(file => Path.Combine(AppContext.BaseDirectory, file)).Select(path => new Original(Path.GetFileNameWithoutExtension(path), File.ReadAllBytes(path), null)),
    ];

    static SyntaxTree Tree(string source, string path) => CSharpSyntaxTree.ParseText(source, path: path, encoding: System.Text.Encoding.UTF8);

    static Original Compile(string name, string source, OptimizationLevel level, params byte[][] references)
    {
        bool isDebug = level == OptimizationLevel.Debug;
        var compilation = CSharpCompilation.Create(
            name, [Tree(source, name + ".cs"), Tree(Framework, "Framework.cs")], [.. Net100.References.All, .. references.Select(image => MetadataReference.CreateFromImage(image))],
            new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: level, allowUnsafe: true, deterministic: true));
        using MemoryStream image = new(), symbols = new();
        var format = isDebug ? DebugInformationFormat.PortablePdb : DebugInformationFormat.Embedded;
        var result = compilation.Emit(image, isDebug ? symbols : null, options: new(debugInformationFormat: format, pdbFilePath: name + ".pdb"));
        return result.Success ? new(name, image.ToArray(), isDebug ? symbols.ToArray() : null) : throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
    }
}
