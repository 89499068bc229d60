using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>What may be stored where, and what two stacks have in common where control flow joins.</summary>
internal static class StackAssignment
{
    /// <summary>May this entry be stored in a location of the given type (ECMA-335 III.1.8.1.2.3 and III.1.6)?</summary>
    public static bool Fits(TypeHierarchy types, StackType value, TypeReference location)
    {
        if (value.Kind == StackKind.Unknown) return true;
        var expected = types.ToStack(location);
        switch (expected.Kind)
        {
            case StackKind.Reference:
                return value.Kind == StackKind.Null || (value.Kind == StackKind.Reference && Assignability.References(types, value.Type!, expected.Type!));
            case StackKind.Value:
                if (value.Kind == StackKind.Value) return types.Same(value.Type!, expected.Type!);
                return value.Kind is StackKind.Int32 or StackKind.Int64 && types.MayBeEnum(expected.Type!);
            case StackKind.ManagedPointer:
                return value.Kind == StackKind.ManagedPointer && Assignability.Elements(types, value.Type!, expected.Type!);
            case StackKind.NativeInt or StackKind.UnmanagedPointer:
                return value.Kind is StackKind.NativeInt or StackKind.UnmanagedPointer or StackKind.Int32;
            default:
                return value.Kind == expected.Kind
                    || (value.Kind == StackKind.Value && types.MayBeEnum(value.Type!) && expected.Kind is StackKind.Int32 or StackKind.Int64);
        }
    }

    /// <summary>From a managed pointer to an unmanaged one, or back: unsafe code, if the two are what they claim to be.</summary>
    public static bool IsPointerConversion(StackType value, StackType location) =>
        (value.Kind == StackKind.ManagedPointer && location.Kind == StackKind.UnmanagedPointer)
        || (value.Kind is StackKind.NativeInt or StackKind.UnmanagedPointer && location.Kind == StackKind.ManagedPointer);

    /// <summary>The entry that both can be used as; null if there is none (III.1.8.1.3).</summary>
    public static StackType? Merge(MethodContext context, StackType left, StackType right)
    {
        var types = context.Types;
        if (left == right || right.Kind == StackKind.Unknown) return left;
        if (left.Kind == StackKind.Unknown) return left;
        if (left.IsObject && right.IsObject) return MergeReferences(context, left, right);
        if (IsNative(left) && IsNative(right)) return Wider(left, right);
        if (left.Kind != right.Kind) return null;
        return left.Kind switch
        {
            StackKind.Value => types.Same(left.Type!, right.Type!) ? left : null,
            StackKind.ManagedPointer when Assignability.Elements(types, left.Type!, right.Type!) =>
                left with { IsReadOnly = left.IsReadOnly || right.IsReadOnly, IsLocal = left.IsLocal || right.IsLocal },
            StackKind.ManagedPointer => null,
            _ => left,
        };
    }

    static bool IsNative(StackType type) => type.Kind is StackKind.NativeInt or StackKind.UnmanagedPointer or StackKind.Int32;

    static StackType Wider(StackType left, StackType right)
    {
        if (left.Kind == StackKind.UnmanagedPointer || right.Kind == StackKind.UnmanagedPointer) return StackType.UnmanagedPointer;
        return left.Kind == StackKind.Int32 && right.Kind == StackKind.Int32 ? StackType.Int32 : StackType.NativeInt;
    }

    static StackType MergeReferences(MethodContext context, StackType left, StackType right)
    {
        var types = context.Types;
        if (left.Kind == StackKind.Null) return right with { IsThis = false };
        if (right.Kind == StackKind.Null) return left with { IsThis = false };
        if (types.Same(left.Type!, right.Type!)) return left with { IsThis = left.IsThis && right.IsThis };
        // What is known comes first: between types that cannot be resolved both ways hold, and a loop must come to rest.
        if (!IsBoxed(types, left.Type!) && Assignability.References(types, right.Type!, left.Type!)) return left with { IsThis = false };
        if (!IsBoxed(types, right.Type!) && Assignability.References(types, left.Type!, right.Type!)) return right with { IsThis = false };
        for (var current = types.BaseOf(left.Type!); current is not null; current = types.BaseOf(current))
            if (Assignability.References(types, right.Type!, current))
                return StackType.Reference(current);
        return StackType.Reference(context.Core.Object);
    }

    static bool IsBoxed(TypeHierarchy types, TypeReference type) => TypeShape.Strip(type) is GenericParameter || types.IsValueType(type);
}
