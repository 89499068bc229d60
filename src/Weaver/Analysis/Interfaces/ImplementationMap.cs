using Mono.Cecil;

namespace Unboxed.Weaver.Analysis.Interfaces;

/// <summary>Which method of a class the runtime calls for an interface method (ECMA-335 partition II, 12.2), for the classes of one module.</summary>
static class ImplementationMap
{
    /// <summary>The method that a receiver of exactly this class executes.</summary>
    /// <returns>Null where it is in another module, in the interface itself, or not found.</returns>
    internal static MethodDefinition? Find(TypeDefinition type, MethodDefinition interfaceMethod)
    {
        var hierarchy = Hierarchy(type);
        // The most derived class that declares the interface decides the mapping; virtual methods then override it.
        int declaring = hierarchy.FindIndex(candidate => Declares(candidate, interfaceMethod.DeclaringType));
        if (declaring < 0) return null;
        for (int i = declaring; i < hierarchy.Count; i++)
        {
            var found = hierarchy[i].Methods.FirstOrDefault(method => method.Overrides.Any(target => target.Resolve() == interfaceMethod))
                ?? hierarchy[i].Methods.FirstOrDefault(method => method is { IsVirtual: true, IsPublic: true } && HasSignature(method, interfaceMethod, interfaceMethod.Name));
            if (found is not null) return MostDerived(hierarchy, found, i);
        }
        return null;
    }

    /// <summary>The class and its base classes in the same module, the most derived first.</summary>
    static List<TypeDefinition> Hierarchy(TypeDefinition type)
    {
        var result = new List<TypeDefinition>();
        for (var current = type; current is not null; current = current.BaseType is TypeDefinition next ? next : null) result.Add(current);
        return result;
    }

    static bool Declares(TypeDefinition type, TypeDefinition target) => type.Interfaces.Any(implementation => IsOrExtends(implementation.InterfaceType, target));

    static bool IsOrExtends(TypeReference candidate, TypeDefinition target)
    {
        var definition = candidate.Resolve();
        return definition is not null && (definition == target || definition.Interfaces.Any(parent => IsOrExtends(parent.InterfaceType, target)));
    }

    static MethodDefinition MostDerived(List<TypeDefinition> hierarchy, MethodDefinition method, int index)
    {
        if (method.IsFinal) return method;
        for (int i = 0; i < index; i++)
        {
            var overriding = hierarchy[i].Methods.FirstOrDefault(candidate => candidate.IsVirtual
                && ((!candidate.IsNewSlot && HasSignature(candidate, method, method.Name)) || candidate.Overrides.Any(target => target.Resolve() == method)));
            if (overriding is not null) return overriding;
            // A new method of the same name hides the slot from the classes below it.
            if (hierarchy[i].Methods.Any(candidate => candidate is { IsVirtual: true, IsNewSlot: true } && HasSignature(candidate, method, method.Name)))
                return MostDerived(hierarchy.Skip(i + 1).ToList(), method, index - i - 1);
        }
        return method;
    }

    static bool HasSignature(MethodDefinition method, MethodDefinition other, string name) =>
        method.Name == name && method.Parameters.Count == other.Parameters.Count && method.GenericParameters.Count == other.GenericParameters.Count
        && method.ReturnType.FullName == other.ReturnType.FullName
        && method.Parameters.Zip(other.Parameters, (left, right) => left.ParameterType.FullName == right.ParameterType.FullName).All(same => same);
}
