using Mono.Cecil;

namespace Unboxed.Weaver.Analysis;

/// <summary>References to members, through instances where their types have type parameters.</summary>
static class References
{
    /// <summary>A method of a type, as an instance of that type has it.</summary>
    internal static MethodReference On(this MethodReference method, TypeReference declaringType, IEnumerable<TypeReference>? methodArguments = null)
    {
        var reference = method;
        if (declaringType is GenericInstanceType)
        {
            reference = new MethodReference(method.Name, method.ReturnType, declaringType) { HasThis = method.HasThis, ExplicitThis = method.ExplicitThis, CallingConvention = method.CallingConvention };
            foreach (var parameter in method.GenericParameters) reference.GenericParameters.Add(new(parameter.Name, reference));
            foreach (var parameter in method.Parameters) reference.Parameters.Add(new(parameter.ParameterType));
        }
        var arguments = methodArguments?.ToList();
        if (arguments is not { Count: > 0 }) return reference;
        var instance = new GenericInstanceMethod(reference);
        foreach (var argument in arguments) instance.GenericArguments.Add(argument);
        return instance;
    }

    /// <summary>A field of a type, as an instance of that type has it.</summary>
    internal static FieldReference On(this FieldDefinition field, TypeReference declaringType) =>
        declaringType is GenericInstanceType ? new FieldReference(field.Name, field.FieldType, declaringType) : field;

    /// <summary>A method as the other members of its type refer to it.</summary>
    internal static MethodReference OnSelf(this MethodDefinition method) => method.On(TypeSubstitution.Self(method.DeclaringType));

    /// <summary>A field as the members of its type refer to it.</summary>
    internal static FieldReference OnSelf(this FieldDefinition field) => field.On(TypeSubstitution.Self(field.DeclaringType));

    /// <summary>A type with the given arguments.</summary>
    internal static TypeReference Of(this TypeReference type, IEnumerable<TypeReference> arguments)
    {
        var list = arguments.ToList();
        if (list.Count == 0) return type;
        var instance = new GenericInstanceType(type);
        foreach (var argument in list) instance.GenericArguments.Add(argument);
        return instance;
    }

    /// <summary>The arguments of an instance; none where the type is no instance.</summary>
    internal static IEnumerable<TypeReference> Arguments(this TypeReference type) => type is GenericInstanceType instance ? instance.GenericArguments : [];
}
