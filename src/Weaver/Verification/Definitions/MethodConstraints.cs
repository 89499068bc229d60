using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>
/// What a generic method overrides asks of its type arguments is all that the override may ask (ECMA-335 II.9.9): who calls the one cannot know the other.
/// The standard wants them equal; the runtime lets the override ask for less, and so does this.
/// </summary>
internal static class MethodConstraints
{
    /// <summary>What the body asks for that the declaration does not; null if nothing. Each is seen as a member of the given type.</summary>
    public static string? Difference(TypeHierarchy types, MethodDefinition body, TypeReference? bodyType, MethodDefinition declaration, TypeReference? declarationType)
    {
        for (var i = 0; i < body.GenericParameters.Count; i++)
        {
            var (asked, given) = (body.GenericParameters[i], declaration.GenericParameters[i]);
            if (asked.HasNotNullableValueTypeConstraint && !given.HasNotNullableValueTypeConstraint) return $"{asked} has to be a value type";
            if (asked.HasReferenceTypeConstraint && !given.HasReferenceTypeConstraint) return $"{asked} has to be a reference type";
            if (asked.HasDefaultConstructorConstraint && !given.HasDefaultConstructorConstraint && !given.HasNotNullableValueTypeConstraint) return $"{asked} has to have a constructor";
            var granted = given.Constraints.Select(constraint => MethodSignatures.Seen(constraint.ConstraintType, declarationType)).ToList();
            foreach (var wanted in asked.Constraints.Select(constraint => MethodSignatures.Seen(constraint.ConstraintType, bodyType)))
                if (!IsImplied(asked, wanted) && !granted.Contains(wanted, types.Equality.Signatures))
                    return $"{asked} has to be a {wanted}";
        }
        return null;
    }

    static bool IsImplied(GenericParameter parameter, TypeReference wanted) =>
        TypeShape.IsNamed(TypeShape.Strip(wanted), "System.Object")
        || (parameter.HasNotNullableValueTypeConstraint && TypeShape.IsNamed(TypeShape.Strip(wanted), "System.ValueType"));
}
