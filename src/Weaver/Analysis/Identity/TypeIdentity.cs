using Mono.Cecil;

namespace Unboxed.Weaver.Analysis.Identity;

/// <summary>
/// Whether two references mean the same type, by their structure: the assembly that has the type, its name with its arity and the types around it, type
/// arguments, modifiers, signatures of function pointers, and of type parameters the kind and the position. A printed name has none of the assembly, of
/// the arity of methods, and of whether <c>T</c> is that of a class or of a method.
/// </summary>
sealed class TypeIdentity : IEqualityComparer<TypeReference>
{
    readonly bool areOwnersCompared;

    TypeIdentity(bool areOwnersCompared) => this.areOwnersCompared = areOwnersCompared;

    /// <summary>A type parameter is that of one declaration. For types that have been brought into the same context.</summary>
    internal static TypeIdentity Exact { get; } = new(areOwnersCompared: true);

    /// <summary>A type parameter is a kind and a position, as signatures encode it (ECMA-335 partition II, 23.2.12). For the signature of a reference and that of its definition.</summary>
    internal static TypeIdentity InSignatures { get; } = new(areOwnersCompared: false);

    /// <inheritdoc/>
    public bool Equals(TypeReference? x, TypeReference? y)
    {
        if (ReferenceEquals(x, y)) return true;
        if (x is null || y is null) return false;
        return (x, y) switch
        {
            (GenericParameter left, GenericParameter right) => left.Type == right.Type && left.Position == right.Position && (!areOwnersCompared || IsSameOwner(left.Owner, right.Owner)),
            (GenericInstanceType left, GenericInstanceType right) => Equals(left.ElementType, right.ElementType) && AreSame(left.GenericArguments, right.GenericArguments),
            (ArrayType left, ArrayType right) => HaveSameShape(left, right) && Equals(left.ElementType, right.ElementType),
            (FunctionPointerType left, FunctionPointerType right) => HaveSameSignature(left, right),
            (RequiredModifierType left, RequiredModifierType right) => Equals(left.ModifierType, right.ModifierType) && Equals(left.ElementType, right.ElementType),
            (OptionalModifierType left, OptionalModifierType right) => Equals(left.ModifierType, right.ModifierType) && Equals(left.ElementType, right.ElementType),
            (TypeSpecification left, TypeSpecification right) => left.GetType() == right.GetType() && Equals(left.ElementType, right.ElementType),
            (GenericParameter or TypeSpecification, _) or (_, GenericParameter or TypeSpecification) => false,
            _ => NamedTypes.AreSame(x, y),
        };
    }

    /// <inheritdoc/>
    public int GetHashCode(TypeReference type) => type switch
    {
        GenericParameter parameter => (parameter.Position * 2) + (int)parameter.Type,
        GenericInstanceType generic => generic.GenericArguments.Aggregate(GetHashCode(generic.ElementType), (hash, argument) => (hash * 31) + GetHashCode(argument)),
        FunctionPointerType pointer => (pointer.Parameters.Count * 31) + GetHashCode(pointer.ReturnType),
        TypeSpecification specification => (GetHashCode(specification.ElementType) * 31) + specification.GetType().Name.Length,
        _ => StringComparer.Ordinal.GetHashCode(type.Name),
    };

    internal bool AreSame(IEnumerable<TypeReference> left, IEnumerable<TypeReference> right) => left.SequenceEqual(right, this);

    static bool HaveSameShape(ArrayType left, ArrayType right) =>
        left.IsVector == right.IsVector && left.Rank == right.Rank
        && (left.IsVector || left.Dimensions.Zip(right.Dimensions, (one, other) => one.LowerBound == other.LowerBound && one.UpperBound == other.UpperBound).All(same => same));

    bool HaveSameSignature(FunctionPointerType left, FunctionPointerType right) =>
        left.CallingConvention == right.CallingConvention && left.HasThis == right.HasThis && left.ExplicitThis == right.ExplicitThis
        && Equals(left.ReturnType, right.ReturnType) && AreSame(left.Parameters.Select(parameter => parameter.ParameterType), right.Parameters.Select(parameter => parameter.ParameterType));

    static bool IsSameOwner(IGenericParameterProvider? left, IGenericParameterProvider? right) => ReferenceEquals(left, right) || (left, right) switch
    {
        (TypeReference one, TypeReference other) => NamedTypes.AreSame(one, other),
        (MethodReference one, MethodReference other) => MethodIdentity.IsSameDefinition(one, other),
        _ => false,
    };
}
