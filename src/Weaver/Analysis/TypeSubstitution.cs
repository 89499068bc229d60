using Mono.Cecil;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Analysis;

/// <summary>Rewrites types from the type parameters of one declaration to those of another.</summary>
static class TypeSubstitution
{
    /// <summary>The type with each type parameter replaced.</summary>
    /// <param name="type">The type.</param>
    /// <param name="replace">What stands for a type parameter.</param>
    /// <param name="definition">What stands for a type that is named; itself by default.</param>
    internal static TypeReference Apply(TypeReference type, Func<GenericParameter, TypeReference> replace, Func<TypeReference, TypeReference>? definition = null)
    {
        TypeReference Part(TypeReference part) => Apply(part, replace, definition);
        TypeReference Named(TypeReference named) => definition is null ? named : definition(named);
        switch (type)
        {
            case GenericParameter parameter:
                return replace(parameter);
            case GenericInstanceType generic:
                var instance = new GenericInstanceType(Named(generic.ElementType));
                foreach (var argument in generic.GenericArguments) instance.GenericArguments.Add(Part(argument));
                return instance;
            case ArrayType array:
                var copy = new ArrayType(Part(array.ElementType));
                if (!array.IsVector)
                {
                    copy.Dimensions.Clear();
                    foreach (var dimension in array.Dimensions) copy.Dimensions.Add(dimension);
                }
                return copy;
            case ByReferenceType reference:
                return new ByReferenceType(Part(reference.ElementType));
            case PointerType pointer:
                return new PointerType(Part(pointer.ElementType));
            case PinnedType pinned:
                return new PinnedType(Part(pinned.ElementType));
            case SentinelType sentinel:
                return new SentinelType(Part(sentinel.ElementType));
            case FunctionPointerType function:
                return Signature(function, Part);
            case RequiredModifierType modified:
                return new RequiredModifierType(Named(modified.ModifierType), Part(modified.ElementType));
            case OptionalModifierType modified:
                return new OptionalModifierType(Named(modified.ModifierType), Part(modified.ElementType));
            default:
                return Named(type);
        }
    }

    static FunctionPointerType Signature(FunctionPointerType function, Func<TypeReference, TypeReference> part)
    {
        var copy = new FunctionPointerType
        {
            CallingConvention = function.CallingConvention,
            HasThis = function.HasThis,
            ExplicitThis = function.ExplicitThis,
            ReturnType = part(function.ReturnType),
        };
        foreach (var parameter in function.Parameters) copy.Parameters.Add(new(part(parameter.ParameterType)));
        return copy;
    }

    /// <summary>Replaces the parameters of types by the arguments of an instance, those of methods by those given.</summary>
    internal static Func<GenericParameter, TypeReference> By(TypeReference declaringType, IList<TypeReference>? methodArguments = null) => parameter =>
        parameter.Type == GenericParameterType.Method
            ? methodArguments is null ? parameter : methodArguments[parameter.Position]
            : declaringType is GenericInstanceType instance ? instance.GenericArguments[parameter.Position] : parameter;

    /// <summary>Replaces the parameters of a method's type, and behind them those of the method itself, by those of a type that repeats them all, as a state machine does.</summary>
    internal static Func<GenericParameter, TypeReference> ToNested(TypeDefinition nested, int declaringTypeParameters) => parameter =>
        nested.GenericParameters[parameter.Position + (parameter.Type == GenericParameterType.Method ? declaringTypeParameters : 0)];

    /// <summary>The type as its own members refer to it.</summary>
    internal static TypeReference Self(TypeDefinition type)
    {
        if (!type.HasGenericParameters) return type;
        var instance = new GenericInstanceType(type);
        foreach (var parameter in type.GenericParameters) instance.GenericArguments.Add(parameter);
        return instance;
    }

    /// <summary>Gives a declaration type parameters like those of another, with their constraints.</summary>
    /// <param name="source">The type parameters.</param>
    /// <param name="target">The declaration.</param>
    /// <param name="definition">What stands for a type that a constraint names; itself by default.</param>
    internal static void CopyParameters(IEnumerable<GenericParameter> source, IGenericParameterProvider target, Func<TypeReference, TypeReference>? definition = null)
    {
        var originals = source.ToList();
        int first = target.GenericParameters.Count;
        foreach (var original in originals)
        {
            // A companion is neither co- nor contravariant: its result is both in a class and behind a reference.
            target.GenericParameters.Add(new GenericParameter(original.Name, target) { Attributes = original.Attributes & ~GenericParameterAttributes.VarianceMask });
        }
        for (int i = 0; i < originals.Count; i++)
        {
            foreach (var constraint in originals[i].Constraints)
            {
                var type = Apply(
                    constraint.ConstraintType, parameter => originals.FindIndex(original => TypeIdentity.Exact.Equals(original, parameter)) is >= 0 and var index ? target.GenericParameters[first + index] : parameter,
                    definition);
                target.GenericParameters[first + i].Constraints.Add(new(type));
            }
        }
    }
}
