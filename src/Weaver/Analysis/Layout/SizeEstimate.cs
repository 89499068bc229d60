using Mono.Cecil;

namespace Unboxed.Weaver.Analysis.Layout;

/// <summary>The words of a struct as far as metadata can tell; it only sizes the room, the JIT has the last word.</summary>
static class SizeEstimate
{
    const int Unknown = 2;

    /// <summary>Larger than any room, and so small that sums of it do not overflow.</summary>
    const long Endless = 1 << 24;

    internal static int Words(TypeReference type) => type is GenericParameter ? 1 : Bytes(type, 0) is { } bytes ? (int)((bytes + 7) / 8) : 0;

    /// <summary>The number of elements of an inline array; 1 for all other types.</summary>
    internal static int Elements(TypeDefinition type) =>
        type.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.Name == "InlineArrayAttribute") is { ConstructorArguments: [{ Value: int length }] } ? length : 1;

    /// <summary>The size in bytes; null where the struct holds references, which go to a slot.</summary>
    static long? Bytes(TypeReference type, int depth)
    {
        switch (type.MetadataType)
        {
            case MetadataType.Boolean or MetadataType.Byte or MetadataType.SByte: return 1;
            case MetadataType.Char or MetadataType.Int16 or MetadataType.UInt16: return 2;
            case MetadataType.Int32 or MetadataType.UInt32 or MetadataType.Single: return 4;
            case MetadataType.Int64 or MetadataType.UInt64 or MetadataType.Double or MetadataType.IntPtr or MetadataType.UIntPtr: return 8;
            case MetadataType.Pointer or MetadataType.FunctionPointer: return 8;
            case MetadataType.Var or MetadataType.MVar: return 8;
        }
        if (!type.IsValueType) return null;
        if (depth > 8 || type.ResolveOnce() is not { } definition) return Unknown * 8;
        long sum = 0;
        foreach (var field in definition.Fields.Where(field => !field.IsStatic))
        {
            if (Bytes(TypeSubstitution.Apply(field.FieldType, TypeSubstitution.By(type)), depth + 1) is not { } bytes) return null;
            long alignment = Math.Min(8, Math.Max(1, bytes));
            sum = (sum + alignment - 1) / alignment * alignment + bytes;
        }
        // What the layout gives as the size of a struct may be more than its fields take: a fixed buffer is one of a single field.
        return Math.Min(Endless, Math.Max(definition.ClassSize, sum * Elements(definition)));
    }
}
