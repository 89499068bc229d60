using System.Text;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Unboxed.Fuzzing.Generation;
using Unboxed.Fuzzing.Harness;

namespace Unboxed.Fuzzing.Running;

/// <summary>Compiles programs in memory, as Debug or Release would be.</summary>
static class Compiler
{
    const string Prologue = """
        global using System;
        global using System.Collections.Generic;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Unboxed.Fuzzing.Harness;

        """;

    static readonly CSharpParseOptions parse = new(LanguageVersion.Latest);

    static readonly MetadataReference[] references =
        [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(World).Assembly.Location), MetadataReference.CreateFromFile(typeof(ScratchSpaceAttribute).Assembly.Location)];

    const string Mark = "[assembly: Unboxed.ScratchSpace]";

    // Compilations that are made from this one share what it has read of the references.
    static readonly CSharpCompilation basis = CSharpCompilation.Create(
        "Fuzzed", [CSharpSyntaxTree.ParseText(Prologue, parse)], references,
        new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, concurrentBuild: false, warningLevel: 0));

    /// <summary>Compiles programs into one assembly for each of their parts.</summary>
    /// <returns>The images in the order in which they refer to each other; null with the errors where they do not compile.</returns>
    internal static Images? Compile(IEnumerable<FuzzProgram> programs, OptimizationLevel level, out string errors)
    {
        var images = new List<(Part Part, byte[] Image)>();
        errors = "";
        foreach (var part in programs.SelectMany(program => program.Sources).GroupBy(source => source.Part).OrderBy(part => part.Key))
        {
            var compilation = basis.WithAssemblyName(Images.NameOf(part.Key)).WithOptions(basis.Options.WithOptimizationLevel(level))
                .AddReferences(images.Select(image => MetadataReference.CreateFromImage(image.Image)))
                .AddSyntaxTrees(part.Select(source => source.Source).Concat(Layouts.IsMarked(part.Key) ? [Mark] : []).Select(source => CSharpSyntaxTree.ParseText(source, parse, encoding: Encoding.UTF8)));
            var image = new MemoryStream();
            var result = compilation.Emit(image);
            errors = string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
            if (!result.Success) return null;
            images.Add((part.Key, image.ToArray()));
        }
        return new(images);
    }
}
