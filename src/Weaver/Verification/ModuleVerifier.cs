using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>Verifies every method body of a module.</summary>
public static class ModuleVerifier
{
    /// <summary>Returns the failures in metadata order; none if the module is verifiable.</summary>
    public static IReadOnlyList<VerificationFailure> Verify(ModuleDefinition module)
    {
        var types = new TypeHierarchy();
        return [.. module.GetTypes()
            .SelectMany(type => type.Methods)
            .Where(method => method.HasBody)
            .SelectMany(method => MethodVerifier.Verify(method, types))];
    }
}
