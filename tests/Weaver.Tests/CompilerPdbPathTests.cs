using System.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Symbols;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests;

public sealed class CompilerPdbPathTests
{
    [Fact]
    public void The_path_of_the_symbols_is_the_compilers_wherever_they_are_written()
    {
        using var module = Snippet.Release("class C { static int M(int i) => i + 1; }").Module;
        string compiled = PathIn(module);
        CompilerPdbPath.Keep(module);
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

    static string PathIn(ModuleDefinition module) =>
        Encoding.UTF8.GetString(module.GetDebugHeader().Entries.Single(entry => entry.Directory.Type == ImageDebugType.CodeView).Data.AsSpan(24)).TrimEnd('\0');
}
