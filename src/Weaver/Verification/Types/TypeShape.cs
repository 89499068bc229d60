using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>Taking apart and instantiating type references. Nothing here resolves.</summary>
internal static class TypeShape
{
    /// <summary>Without custom modifiers and pinning: an <c>in</c> reference is a <c>T&amp;</c>.</summary>
    public static TypeReference Strip(TypeReference type)
    {
        while (type is IModifierType or PinnedType or SentinelType) type = ((TypeSpecification)type).ElementType;
        return type;
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

    /// <summary>Replaces type parameters by those that are in scope: what a signature holds may be a placeholder with no more than a number.</summary>
    public static TypeReference Substitute(TypeReference type, IEnumerable<GenericParameter> typeParameters, IEnumerable<GenericParameter>? methodParameters) =>
        Replace(type, [.. typeParameters], methodParameters is null ? null : [.. methodParameters]);

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
            case RequiredModifierType required:
                return new RequiredModifierType(Replace(required.ModifierType, typeArguments, methodArguments), Replace(required.ElementType, typeArguments, methodArguments));
            case OptionalModifierType optional:
                return new OptionalModifierType(Replace(optional.ModifierType, typeArguments, methodArguments), Replace(optional.ElementType, typeArguments, methodArguments));
            case PinnedType or SentinelType:
                return Replace(((TypeSpecification)type).ElementType, typeArguments, methodArguments);
            case FunctionPointerType function:
                return Replace(function, typeArguments, methodArguments);
            default:
                return type;
        }
    }
    static FunctionPointerType Replace(FunctionPointerType function, IList<TypeReference>? typeArguments, IList<TypeReference>? methodArguments)
    {
        var replaced = new FunctionPointerType
        {
            CallingConvention = function.CallingConvention,
            HasThis = function.HasThis,
            ExplicitThis = function.ExplicitThis,
            ReturnType = Replace(function.ReturnType, typeArguments, methodArguments),
        };
        foreach (var parameter in function.Parameters) replaced.Parameters.Add(new(Replace(parameter.ParameterType, typeArguments, methodArguments)));
        return replaced;
    }
}
