using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Rewriting;

/// <summary>The instructions of a byte that store and load where a reference is, as the compiler chooses them: <c>stobj</c>, <c>ldobj</c> and <c>initobj</c> have the type behind them.</summary>
static class IndirectStores
{
    /// <summary>That for values of a type; null where there is none.</summary>
    internal static OpCode? IndirectStore(this TypeReference type) => type.MetadataType switch
    {
        MetadataType.Boolean or MetadataType.Byte or MetadataType.SByte => OpCodes.Stind_I1,
        MetadataType.Char or MetadataType.Int16 or MetadataType.UInt16 => OpCodes.Stind_I2,
        MetadataType.Int32 or MetadataType.UInt32 => OpCodes.Stind_I4,
        MetadataType.Int64 or MetadataType.UInt64 => OpCodes.Stind_I8,
        MetadataType.Single => OpCodes.Stind_R4,
        MetadataType.Double => OpCodes.Stind_R8,
        _ => IsReference(type) ? OpCodes.Stind_Ref : null,
    };

    /// <summary>Stores a value where a reference to its type is: both are on the stack.</summary>
    internal static Emitter StoreThrough(this Emitter code, TypeReference type) => type.IndirectStore() is { } store ? code.Emit(store) : code.Type(OpCodes.Stobj, type);

    /// <summary>Loads the value that a parameter refers to.</summary>
    internal static Emitter LoadThrough(this Emitter code, ParameterDefinition reference)
    {
        var type = ((ByReferenceType)reference.ParameterType).ElementType;
        code.Load(reference);
        return type.IndirectLoad() is { } load ? code.Emit(load) : code.Type(OpCodes.Ldobj, type);
    }

    static OpCode? IndirectLoad(this TypeReference type) => type.MetadataType switch
    {
        MetadataType.Boolean or MetadataType.Byte => OpCodes.Ldind_U1,
        MetadataType.SByte => OpCodes.Ldind_I1,
        MetadataType.Char or MetadataType.UInt16 => OpCodes.Ldind_U2,
        MetadataType.Int16 => OpCodes.Ldind_I2,
        MetadataType.Int32 => OpCodes.Ldind_I4,
        MetadataType.UInt32 => OpCodes.Ldind_U4,
        MetadataType.Int64 or MetadataType.UInt64 => OpCodes.Ldind_I8,
        MetadataType.Single => OpCodes.Ldind_R4,
        MetadataType.Double => OpCodes.Ldind_R8,
        _ => IsReference(type) ? OpCodes.Ldind_Ref : null,
    };

    /// <summary>Stores the default value where a parameter refers to; a value without content is not stored.</summary>
    internal static Emitter ClearThrough(this Emitter code, ParameterDefinition reference)
    {
        var type = ((ByReferenceType)reference.ParameterType).ElementType;
        if (type.FullName == "Unboxed.CompilerServices.VoidResult") return code;
        code.Load(reference);
        if (IsReference(type)) return code.Emit(OpCodes.Ldnull).Emit(OpCodes.Stind_Ref);
        return type.IndirectStore() is { } store && (store.Code is Code.Stind_I1 or Code.Stind_I2 or Code.Stind_I4) ? code.Constant(0).Emit(store) : code.Type(OpCodes.Initobj, type);
    }

    static bool IsReference(TypeReference type) => type is not GenericParameter && !type.IsValueType;
}
