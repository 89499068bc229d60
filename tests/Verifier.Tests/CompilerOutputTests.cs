using Mono.Cecil;
using Unboxed.Weaver.Verification;

namespace Unboxed.Verifier.Tests;

/// <summary>The verifier finds nothing in what the compiler writes.</summary>
public class CompilerOutputTests
{
    [Theory]
    [InlineData("CompilerOutput.Unoptimized.dll")]
    [InlineData("CompilerOutput.Optimized.dll")]
    [InlineData("Unboxed.dll")]
    [InlineData("Unboxed.Fody.dll")]
    [InlineData("Verifier.Tests.dll")]
    [InlineData("Mono.Cecil.dll")]
    [InlineData("FodyHelpers.dll")]
    [InlineData("xunit.v3.core.dll")]
    [InlineData("xunit.v3.common.dll")]
    [InlineData("System.Linq.dll")]
    [InlineData("Microsoft.VisualBasic.Core.dll")]
    public void Nothing_is_found_in_a_library_without_unsafe_code(string library)
    {
        using var module = Libraries.Open(library);

        Assert.Empty(ModuleVerifier.Verify(module));
    }

    /// <summary>Before .NET 10, what has the handle of scratch space is found by a pointer.</summary>
    [Fact]
    public void Nothing_is_found_in_the_abstractions_for_net8_but_the_way_from_a_handle_to_scratch_space()
    {
        using var module = Libraries.OpenNet8Abstractions();

        Assert.Equal(
            [("Of", FailureKind.UnmanagedPointer)],
            ModuleVerifier.Verify(module).Select(failure => (failure.Method!.Name, failure.Kind)));
    }

    /// <param name="library">A library in which some methods use pointers, stackalloc or spans over constant data.</param>
    /// <param name="mostUnsafePerMille">How many of its bodies may be left out for that, so that this test keeps its meaning.</param>
    [Theory]
    [InlineData("xunit.v3.assert.dll", 5)]
    [InlineData("xunit.v3.runner.common.dll", 10)]
    [InlineData("System.Text.Json.dll", 50)]
    [InlineData("System.Net.Http.dll", 30)]
    [InlineData("System.Linq.Expressions.dll", 5)]
    [InlineData("System.Collections.Immutable.dll", 5)]
    [InlineData("Microsoft.CodeAnalysis.dll", 10)]
    [InlineData("Microsoft.CodeAnalysis.CSharp.dll", 1)]
    [InlineData("System.Private.CoreLib.dll", 80)]
    public void Nothing_is_found_in_the_methods_of_a_library_that_are_not_unsafe(string library, int mostUnsafePerMille)
    {
        using var module = Libraries.Open(library);

        var failures = ModuleVerifier.Verify(module);

        HashSet<IMemberDefinition> unsafeMethods = [.. failures.Where(failure => failure.IsUnverifiableByDesign).Select(failure => failure.Member)];
        Assert.DoesNotContain(failures, failure => !unsafeMethods.Contains(failure.Member));
        var bodies = module.GetTypes().SelectMany(type => type.Methods).Count(method => method.HasBody);
        Assert.InRange(unsafeMethods.Count * 1000.0 / bodies, 0, mostUnsafePerMille);
    }
}
