using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>The interfaces of types with those that they extend, each as an instance in the type's own parameters, as the runtime lays its interface map out.</summary>
internal sealed class InterfaceMaps(TypeHierarchy types)
{
    // Interfaces that extend ever larger instances of each other have no end; the runtime refuses them.
    const int DeepestExpansion = 32;

    readonly Dictionary<TypeDefinition, IReadOnlyList<TypeReference>> declared = [];
    readonly Dictionary<TypeDefinition, IReadOnlyList<TypeReference>> all = [];

    /// <summary>Those that the type lists itself, and what these extend.</summary>
    public IReadOnlyList<TypeReference> DeclaredOn(TypeDefinition type)
    {
        if (declared.TryGetValue(type, out var known)) return known;
        var seen = new HashSet<TypeReference>(types.Equality.Signatures);
        var found = new List<TypeReference>();
        Expand(TypeShape.SelfInstance(type), found, seen, 0);
        return declared[type] = found;
    }

    /// <summary>The same with those of the base types.</summary>
    public IReadOnlyList<TypeReference> Of(TypeDefinition type)
    {
        if (all.TryGetValue(type, out var known)) return known;
        // What a circle of base types finds on its way around; such a type is refused for that.
        all[type] = [];
        var own = DeclaredOn(type);
        return all[type] = type.BaseType is { } parent && types.Resolve(parent) is { } definition && Of(definition) is { Count: > 0 } inherited
            ? [.. inherited.Select(item => TypeShape.Substitute(item, parent)).Concat(own).Distinct(types.Equality.Signatures)]
            : own;
    }

    void Expand(TypeReference type, List<TypeReference> found, HashSet<TypeReference> seen, int depth)
    {
        if (depth > DeepestExpansion) return;
        foreach (var item in types.InterfacesOf(type))
        {
            if (!seen.Add(item)) continue;
            found.Add(item);
            Expand(item, found, seen, depth + 1);
        }
    }
}
