using Mono.Cecil;

namespace Unboxed.Weaver.Analysis.Layout;

/// <summary>How much a call passes by value. The JIT refuses a method with an argument that lies more than 64 KB behind the others, and the scratch ABI adds arguments.</summary>
static class ArgumentSize
{
    /// <summary>The most bytes of all arguments together: 64 KB, with room for those of the ABI.</summary>
    internal const int Most = 60000;

    /// <summary>Whether arguments of these types may be passed with the scratch ABI, as far as metadata can tell.</summary>
    internal static bool Fits(IEnumerable<TypeReference> types) => types.Sum(StackEstimate.Bytes) <= Most;

    /// <summary>Those of the types whose size only the JIT knows: type parameters, and structs over them.</summary>
    internal static IEnumerable<TypeReference> DecidedByJit(IEnumerable<TypeReference> types) => types.Where(IsOpenValue);

    static bool IsOpenValue(TypeReference type) => type switch
    {
        GenericParameter parameter => !parameter.HasReferenceTypeConstraint,
        GenericInstanceType { IsValueType: true } instance => instance.GenericArguments.Any(IsOpenValue),
        _ => false,
    };
}
