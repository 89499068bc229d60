using Mono.Cecil;

namespace Unboxed.Weaver.Analysis.Layout;

/// <summary>Lays out what a method keeps at a suspension point: the header, then the variables, packed.</summary>
static class FrameLayout
{
    /// <summary>Reference slots of the header (Future.HeaderSlots of the support library).</summary>
    internal const int HeaderSlots = 3;

    /// <summary>Words of the header (Future.HeaderWords of the support library).</summary>
    internal const int HeaderWords = 1;

    /// <param name="live">The variables that are read again.</param>
    /// <param name="visible">Others that are kept for debuggers. No room is expected for them.</param>
    internal static SuspensionFrame Of(IReadOnlyList<FieldDefinition> live, IReadOnlyList<FieldDefinition> visible)
    {
        var frame = Of(live);
        return visible.Count == 0 ? frame : Of(live.Concat(visible)) with { Expected = frame.Expected };
    }

    internal static SuspensionFrame Of(IEnumerable<FieldDefinition> live)
    {
        int slots = HeaderSlots, words = HeaderWords, estimated = 0;
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
        return new(kept, slots, words, decidedByJit, new(slots, words + estimated));
    }

    static Placement Place(TypeReference type)
    {
        if (type.IsPrimitive) return Placement.Word;
        if (type is GenericParameter || !type.IsValueType) return type is GenericParameter ? Placement.DecidedByJit : Placement.Slot;
        // An enum of another module stays the JIT's affair: only this module is compiled together with the weaver's view of it.
        return type is TypeDefinition { IsEnum: true } ? Placement.Word : Placement.DecidedByJit;
    }
}
