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
        using var unwoven = ModuleDefinition.ReadModule(copies.UnwovenPath, new() { AssemblyResolver = resolver });
        // In code that is not optimised the compiler has variables for references that may only be read.
        var compilers = ModuleVerifier.Verify(unwoven).Where(failure => failure.Kind == FailureKind.ReadOnlyPointerKept).Select(failure => failure.Member.FullName).ToHashSet();
        Assert.DoesNotContain(ModuleVerifier.Verify(module), failure => failure.Kind != FailureKind.ReadOnlyPointerKept || !compilers.Contains(failure.Member.FullName));
    }
}
