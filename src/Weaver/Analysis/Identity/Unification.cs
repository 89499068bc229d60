using Mono.Cecil;

namespace Unboxed.Weaver.Analysis.Identity;

/// <summary>Whether two types may be the same for some type arguments (ECMA-335 partition II, 9.11).</summary>
static class Unification
{
    /// <summary>Says yes where it is not sure: it asks neither for constraints nor whether one type parameter would have to be two types.</summary>
    internal static bool MayBecomeOne(TypeReference left, TypeReference right) => (left, right) switch
    {
        (GenericParameter, _) or (_, GenericParameter) => true,
        (GenericInstanceType one, GenericInstanceType other) =>
            MayBecomeOne(one.ElementType, other.ElementType) && one.GenericArguments.Zip(other.GenericArguments, MayBecomeOne).All(may => may),
        (ArrayType one, ArrayType other) => one.Rank == other.Rank && one.IsVector == other.IsVector && MayBecomeOne(one.ElementType, other.ElementType),
        (FunctionPointerType one, FunctionPointerType other) => one.Parameters.Count == other.Parameters.Count && MayBecomeOne(one.ReturnType, other.ReturnType)
            && one.Parameters.Zip(other.Parameters, (first, second) => MayBecomeOne(first.ParameterType, second.ParameterType)).All(may => may),
        (TypeSpecification one, TypeSpecification other) => one.GetType() == other.GetType() && MayBecomeOne(one.ElementType, other.ElementType),
        _ => TypeIdentity.Exact.Equals(left, right),
    };
}
