using System.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Symbols;
using Unboxed.Weaver.Tests.Analysis.Support;
using Unboxed.Weaver.Tests.Debugging;
using Unboxed.Weaver.Tests.Runner;
using Xunit;

namespace Unboxed.Weaver.Tests;

public sealed class CompilerSymbolsTests
{
    [Fact]
    public void The_path_of_the_symbols_is_the_compilers_wherever_they_are_written()
    {
        using var module = Snippet.Release("class C { static int M(int i) => i + 1; }").Module;
        string compiled = PathIn(module);
        CompilerSymbols.Keep(module);
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string file = Path.Combine(folder, "Snippet.dll");
            module.Write(file, new() { WriteSymbols = true });
            using var written = ModuleDefinition.ReadModule(file, new() { ReadSymbols = true });
            Assert.Equal(compiled, PathIn(written));
            Assert.Equal(Snippet.File, written.GetType("C").Methods.First(method => method.Name == "M").DebugInformation.SequencePoints[0].Document.Url);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static TheoryData<string> Configurations => [.. Copies.Configurations];

    /// <summary>Also those of files without methods, which types refer to by number.</summary>
    [Theory]
    [MemberData(nameof(Configurations))]
    public void All_documents_keep_their_numbers(string configuration)
    {
        var copies = Copies.In(configuration);
        using var resolver = new ReferenceResolver(copies.References);
        using var module = ModuleDefinition.ReadModule(copies.UnwovenPath, new() { AssemblyResolver = resolver, ReadSymbols = true, InMemory = true });
        CompilerSymbols.Keep(module);
        Assert.False(AssemblyWeaver.Weave(module, new()).HasErrors);
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string file = Path.Combine(folder, Copies.Processed + ".dll");
            module.Write(file, new() { WriteSymbols = true });
            using var compiled = AssemblySymbols.At(copies.UnwovenPath);
            using var written = AssemblySymbols.At(file);
            Assert.Equal(compiled.Documents, written.Documents);
            var types = compiled.TypeDocuments;
            Assert.NotEmpty(types);
            var after = written.TypeDocuments;
            Assert.All(types, type => Assert.Equal(type.Value, after[type.Key]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static string PathIn(ModuleDefinition module) =>
        Encoding.UTF8.GetString(module.GetDebugHeader().Entries.Single(entry => entry.Directory.Type == ImageDebugType.CodeView).Data.AsSpan(24)).TrimEnd('\0');
}
