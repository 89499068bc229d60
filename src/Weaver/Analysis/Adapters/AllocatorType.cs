using Mono.Cecil;

namespace Unboxed.Weaver.Analysis.Adapters;

/// <summary>What the type of an allocator has to be, so that code which the weaver emits can make one.</summary>
static class AllocatorType
{
    const string Interface = "Unboxed.IScratchAllocator";

    /// <summary>Why a type cannot be one; a clause without a subject. Null where it can.</summary>
    internal static string? Obstacle(TypeReference named, ModuleDefinition module)
    {
        if (named is TypeSpecification and not GenericInstanceType || named.TryResolve() is not { } type) return "is not to be found";
        if (named is not GenericInstanceType && type.HasGenericParameters) return "has type parameters without arguments";
        if (type.IsInterface || type.IsAbstract) return "is abstract";
        if (!Implements(type)) return "does not implement IScratchAllocator";
        if (!type.IsValueType && !type.Methods.Any(method => method is { IsConstructor: true, IsStatic: false, IsPublic: true, HasParameters: false })) return "has no public constructor without parameters";
        return IsVisible(type, module) ? null : "cannot be seen from all of the assembly";
    }

    static bool Implements(TypeDefinition type)
    {
        for (TypeDefinition? current = type; current is not null; current = current.BaseType?.TryResolve())
        {
            if (current.Interfaces.Any(implementation => implementation.InterfaceType.FullName == Interface)) return true;
        }
        return false;
    }

    static bool IsVisible(TypeDefinition type, ModuleDefinition module)
    {
        bool isOwn = type.Module == module;
        bool isVisible = type.IsPublic || type.IsNestedPublic || (isOwn && (type.IsNotPublic || type.IsNestedAssembly || type.IsNestedFamilyOrAssembly));
        return isVisible && (type.DeclaringType is null || IsVisible(type.DeclaringType, module));
    }
}
