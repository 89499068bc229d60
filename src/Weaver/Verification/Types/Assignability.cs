using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>"Assignable-to" between object references and between elements (ECMA-335 I.8.7.3, III.1.8.1.2.3).</summary>
internal static class Assignability
{
    // Deeper nesting of variant arguments than any compiler emits; expanding inheritance must end somewhere.
    const int DeepestNesting = 24;

    static readonly HashSet<string> InterfacesOfVectors =
    [
        "System.Collections.Generic.IList`1", "System.Collections.Generic.ICollection`1", "System.Collections.Generic.IEnumerable`1",
        "System.Collections.Generic.IReadOnlyList`1", "System.Collections.Generic.IReadOnlyCollection`1",
    ];

    /// <summary>May a reference to an object (or boxed value) of one type be used as a reference to the other?</summary>
    public static bool References(TypeHierarchy types, TypeReference from, TypeReference to) => References(types, from, to, 0);

    /// <summary>Equal behind a managed pointer: same type, or primitives that are stored alike.</summary>
    public static bool Elements(TypeHierarchy types, TypeReference left, TypeReference right)
    {
        if (types.Same(left, right)) return true;
        var (a, b) = (types.PrimitiveOf(left), types.PrimitiveOf(right));
        if (a != PrimitiveClass.None && b != PrimitiveClass.None) return a == b;
        return (a != PrimitiveClass.None || types.MayBeEnum(left)) && (b != PrimitiveClass.None || types.MayBeEnum(right));
    }

    /// <summary>"Array-element-compatible-with" (I.8.7.1): equal elements, or references that may be converted.</summary>
    public static bool ArrayElements(TypeHierarchy types, TypeReference from, TypeReference to) => ArrayElements(types, from, to, 0);

    // What a reference type derives from is a reference type: the target may be a type parameter without a constraint.
    static bool ArrayElements(TypeHierarchy types, TypeReference from, TypeReference to, int nesting) =>
        Elements(types, from, to)
        || (IsReference(types, from) && (IsReference(types, to) || TypeShape.Strip(to) is GenericParameter) && References(types, from, to, nesting + 1));

    static bool References(TypeHierarchy types, TypeReference from, TypeReference to, int nesting)
    {
        from = TypeShape.Strip(from);
        to = TypeShape.Strip(to);
        if (nesting > DeepestNesting || TypeShape.IsNamed(to, "System.Object") || types.Same(from, to)) return true;
        if (from is ArrayType array && ArrayTo(types, array, to, nesting) is { } verdict) return verdict;
        return Walk(types, from, to, nesting, new(types.Equality.Values)) || IsDoubtful(types, from, to);
    }

    /// <summary>Null where the interfaces and bases of System.Array decide.</summary>
    static bool? ArrayTo(TypeHierarchy types, ArrayType from, TypeReference to, int nesting)
    {
        if (to is ArrayType other) return from.Rank == other.Rank && ArrayElements(types, from.ElementType, other.ElementType, nesting);
        if (TypeShape.IsNamed(to, "System.Array")) return true;
        if (from.IsVector && to is GenericInstanceType instance && InterfacesOfVectors.Contains(instance.ElementType.FullName))
            return ArrayElements(types, from.ElementType, instance.GenericArguments[0], nesting);
        return null;
    }

    static bool Walk(TypeHierarchy types, TypeReference from, TypeReference to, int nesting, HashSet<TypeReference> seen)
    {
        if (types.Same(from, to) || Variant(types, from, to, nesting)) return true;
        if (!seen.Add(from)) return false;
        return ParentsOf(types, from).Any(parent => Walk(types, TypeShape.Strip(parent), to, nesting, seen));
    }

    static IEnumerable<TypeReference> ParentsOf(TypeHierarchy types, TypeReference type)
    {
        if (type is GenericParameter parameter) return ConstraintsOf(parameter);
        if (type is ArrayType array) return ParentsOf(types, new TypeReference("System", "Array", array.Module, array.Module?.TypeSystem.CoreLibrary));
        var interfaces = types.InterfacesOf(type);
        return types.BaseOf(type) is { } parent ? interfaces.Prepend(parent) : interfaces;
    }

    static IEnumerable<TypeReference> ConstraintsOf(GenericParameter parameter)
    {
        foreach (var constraint in parameter.Constraints) yield return constraint.ConstraintType;
        if (parameter.HasNotNullableValueTypeConstraint)
            yield return new TypeReference("System", "ValueType", parameter.Module, parameter.Module?.TypeSystem.CoreLibrary);
    }

    static bool Variant(TypeHierarchy types, TypeReference from, TypeReference to, int nesting)
    {
        if (from is not GenericInstanceType a || to is not GenericInstanceType b || !types.Same(a.ElementType, b.ElementType)) return false;
        if (a.GenericArguments.Count != b.GenericArguments.Count) return false;
        if (types.Resolve(a) is not { } definition) return true;
        for (var i = 0; i < a.GenericArguments.Count; i++)
        {
            var (x, y) = (a.GenericArguments[i], b.GenericArguments[i]);
            if (types.Same(x, y)) continue;
            var parameter = definition.GenericParameters[i];
            var convertible = IsReference(types, x) && IsReference(types, y)
                && (parameter.IsCovariant ? References(types, x, y, nesting + 1) : parameter.IsContravariant && References(types, y, x, nesting + 1));
            if (!convertible) return false;
        }
        return true;
    }

    /// <summary>A type whose values are references whatever the type arguments are.</summary>
    public static bool IsReference(TypeHierarchy types, TypeReference type) =>
        TypeShape.Strip(type) is GenericParameter parameter ? IsReferenceParameter(types, parameter) : types.ToStack(type).Kind == StackKind.Reference;

    static bool IsReferenceParameter(TypeHierarchy types, GenericParameter parameter) =>
        Constraints.ParametersAbove(parameter).Any(above => above.HasReferenceTypeConstraint
            || above.Constraints.Any(constraint => TypeShape.Strip(constraint.ConstraintType) is var type && types.Resolve(type) is { IsInterface: false } && !IsRootOfValues(type)));

    static bool IsRootOfValues(TypeReference type) => type.FullName is "System.Object" or "System.ValueType" or "System.Enum";

    /// <summary>True if an ancestor of the one type, or the other type, is not to be had: then nobody can say no.</summary>
    static bool IsDoubtful(TypeHierarchy types, TypeReference from, TypeReference to) =>
        (to is not (ArrayType or GenericParameter) && types.Resolve(to) is null) || HasUnresolvedAncestor(types, from, new(types.Equality.Values));

    static bool HasUnresolvedAncestor(TypeHierarchy types, TypeReference type, HashSet<TypeReference> seen)
    {
        type = TypeShape.Strip(type);
        if (!seen.Add(type)) return false;
        if (type is not (ArrayType or GenericParameter) && types.Resolve(type) is null) return true;
        return ParentsOf(types, type).Any(parent => HasUnresolvedAncestor(types, parent, seen));
    }
}
