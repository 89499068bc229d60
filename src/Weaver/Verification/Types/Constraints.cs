using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>Whether type arguments satisfy the constraints of the type parameters that they are given for (ECMA-335 II.10.1.7, II.9.11).</summary>
internal static class Constraints
{
    /// <summary>What the arguments of a generic type, or of a generic method of the type, do not satisfy; null if they satisfy all.</summary>
    public static string? Violation(VerificationContext context, IList<GenericParameter> parameters, TypeReference type, MethodReference? method)
    {
        var arguments = method is GenericInstanceMethod generic ? generic.GenericArguments : ((GenericInstanceType)type).GenericArguments;
        for (var i = 0; i < parameters.Count; i++)
        {
            // What stands in the signature may be a placeholder: the parameter that is in scope has the constraints.
            var argument = TypeShape.Strip(InScope(context, arguments[i]));
            if (SpecialViolation(context.Types, parameters[i], argument) is { } special) return special;
            foreach (var constraint in parameters[i].Constraints)
            {
                var wanted = InScope(context, TypeShape.Substitute(constraint.ConstraintType, type, method));
                if (!Assignability.References(context.Types, argument, wanted)) return $"{argument} for {parameters[i]} is not a {wanted}";
            }
        }
        return null;
    }

    /// <summary>True if no value of the parameter can be this type, whatever is given for the type parameters within it.</summary>
    public static bool RulesOut(TypeHierarchy types, GenericParameter parameter, TypeReference argument)
    {
        if (TypeShape.Strip(argument) is GenericParameter) return false;
        if (SpecialViolation(types, parameter, argument) is not null) return true;
        return !argument.ContainsGenericParameter
            && parameter.Constraints.Any(constraint => !constraint.ConstraintType.ContainsGenericParameter && !Assignability.References(types, argument, constraint.ConstraintType));
    }

    static TypeReference InScope(VerificationContext context, TypeReference type) =>
        type.ContainsGenericParameter ? TypeShape.Substitute(type, context.Type.GenericParameters, context.User?.GenericParameters) : type;

    static string? SpecialViolation(TypeHierarchy types, GenericParameter parameter, TypeReference argument)
    {
        if (argument is ByReferenceType or PointerType or FunctionPointerType || TypeShape.IsNamed(argument, "System.Void")) return $"{argument} is no type argument";
        if (parameter.HasNotNullableValueTypeConstraint && !IsNotNullableValue(types, argument)) return $"{argument} for {parameter} is not a value type, or nullable";
        if (parameter.HasReferenceTypeConstraint && !Assignability.IsReference(types, argument)) return $"{argument} for {parameter} is not a reference type";
        if (parameter.HasDefaultConstructorConstraint && !HasConstructor(types, argument)) return $"{argument} for {parameter} has no public constructor without parameters";
        if (!parameter.Attributes.HasFlag(GenericParameterAttributes.AllowByRefLikeConstraint) && IsByRefLike(types, argument)) return $"{argument} for {parameter} lives on the stack alone";
        return null;
    }

    static bool IsNotNullableValue(TypeHierarchy types, TypeReference type) => type is GenericParameter parameter
        ? ParametersAbove(parameter).Any(above => above.HasNotNullableValueTypeConstraint)
        : types.IsValueType(type) && type.GetElementType().FullName != "System.Nullable`1";

    static bool HasConstructor(TypeHierarchy types, TypeReference type)
    {
        if (type is GenericParameter parameter)
            return ParametersAbove(parameter).Any(above => above.HasDefaultConstructorConstraint || above.HasNotNullableValueTypeConstraint);
        if (type is ArrayType) return false;
        return types.IsValueType(type) || types.Resolve(type) is not { } definition
            || types.Members.MethodsOf(definition, ".ctor").Any(method => method is { IsPublic: true, IsStatic: false, Parameters.Count: 0 });
    }

    /// <summary>A ref struct, or a type parameter that may be one.</summary>
    public static bool IsByRefLike(TypeHierarchy types, TypeReference type) => TypeShape.Strip(type) is GenericParameter parameter
        ? parameter.Attributes.HasFlag(GenericParameterAttributes.AllowByRefLikeConstraint)
        : types.IsByRefLike(type);

    /// <summary>A type parameter and those that it has to be one of, which may lead around in a circle.</summary>
    public static IReadOnlyCollection<GenericParameter> ParametersAbove(GenericParameter parameter)
    {
        var found = new HashSet<GenericParameter>();
        var pending = new Stack<GenericParameter>([parameter]);
        while (pending.Count > 0)
        {
            var next = pending.Pop();
            if (!found.Add(next)) continue;
            foreach (var above in next.Constraints.Select(constraint => TypeShape.Strip(constraint.ConstraintType)).OfType<GenericParameter>()) pending.Push(above);
        }
        return found;
    }
}
