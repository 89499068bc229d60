using Mono.Cecil;

namespace Unboxed.Weaver.Rewriting;

/// <summary>The types of the scratch space on a root's stack: inline arrays of the analysed sizes, one for each size.</summary>
sealed class SpaceTypes(SupportLibrary library)
{
    readonly Dictionary<(bool IsSlots, int Count), TypeDefinition> types = [];

    /// <summary>So many reference slots.</summary>
    internal TypeDefinition Slots(int count) => Get(true, count);

    /// <summary>So many 8-byte words.</summary>
    internal TypeDefinition Words(int count) => Get(false, count);

    TypeDefinition Get(bool isSlots, int count)
    {
        if (types.TryGetValue((isSlots, count), out var type)) return type;
        type = new("", $"<Unboxed>{(isSlots ? "Slots" : "Words")}{count}",
            TypeAttributes.NotPublic | TypeAttributes.Sealed | TypeAttributes.SequentialLayout | TypeAttributes.BeforeFieldInit, library.ValueType);
        type.Fields.Add(new("first", FieldAttributes.Assembly, isSlots ? library.Object : library.Int64));
        var attribute = new CustomAttribute(library.InlineArray);
        attribute.ConstructorArguments.Add(new(library.Int32, count));
        type.CustomAttributes.Add(attribute);
        library.Module.Types.Add(type);
        type.MarkAsGenerated(library);
        return types[(isSlots, count)] = type;
    }
}
