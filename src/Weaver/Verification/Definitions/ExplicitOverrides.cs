using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>What the explicit overrides of types (MethodImpl, ECMA-335 II.22.27) name, resolved once for each type.</summary>
internal sealed class ExplicitOverrides(TypeHierarchy types)
{
    readonly Dictionary<TypeDefinition, ILookup<MethodDefinition, ExplicitOverride>> overrides = [];

    /// <summary>Those of a type by the declaration that they override; none for what cannot be resolved.</summary>
    public ILookup<MethodDefinition, ExplicitOverride> Of(TypeDefinition type)
    {
        if (overrides.TryGetValue(type, out var known)) return known;
        return overrides[type] = type.Methods.Where(method => method.HasOverrides)
            .SelectMany(body => body.Overrides, (body, reference) => (Body: body, Reference: reference, Declaration: types.Members.Method(reference)))
            .Where(item => item.Declaration is not null)
            .ToLookup(item => item.Declaration!, item => new ExplicitOverride(item.Body, OwnerOf(item.Reference)));
    }

    /// <summary>The type of a declaration; one of a generic type that is named by its definition is its own.</summary>
    public static TypeReference OwnerOf(MethodReference declaration) =>
        declaration.DeclaringType is TypeDefinition definition ? TypeShape.SelfInstance(definition) : declaration.DeclaringType;
}

/// <param name="Body">The method that is executed.</param>
/// <param name="DeclaredIn">The interface or class whose method it overrides, in the parameters of the body's type.</param>
internal sealed record ExplicitOverride(MethodDefinition Body, TypeReference DeclaredIn);
