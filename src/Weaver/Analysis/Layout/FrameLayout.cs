using Mono.Cecil;

namespace Unboxed.Weaver.Analysis.Layout;

/// <summary>Lays out what a method keeps at a suspension point: the header, then the variables, packed.</summary>
static class FrameLayout
{
    /// <summary>Reference slots of the header of a frame that waits for a leaf (Frame.LeafHeaderSlots of the support library).</summary>
    internal const int LeafHeaderSlots = 2;

    /// <summary>Reference slots of the header of a frame that waits for a callee (Frame.CallHeaderSlots of the support library).</summary>
    internal const int CallHeaderSlots = 3;

    /// <summary>Words of the header (Frame.HeaderWords of the support library).</summary>
    internal const int HeaderWords = 1;

    internal static SuspensionFrame Of(IEnumerable<FieldDefinition> live, bool isScratchCall)
    {
        int slots = isScratchCall ? CallHeaderSlots : LeafHeaderSlots, words = HeaderWords, estimated = 0;
        var kept = new List<KeptField>();
        var decidedByJit = new List<TypeReference>();
        foreach (var field in live)
        {
            var placement = Place(field.FieldType);
            kept.Add(new(field, placement, placement == Placement.Word ? -1 : slots++, placement == Placement.Word ? words++ : -1));
            if (placement != Placement.DecidedByJit) continue;
            decidedByJit.Add(field.FieldType);
            estimated += SizeEstimate.Words(field.FieldType);
        }
        return new(kept, slots, words, decidedByJit, words + estimated);
    }

    static Placement Place(TypeReference type)
    {
        if (type.IsPrimitive) return Placement.Word;
        if (type is GenericParameter || !type.IsValueType) return type is GenericParameter ? Placement.DecidedByJit : Placement.Slot;
        // An enum of another module stays the JIT's affair: only this module is compiled together with the weaver's view of it.
        return type is TypeDefinition { IsEnum: true } ? Placement.Word : Placement.DecidedByJit;
    }
}

/// <summary>The words of a struct as far as metadata can tell; it only sizes the room, the JIT has the last word.</summary>
static class SizeEstimate
{
    const int Unknown = 2;

    internal static int Words(TypeReference type) => type is GenericParameter ? 1 : Bytes(type, 0) is { } bytes ? (bytes + 7) / 8 : 0;

    /// <summary>The size in bytes; null where the struct holds references, which go to a slot.</summary>
    static int? Bytes(TypeReference type, int depth)
    {
        switch (type.MetadataType)
        {
            case MetadataType.Boolean or MetadataType.Byte or MetadataType.SByte: return 1;
            case MetadataType.Char or MetadataType.Int16 or MetadataType.UInt16: return 2;
            case MetadataType.Int32 or MetadataType.UInt32 or MetadataType.Single: return 4;
            case MetadataType.Int64 or MetadataType.UInt64 or MetadataType.Double or MetadataType.IntPtr or MetadataType.UIntPtr: return 8;
            case MetadataType.Pointer: return 8;
            case MetadataType.Var or MetadataType.MVar: return 8;
        }
        if (!type.IsValueType) return null;
        if (depth > 8 || type.Resolve() is not { } definition) return Unknown * 8;
        int sum = 0;
        foreach (var field in definition.Fields.Where(field => !field.IsStatic))
        {
            var fieldType = field.FieldType is GenericParameter { Type: GenericParameterType.Type } parameter && type is GenericInstanceType instance
                ? instance.GenericArguments[parameter.Position]
                : field.FieldType;
            if (Bytes(fieldType, depth + 1) is not { } bytes) return null;
            int alignment = Math.Min(8, Math.Max(1, bytes));
            sum = (sum + alignment - 1) / alignment * alignment + bytes;
        }
        return sum;
    }
}
