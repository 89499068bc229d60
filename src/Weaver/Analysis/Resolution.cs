using Mono.Cecil;

namespace Unboxed.Weaver.Analysis;

/// <summary>Resolving where a referenced assembly may be missing: one that no code of the module uses is no error.</summary>
static class Resolution
{
    /// <summary>The definition of a type; null where it, or its assembly, is not to be found.</summary>
    internal static TypeDefinition? TryResolve(this TypeReference type)
    {
        try
        {
            return type.Resolve();
        }
        catch (AssemblyResolutionException)
        {
            return null;
        }
    }
}
