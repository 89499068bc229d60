using Mono.Cecil;
using Unboxed.Weaver.Tests.Runner;
using Unboxed.Weaver.Verification;
using Xunit;

namespace Unboxed.Weaver.Tests;

/// <summary>The weaver's own verifier over what the weaver has written.</summary>
public sealed class VerifierTests
{
    public static TheoryData<string> Configurations => [.. Copies.Configurations];

    [Theory]
    [MemberData(nameof(Configurations))]
    public void The_verifier_finds_nothing_in_woven_output(string configuration)
    {
        var copies = Copies.In(configuration);
        using var resolver = new ReferenceResolver(copies.References);
        using var module = ModuleDefinition.ReadModule(copies.WovenPath, new() { AssemblyResolver = resolver });
        Assert.Empty(ModuleVerifier.Verify(module));
    }
}
