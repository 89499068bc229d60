using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>No two definitions of one identity (ECMA-335 II.22.37, II.22.26, II.22.15, II.22.23): a reference would mean any of them.</summary>
internal static class Duplicates
{
    public static void CheckTypes(ModuleDefinition module, TypeHierarchy types, ICollection<VerificationFailure> failures)
    {
        foreach (var group in module.GetTypes().GroupBy(type => (type.DeclaringType, type.Namespace, type.Name)))
            foreach (var type in group.Skip(1))
                new DefinitionContext(type, types, failures).Fail(FailureKind.DuplicateType, "there is another type of this name");
    }

    public static void CheckMembers(DefinitionContext context)
    {
        var type = context.Type;
        // What is compiler-controlled is referred to by its token alone.
        foreach (var method in Repeated(type.Methods.Where(method => !method.IsCompilerControlled), new MethodComparer(context.Types)))
            context.Of(method).Fail(FailureKind.DuplicateMethod, "there is another method of this name and signature");
        foreach (var field in Repeated(type.Fields.Where(field => !field.IsCompilerControlled), new FieldComparer(context.Types)))
            context.Of(field).Fail(FailureKind.DuplicateField, "there is another field of this name and type");
        foreach (var item in Repeated(type.Interfaces.Select(item => item.InterfaceType), context.Types.Equality.Signatures))
            context.Fail(FailureKind.DuplicateInterface, $"{item} is implemented twice");
    }

    static IEnumerable<T> Repeated<T>(IEnumerable<T> items, IEqualityComparer<T> comparer)
    {
        var seen = new HashSet<T>(comparer);
        return items.Where(item => !seen.Add(item));
    }

    sealed class MethodComparer(TypeHierarchy types) : IEqualityComparer<MethodDefinition>
    {
        public bool Equals(MethodDefinition? left, MethodDefinition? right) => left!.Name == right!.Name && MethodSignatures.Same(types, left, null, right, null);

        public int GetHashCode(MethodDefinition method) =>
            method.Parameters.Aggregate(StringComparer.Ordinal.GetHashCode(method.Name), (hash, parameter) => hash * 31 + types.Equality.Signatures.GetHashCode(parameter.ParameterType));
    }

    sealed class FieldComparer(TypeHierarchy types) : IEqualityComparer<FieldDefinition>
    {
        public bool Equals(FieldDefinition? left, FieldDefinition? right) => left!.Name == right!.Name && types.Equality.Signatures.Equals(left.FieldType, right.FieldType);

        public int GetHashCode(FieldDefinition field) => StringComparer.Ordinal.GetHashCode(field.Name);
    }
}
