using Mono.Cecil;

namespace Unboxed.Weaver.Analysis.Identity;

/// <summary>Whether two references mean the same method, and which definition a reference means.</summary>
static class MethodIdentity
{
    /// <summary>Whether two references mean one method, of the same type and with the same type arguments.</summary>
    internal static bool AreSame(MethodReference left, MethodReference right) =>
        ReferenceEquals(left, right)
        || (IsSameDefinition(left, right) && TypeIdentity.Exact.Equals(left.DeclaringType, right.DeclaringType)
            && TypeIdentity.Exact.AreSame((left as GenericInstanceMethod)?.GenericArguments ?? [], (right as GenericInstanceMethod)?.GenericArguments ?? []));

    /// <summary>Whether two references mean the same method, whatever the type arguments.</summary>
    internal static bool IsSameDefinition(MethodReference left, MethodReference right)
    {
        var (one, other) = (left.GetElementMethod(), right.GetElementMethod());
        if (ReferenceEquals(one, other)) return true;
        return one.Name == other.Name && NamedTypes.AreSame(one.DeclaringType.GetElementType(), other.DeclaringType.GetElementType()) && HasSignature(one, other, type => type);
    }

    /// <summary>The method that a reference means: its own type's, or else that of the nearest base type (ECMA-335 partition II, 15.2).</summary>
    /// <remarks>Cecil's own look-up takes the first of several overloads over types of one name.</remarks>
    internal static MethodDefinition? Find(MethodReference method)
    {
        if (method is MethodDefinition known) return known;
        var reference = method.GetElementMethod();
        // The methods of an array are the runtime's.
        if (reference.DeclaringType is ArrayType) return null;
        // What is passed behind the sentinel is in the reference alone.
        if (reference.CallingConvention == MethodCallingConvention.VarArg) return reference.Resolve();
        var seen = new HashSet<TypeDefinition>();
        // In the type parameters of the type itself, as the signature of the reference is.
        for (TypeReference? type = reference.DeclaringType.GetElementType(); type?.ResolveOnce() is { } definition && seen.Add(definition);)
        {
            var own = TypeSubstitution.By(type);
            if (definition.Methods.FirstOrDefault(candidate => candidate.Name == reference.Name && HasSignature(candidate, reference, there => TypeSubstitution.Apply(there, own))) is { } found) return found;
            type = definition.BaseType is { } parent ? TypeSubstitution.Apply(parent, own) : null;
        }
        return null;
    }

    /// <summary>Whether a reference names the type that has the method, and not one that inherits it: then the type arguments are those of the former.</summary>
    internal static bool NamesOwner(MethodReference method, MethodDefinition definition) =>
        ReferenceEquals(method, definition) || method.DeclaringType.GetElementType().TryResolve() == definition.DeclaringType;

    static bool HasSignature(MethodReference candidate, MethodReference reference, Func<TypeReference, TypeReference> here) =>
        candidate.HasThis == reference.HasThis && candidate.GenericParameters.Count == reference.GenericParameters.Count && candidate.Parameters.Count == reference.Parameters.Count
        && TypeIdentity.InSignatures.Equals(here(candidate.ReturnType), reference.ReturnType)
        && TypeIdentity.InSignatures.AreSame(candidate.Parameters.Select(parameter => here(parameter.ParameterType)), reference.Parameters.Select(parameter => parameter.ParameterType));
}
