using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>
/// When two references mean one type: by structure, never by printed name, which has neither scope nor owner of a type parameter. A type may be
/// reached through a facade, a reference assembly or a forwarder, so scopes are compared by what they resolve to; where that is not
/// to be had, types of one name are taken for the same.
/// </summary>
internal sealed class TypeEquality(TypeHierarchy types)
{
    /// <summary>The same type for values: custom modifiers and pinning do not count.</summary>
    public IEqualityComparer<TypeReference> Values { get; } = new Comparer(types, modifiersCount: false);

    /// <summary>The same type in a signature, of which custom modifiers are a part (ECMA-335 II.7.1.1).</summary>
    public IEqualityComparer<TypeReference> Signatures { get; } = new Comparer(types, modifiersCount: true);

    sealed class Comparer(TypeHierarchy types, bool modifiersCount) : IEqualityComparer<TypeReference>
    {
        public bool Equals(TypeReference? left, TypeReference? right)
        {
            if (left is null || right is null) return left is null && right is null;
            left = Bare(left);
            right = Bare(right);
            if (ReferenceEquals(left, right)) return true;
            return (left, right) switch
            {
                (GenericParameter a, GenericParameter b) => a.Type == b.Type && a.Position == b.Position,
                (GenericInstanceType a, GenericInstanceType b) => Equals(a.ElementType, b.ElementType) && SameArguments(a, b),
                (ArrayType a, ArrayType b) => a.Rank == b.Rank && a.IsVector == b.IsVector && Equals(a.ElementType, b.ElementType),
                (ByReferenceType a, ByReferenceType b) => Equals(a.ElementType, b.ElementType),
                (PointerType a, PointerType b) => Equals(a.ElementType, b.ElementType),
                (FunctionPointerType a, FunctionPointerType b) => SameFunction(a, b),
                (RequiredModifierType a, RequiredModifierType b) => Equals(a.ModifierType, b.ModifierType) && Equals(a.ElementType, b.ElementType),
                (OptionalModifierType a, OptionalModifierType b) => Equals(a.ModifierType, b.ModifierType) && Equals(a.ElementType, b.ElementType),
                (TypeSpecification or GenericParameter, _) or (_, TypeSpecification or GenericParameter) => false,
                _ => SameName(left, right) && SameScope(left, right),
            };
        }

        /// <summary>By name and structure alone: what forwarders lead to has the name that they have.</summary>
        public int GetHashCode(TypeReference type)
        {
            type = Bare(type);
            return type switch
            {
                GenericParameter parameter => parameter.Position * 2 + (int)parameter.Type,
                GenericInstanceType instance => instance.GenericArguments.Aggregate(GetHashCode(instance.ElementType), (hash, argument) => hash * 31 + GetHashCode(argument)),
                FunctionPointerType function => function.Parameters.Count + 7,
                TypeSpecification specification => GetHashCode(specification.ElementType) * 31 + 1,
                _ => StringComparer.Ordinal.GetHashCode(type.Name) * 31 + StringComparer.Ordinal.GetHashCode(type.Namespace ?? ""),
            };
        }

        TypeReference Bare(TypeReference type)
        {
            if (!modifiersCount) return TypeShape.Strip(type);
            while (type is PinnedType or SentinelType) type = ((TypeSpecification)type).ElementType;
            return type;
        }

        bool SameArguments(GenericInstanceType left, GenericInstanceType right)
        {
            if (left.GenericArguments.Count != right.GenericArguments.Count) return false;
            for (var i = 0; i < left.GenericArguments.Count; i++)
                if (!Equals(left.GenericArguments[i], right.GenericArguments[i]))
                    return false;
            return true;
        }

        bool SameFunction(FunctionPointerType left, FunctionPointerType right)
        {
            if (left.CallingConvention != right.CallingConvention || left.HasThis != right.HasThis || left.ExplicitThis != right.ExplicitThis) return false;
            if (left.Parameters.Count != right.Parameters.Count || !Equals(left.ReturnType, right.ReturnType)) return false;
            for (var i = 0; i < left.Parameters.Count; i++)
                if (!Equals(left.Parameters[i].ParameterType, right.Parameters[i].ParameterType))
                    return false;
            return true;
        }

        // The arity is a part of the name by convention alone, and of no identity in metadata.
        static bool SameName(TypeReference left, TypeReference right)
        {
            if (left.Name != right.Name || (left.Namespace ?? "") != (right.Namespace ?? "")) return false;
            return (left.DeclaringType, right.DeclaringType) switch
            {
                (null, null) => true,
                ({ } a, { } b) => SameName(a, b),
                _ => false,
            };
        }

        bool SameScope(TypeReference left, TypeReference right)
        {
            if (ReferenceEquals(left.Scope, right.Scope)) return true;
            if (types.Resolve(left) is not { } a || types.Resolve(right) is not { } b) return true;
            // One assembly may have been read twice.
            return a == b || (a.Module != b.Module && a.Module.Assembly?.Name.Name == b.Module.Assembly?.Name.Name);
        }
    }
}
