using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>Whether there are arguments for the parameters of a type that make two types one.</summary>
internal sealed class Unification(TypeHierarchy types, TypeDefinition owner)
{
    readonly TypeReference?[] bound = new TypeReference?[owner.GenericParameters.Count];

    /// <summary>Asks once: what has been bound stays so.</summary>
    public bool Succeeds(TypeReference left, TypeReference right) => Unify(left, right) && !owner.GenericParameters.Any(IsRuledOut);

    bool IsRuledOut(GenericParameter parameter) => bound[parameter.Position] is { } argument && Constraints.RulesOut(types, parameter, Filled(argument));

    bool Unify(TypeReference left, TypeReference right)
    {
        left = Represented(left);
        right = Represented(right);
        if (types.Same(left, right)) return true;
        if (PositionOf(left) is { } position) return Bind(position, right);
        if (PositionOf(right) is { } other) return Bind(other, left);
        return (left, right) switch
        {
            (GenericInstanceType a, GenericInstanceType b) => types.Same(a.ElementType, b.ElementType) && UnifyArguments(a, b),
            (ArrayType a, ArrayType b) => a.Rank == b.Rank && a.IsVector == b.IsVector && Unify(a.ElementType, b.ElementType),
            (ByReferenceType a, ByReferenceType b) => Unify(a.ElementType, b.ElementType),
            (PointerType a, PointerType b) => Unify(a.ElementType, b.ElementType),
            _ => false,
        };
    }

    bool UnifyArguments(GenericInstanceType left, GenericInstanceType right)
    {
        if (left.GenericArguments.Count != right.GenericArguments.Count) return false;
        for (var i = 0; i < left.GenericArguments.Count; i++)
            if (!Unify(left.GenericArguments[i], right.GenericArguments[i]))
                return false;
        return true;
    }

    bool Bind(int position, TypeReference argument)
    {
        // T and List<T> are never one.
        if (Mentions(argument, position)) return false;
        bound[position] = argument;
        return true;
    }

    bool Mentions(TypeReference type, int position)
    {
        type = Represented(type);
        return type switch
        {
            GenericParameter => PositionOf(type) == position,
            GenericInstanceType instance => instance.GenericArguments.Any(argument => Mentions(argument, position)),
            TypeSpecification specification => Mentions(specification.ElementType, position),
            _ => false,
        };
    }

    int? PositionOf(TypeReference type) =>
        type is GenericParameter { Type: GenericParameterType.Type } parameter && parameter.Position < bound.Length ? parameter.Position : null;

    TypeReference Represented(TypeReference type)
    {
        type = TypeShape.Strip(type);
        while (PositionOf(type) is { } position && bound[position] is { } argument) type = TypeShape.Strip(argument);
        return type;
    }

    /// <summary>With what is bound put in, as often as there is something: nothing is bound to what mentions it, so that this ends.</summary>
    TypeReference Filled(TypeReference type)
    {
        for (var i = 0; i < bound.Length; i++)
        {
            var arguments = new GenericInstanceType(owner);
            foreach (var parameter in owner.GenericParameters) arguments.GenericArguments.Add(bound[parameter.Position] ?? parameter);
            type = TypeShape.Substitute(type, arguments);
        }
        return type;
    }
}
