using Fody;
using Mono.Cecil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Tests.Runner;
using Xunit;

namespace Unboxed.Weaver.Tests;

/// <summary>The mark of what has been woven.</summary>
public sealed class WovenMarkTests
{
    [Fact]
    public void Weaver_and_support_library_have_the_same_ABI() => Assert.Equal(CompilerServices.Abi.Version, WovenMark.Abi);

    [Fact]
    public void A_build_does_not_weave_what_has_been_woven()
    {
        var copies = Copies.In("Release");
        using var resolver = new ReferenceResolver(copies.References);
        using var module = ModuleDefinition.ReadModule(copies.WovenPath, new() { AssemblyResolver = resolver });
        var weaver = new ModuleWeaver { ModuleDefinition = module, AssemblyFilePath = copies.WovenPath, ProjectDirectoryPath = Path.GetDirectoryName(copies.WovenPath)! };
        var exception = Assert.Throws<WeavingException>(weaver.Execute);
        Assert.Contains("has been woven already, by Unboxed 0.1.0.", exception.Message, StringComparison.Ordinal);
    }
}
