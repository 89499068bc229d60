using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>Finds the definitions that references mean, by name and by signature as it is in metadata (ECMA-335 II.22.25).</summary>
internal sealed class MemberResolution(TypeHierarchy types)
{
    readonly Dictionary<MethodReference, MethodDefinition?> methods = [];
    readonly Dictionary<FieldReference, FieldDefinition?> fields = [];
    readonly Dictionary<TypeDefinition, ILookup<string, MethodDefinition>> methodsByName = [];
    readonly Dictionary<TypeDefinition, ILookup<string, FieldDefinition>> fieldsByName = [];

    /// <summary>The methods of one name that a type itself declares.</summary>
    public IEnumerable<MethodDefinition> MethodsOf(TypeDefinition type, string name)
    {
        if (!methodsByName.TryGetValue(type, out var names)) methodsByName[type] = names = type.Methods.ToLookup(method => method.Name);
        return names[name];
    }

    /// <summary>The definition; null where the type is not to be had, or has no such method.</summary>
    public MethodDefinition? Method(MethodReference method)
    {
        method = method.GetElementMethod();
        if (method is MethodDefinition definition) return definition;
        if (methods.TryGetValue(method, out var known)) return known;
        return methods[method] = Find(method.DeclaringType, (type, instance) =>
            MethodsOf(type, method.Name).FirstOrDefault(candidate => MethodSignatures.Same(types, method, null, candidate, instance)));
    }

    /// <summary>The definition; null where the type is not to be had, or has no such field.</summary>
    public FieldDefinition? Field(FieldReference field)
    {
        if (field is FieldDefinition definition) return definition;
        if (fields.TryGetValue(field, out var known)) return known;
        return fields[field] = Find(field.DeclaringType, (type, instance) =>
            FieldsOf(type, field.Name).FirstOrDefault(candidate => types.Equality.Signatures.Equals(field.FieldType, TypeShape.Substitute(candidate.FieldType, instance))));
    }

    IEnumerable<FieldDefinition> FieldsOf(TypeDefinition type, string name)
    {
        if (!fieldsByName.TryGetValue(type, out var names)) fieldsByName[type] = names = type.Fields.ToLookup(field => field.Name);
        return names[name];
    }

    /// <summary>In the type itself, then in its base types, with what they are in terms of the type's own parameters.</summary>
    T? Find<T>(TypeReference declaringType, Func<TypeDefinition, TypeReference, T?> find) where T : class
    {
        if (types.Resolve(declaringType) is not { } definition) return null;
        for (TypeReference? current = TypeShape.SelfInstance(definition); current is not null; current = types.BaseOf(current))
            if (types.Resolve(current) is { } type && find(type, current) is { } found)
                return found;
        return null;
    }
}
