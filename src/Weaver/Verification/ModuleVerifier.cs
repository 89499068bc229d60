using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>Verifies every definition and every method body of a module.</summary>
public static class ModuleVerifier
{
    /// <summary>Returns the failures, those of definitions first, each in metadata order; none if the module is verifiable.</summary>
    public static IReadOnlyList<VerificationFailure> Verify(ModuleDefinition module)
    {
        var types = new TypeHierarchy();
        return [.. DefinitionVerifier.Verify(module, types), .. module.GetTypes()
            .SelectMany(type => type.Methods)
            .Where(method => method.HasBody)
            .SelectMany(method => MethodVerifier.Verify(method, types))];
    }
}
