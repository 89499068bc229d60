using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>
/// C#'s <c>in</c>, <c>ref readonly</c> and <c>ref readonly</c> results are a <c>T&amp;</c> for the runtime; an attribute
/// or a modifier says that nobody writes through it.
/// </summary>
internal static class ReadOnlyReferences
{
    public static bool IsReadOnly(ICustomAttributeProvider place, TypeReference type) =>
        HasInModifier(type) || (place.HasCustomAttributes && place.CustomAttributes.Any(a =>
            a.AttributeType.FullName is "System.Runtime.CompilerServices.IsReadOnlyAttribute" or "System.Runtime.CompilerServices.RequiresLocationAttribute"));

    static bool HasInModifier(TypeReference type) => type switch
    {
        IModifierType modifier => modifier.ModifierType.FullName == "System.Runtime.InteropServices.InAttribute" || HasInModifier(modifier.ElementType),
        ByReferenceType reference => HasInModifier(reference.ElementType),
        _ => false,
    };
}
