using System.Text;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Unboxed.Fuzzing.Harness;

namespace Unboxed.Fuzzing.Running;

/// <summary>Compiles programs in memory, as Debug or Release would be.</summary>
static class Compiler
{
    internal const string AssemblyName = "Fuzzed";

    const string Prologue = """
        global using System;
        global using System.Collections.Generic;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Unboxed.Fuzzing.Harness;
        [assembly: Unboxed.ScratchSpace]
        """;

    static readonly CSharpParseOptions parse = new(LanguageVersion.Latest);

    static readonly MetadataReference[] references =
        [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(World).Assembly.Location), MetadataReference.CreateFromFile(typeof(ScratchSpaceAttribute).Assembly.Location)];

    // Compilations that are made from this one share what it has read of the references.
    static readonly CSharpCompilation basis = CSharpCompilation.Create(
        AssemblyName, [CSharpSyntaxTree.ParseText(Prologue, parse)], references,
        new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, concurrentBuild: false, warningLevel: 0));

    /// <summary>Compiles sources into one assembly.</summary>
    /// <returns>The image; null with the errors where they do not compile.</returns>
    internal static byte[]? Compile(IEnumerable<string> sources, OptimizationLevel level, out string errors)
    {
        var compilation = basis.WithOptions(basis.Options.WithOptimizationLevel(level))
            .AddSyntaxTrees(sources.Select(source => CSharpSyntaxTree.ParseText(source, parse, encoding: Encoding.UTF8)));
        var image = new MemoryStream();
        var result = compilation.Emit(image);
        errors = string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return result.Success ? image.ToArray() : null;
    }
}
