using Mono.Cecil;

namespace Unboxed.Weaver.Analysis;

/// <summary>Type parameters whose arguments may be ref structs.</summary>
static class RefStructs
{
    /// <summary>ECMA-335 augmented: <c>allows ref struct</c>. The Cecil that weavers run with has no name for it.</summary>
    internal const GenericParameterAttributes Allowed = (GenericParameterAttributes)0x20;

    internal static bool AllowsRefStructs(this GenericParameter parameter) => parameter.Attributes.HasFlag(Allowed);
}
