using Mono.Cecil;

namespace Unboxed.Weaver.Analysis.Identity;

/// <summary>Whether two references without type arguments mean the same type.</summary>
static class NamedTypes
{
    internal static bool AreSame(TypeReference left, TypeReference right)
    {
        if (ReferenceEquals(left, right)) return true;
        if (!HaveSameName(left, right)) return false;
        // One that is forwarded is named by where it was expected.
        return IsSameHome(left, right) || (left.TryResolve() is { } one && right.TryResolve() is { } other && (one == other || IsSameHome(one, other)));
    }

    static bool HaveSameName(TypeReference left, TypeReference right) =>
        left.Name == right.Name && left.Namespace == right.Namespace
        && (left.DeclaringType, right.DeclaringType) switch
        {
            (null, null) => true,
            ({ } one, { } other) => HaveSameName(one, other),
            _ => false,
        };

    static bool IsSameHome(TypeReference left, TypeReference right) => HomeOf(left) is { } home && string.Equals(home, HomeOf(right), StringComparison.OrdinalIgnoreCase);

    /// <summary>The simple name of the assembly in which a reference expects its type; null where it names none.</summary>
    internal static string? HomeOf(TypeReference type) => type.Scope switch
    {
        AssemblyNameReference assembly => assembly.Name,
        ModuleDefinition module => module.Assembly?.Name.Name,
        // Another module of the same assembly.
        ModuleReference => type.Module?.Assembly?.Name.Name,
        _ => null,
    };
}
