using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>Comparing signatures of methods (ECMA-335 II.23.2.1), names aside.</summary>
internal static class MethodSignatures
{
    /// <summary>Equal, return type included, where each method is seen as a member of the given type; null where its own parameters stand for themselves.</summary>
    public static bool Same(TypeHierarchy types, MethodReference left, TypeReference? leftType, MethodReference right, TypeReference? rightType) =>
        SameButForResult(types, left, leftType, right, rightType)
        && types.Equality.Signatures.Equals(Seen(left.ReturnType, leftType), Seen(right.ReturnType, rightType));

    /// <summary>Equal but for the return type, which an override may narrow.</summary>
    public static bool SameButForResult(TypeHierarchy types, MethodReference left, TypeReference? leftType, MethodReference right, TypeReference? rightType)
    {
        var count = FixedParameters(left);
        if (left.HasThis != right.HasThis || left.ExplicitThis != right.ExplicitThis || IsVarArg(left) != IsVarArg(right)) return false;
        if (left.GenericParameters.Count != right.GenericParameters.Count || count != FixedParameters(right)) return false;
        for (var i = 0; i < count; i++)
            if (!types.Equality.Signatures.Equals(Seen(left.Parameters[i].ParameterType, leftType), Seen(right.Parameters[i].ParameterType, rightType)))
                return false;
        return true;
    }

    /// <summary>The type of a member's signature, in the type that the member is seen as one of.</summary>
    public static TypeReference Seen(TypeReference type, TypeReference? owner) => owner is null ? type : TypeShape.Substitute(type, owner);

    static bool IsVarArg(MethodReference method) => ((int)method.CallingConvention & 0xf) == (int)MethodCallingConvention.VarArg;

    // A call of a vararg method gives the types of what it passes besides behind a sentinel.
    static int FixedParameters(MethodReference method)
    {
        for (var i = 0; i < method.Parameters.Count; i++)
            if (method.Parameters[i].ParameterType.IsSentinel)
                return i;
        return method.Parameters.Count;
    }
}
