using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>Comparing, taking apart and instantiating type references. Nothing here resolves.</summary>
internal static class TypeShape
{
    /// <summary>Without custom modifiers and pinning: an <c>in</c> reference is a <c>T&amp;</c>.</summary>
    public static TypeReference Strip(TypeReference type)
    {
        while (type is IModifierType or PinnedType or SentinelType) type = ((TypeSpecification)type).ElementType;
        return type;
    }

    /// <summary>
    /// The same type, by name: scopes are not compared, since a type may be reached through a facade, a reference
    /// assembly or a forwarder.
    /// </summary>
    public static bool Same(TypeReference left, TypeReference right)
    {
        left = Strip(left);
        right = Strip(right);
        if (ReferenceEquals(left, right)) return true;
        return (left, right) switch
        {
            (GenericParameter a, GenericParameter b) => a.Type == b.Type && a.Position == b.Position,
            (GenericInstanceType a, GenericInstanceType b) => Same(a.ElementType, b.ElementType) && SameArguments(a, b),
            (ArrayType a, ArrayType b) => a.Rank == b.Rank && Same(a.ElementType, b.ElementType),
            (ByReferenceType a, ByReferenceType b) => Same(a.ElementType, b.ElementType),
            (PointerType a, PointerType b) => Same(a.ElementType, b.ElementType),
            (FunctionPointerType, FunctionPointerType) => true,
            (TypeSpecification or GenericParameter, _) or (_, TypeSpecification or GenericParameter) => false,
            _ => left.FullName == right.FullName,
        };
    }

    static bool SameArguments(GenericInstanceType left, GenericInstanceType right)
    {
        if (left.GenericArguments.Count != right.GenericArguments.Count) return false;
        for (var i = 0; i < left.GenericArguments.Count; i++)
            if (!Same(left.GenericArguments[i], right.GenericArguments[i]))
                return false;
        return true;
    }

    public static bool IsNamed(TypeReference type, string fullName) =>
        type is not (TypeSpecification or GenericParameter) && type.FullName == fullName;

    /// <summary>A generic type without its arguments.</summary>
    public static bool IsOpen(TypeReference type) => type is not TypeSpecification && type.HasGenericParameters;

    /// <summary>The type as its own members see it: <c>C&lt;!0&gt;</c> for the definition <c>C`1</c>.</summary>
    public static TypeReference SelfInstance(TypeDefinition type)
    {
        if (!type.HasGenericParameters) return type;
        var instance = new GenericInstanceType(type);
        foreach (var parameter in type.GenericParameters) instance.GenericArguments.Add(parameter);
        return instance;
    }

    /// <summary>Replaces the parameters of the declaring type and of the method by the arguments that a member reference gives.</summary>
    public static TypeReference Substitute(TypeReference type, TypeReference declaringType, MethodReference? method = null)
    {
        var typeArguments = (declaringType as GenericInstanceType)?.GenericArguments;
        var methodArguments = (method as GenericInstanceMethod)?.GenericArguments;
        return typeArguments is null && methodArguments is null ? type : Replace(type, typeArguments, methodArguments);
    }

    static TypeReference Replace(TypeReference type, IList<TypeReference>? typeArguments, IList<TypeReference>? methodArguments)
    {
        switch (type)
        {
            case GenericParameter parameter:
                var arguments = parameter.Type == GenericParameterType.Type ? typeArguments : methodArguments;
                return arguments is not null && parameter.Position < arguments.Count ? arguments[parameter.Position] : type;
            case GenericInstanceType generic:
                var instance = new GenericInstanceType(generic.ElementType);
                foreach (var argument in generic.GenericArguments)
                    instance.GenericArguments.Add(Replace(argument, typeArguments, methodArguments));
                return instance;
            case ArrayType array:
                var element = Replace(array.ElementType, typeArguments, methodArguments);
                return array.IsVector ? new ArrayType(element) : new ArrayType(element, array.Rank);
            case ByReferenceType reference:
                return new ByReferenceType(Replace(reference.ElementType, typeArguments, methodArguments));
            case PointerType pointer:
                return new PointerType(Replace(pointer.ElementType, typeArguments, methodArguments));
            case IModifierType or PinnedType or SentinelType:
                return Replace(Strip(type), typeArguments, methodArguments);
            default:
                return type;
        }
    }
}
