using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>Where a variant type parameter may stand (ECMA-335 II.9.7): a covariant one in what comes out, a contravariant one in what goes in.</summary>
internal static class Variance
{
    public static void Check(DefinitionContext context)
    {
        var type = context.Type;
        if (type.GenericParameters.All(parameter => parameter.IsNonVariant)) return;
        if (!type.IsInterface && !Delegates.IsDelegate(context.Types, type)) context.Fail(FailureKind.Variance, "a variant type parameter of neither an interface nor a delegate");
        foreach (var item in type.Interfaces) CheckType(context, item.InterfaceType, Direction.Out);
        foreach (var method in type.Methods.Where(method => method.IsVirtual || !method.IsStatic))
        {
            CheckType(context.Of(method), method.ReturnType, Direction.Out);
            foreach (var parameter in method.Parameters) CheckType(context.Of(method), parameter.ParameterType, Direction.In);
        }
    }

    static void CheckType(DefinitionContext context, TypeReference type, Direction direction)
    {
        if (!IsValid(context.Types, type, direction)) context.Fail(FailureKind.Variance, $"{type} has a variant type parameter where it may not stand");
    }

    static bool IsValid(TypeHierarchy types, TypeReference type, Direction direction)
    {
        type = TypeShape.Strip(type);
        return type switch
        {
            GenericParameter { Type: GenericParameterType.Type } parameter => direction switch
            {
                Direction.Out => !parameter.IsContravariant,
                Direction.In => !parameter.IsCovariant,
                _ => parameter.IsNonVariant,
            },
            GenericInstanceType instance => AreValid(types, instance, direction),
            ArrayType array => IsValid(types, array.ElementType, direction),
            TypeSpecification and not FunctionPointerType => IsValid(types, ((TypeSpecification)type).ElementType, Direction.Both),
            _ => true,
        };
    }

    static bool AreValid(TypeHierarchy types, GenericInstanceType instance, Direction direction)
    {
        if (types.Resolve(instance) is not { } definition || definition.GenericParameters.Count != instance.GenericArguments.Count) return true;
        for (var i = 0; i < definition.GenericParameters.Count; i++)
            if (!IsValid(types, instance.GenericArguments[i], Through(definition.GenericParameters[i], direction)))
                return false;
        return true;
    }

    static Direction Through(GenericParameter parameter, Direction direction)
    {
        if (parameter.IsNonVariant) return Direction.Both;
        if (parameter.IsCovariant) return direction;
        return direction switch
        {
            Direction.Out => Direction.In,
            Direction.In => Direction.Out,
            _ => Direction.Both,
        };
    }

    enum Direction
    {
        Out,
        In,
        Both,
    }
}
