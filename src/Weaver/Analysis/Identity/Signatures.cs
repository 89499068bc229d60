using Mono.Cecil;

namespace Unboxed.Weaver.Analysis.Identity;

/// <summary>Whether a method of one type may stand for one of another: an implementation, or an override (ECMA-335 partition II, 12.2 and 10.3).</summary>
static class Signatures
{
    /// <summary>Whether two methods have the same name, return type, parameters, and number of type parameters.</summary>
    /// <param name="method">A method.</param>
    /// <param name="owner">Its type, as a class would name it.</param>
    /// <param name="other">Another.</param>
    /// <param name="otherOwner">Its type, as the same class would name it.</param>
    internal static bool AreSame(MethodDefinition method, TypeReference owner, MethodDefinition other, TypeReference otherOwner)
    {
        if (method.Name != other.Name || method.Parameters.Count != other.Parameters.Count || method.GenericParameters.Count != other.GenericParameters.Count) return false;
        // In the type parameters of the other method, whatever their names.
        var methodParameters = other.GenericParameters.ToList<TypeReference>();
        Func<GenericParameter, TypeReference> own = TypeSubstitution.By(owner, methodParameters), others = TypeSubstitution.By(otherOwner, methodParameters);
        bool AreSame(TypeReference left, TypeReference right) => TypeIdentity.Exact.Equals(TypeSubstitution.Apply(left, own), TypeSubstitution.Apply(right, others));
        return AreSame(method.ReturnType, other.ReturnType) && method.Parameters.Zip(other.Parameters, (left, right) => AreSame(left.ParameterType, right.ParameterType)).All(same => same);
    }
}
