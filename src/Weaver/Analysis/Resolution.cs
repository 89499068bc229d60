using Mono.Cecil;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Analysis;

/// <summary>Resolving where a referenced assembly may be missing: one that no code of the module uses is no error.</summary>
static class Resolution
{
    /// <summary>The definition of a type; null where it, or its assembly, is not to be found.</summary>
    internal static TypeDefinition? TryResolve(this TypeReference type) => Try(type.Resolve);

    /// <summary>The definition of a type that is forwarded; null where it, or its assembly, is not to be found.</summary>
    internal static TypeDefinition? TryResolve(this ExportedType type) => Try(type.Resolve);

    /// <summary>The definition of a method; null where it, or its assembly, is not to be found.</summary>
    internal static MethodDefinition? TryResolveMethod(this MethodReference method) => Try(method.ResolveMethod);

    /// <summary>The definition of a method; null where it is not to be found.</summary>
    /// <exception cref="AssemblyResolutionException">Its assembly, or that of a type in its signature that decides, is not to be found.</exception>
    internal static MethodDefinition? ResolveMethod(this MethodReference method) => MethodIdentity.Find(method);

    /// <summary>Whether derived classes may call the method, and others only in its own assembly or not at all.</summary>
    internal static bool IsProtected(this MethodDefinition method) => method.IsFamily || method.IsFamilyAndAssembly || method.IsFamilyOrAssembly;

    static T? Try<T>(Func<T?> resolve) where T : class
    {
        try
        {
            return resolve();
        }
        catch (AssemblyResolutionException)
        {
            return null;
        }
    }
}
