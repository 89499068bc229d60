using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>
/// Types that are one and the same behind a managed pointer or in an array: signedness, enums, bool and char make no
/// difference (reduced and verification types, ECMA-335 I.8.7.1).
/// </summary>
internal enum PrimitiveClass
{
    None,
    Int8,
    Int16,
    Int32,
    Int64,
    NativeInt,
    Float32,
    Float64,
}

internal static class PrimitiveClasses
{
    // By name, since references that were made in memory do not carry an element type.
    static readonly Dictionary<string, PrimitiveClass> ByName = new()
    {
        ["System.Boolean"] = PrimitiveClass.Int8,
        ["System.SByte"] = PrimitiveClass.Int8,
        ["System.Byte"] = PrimitiveClass.Int8,
        ["System.Char"] = PrimitiveClass.Int16,
        ["System.Int16"] = PrimitiveClass.Int16,
        ["System.UInt16"] = PrimitiveClass.Int16,
        ["System.Int32"] = PrimitiveClass.Int32,
        ["System.UInt32"] = PrimitiveClass.Int32,
        ["System.Int64"] = PrimitiveClass.Int64,
        ["System.UInt64"] = PrimitiveClass.Int64,
        ["System.IntPtr"] = PrimitiveClass.NativeInt,
        ["System.UIntPtr"] = PrimitiveClass.NativeInt,
        ["System.Single"] = PrimitiveClass.Float32,
        ["System.Double"] = PrimitiveClass.Float64,
    };

    public static PrimitiveClass OfName(TypeReference type) =>
        ByName.TryGetValue(type.FullName, out var primitive) ? primitive : PrimitiveClass.None;

    public static StackType ToStack(PrimitiveClass primitive) => primitive switch
    {
        PrimitiveClass.Int8 or PrimitiveClass.Int16 or PrimitiveClass.Int32 => StackType.Int32,
        PrimitiveClass.Int64 => StackType.Int64,
        PrimitiveClass.NativeInt => StackType.NativeInt,
        PrimitiveClass.Float32 or PrimitiveClass.Float64 => StackType.Float,
        _ => throw new ArgumentOutOfRangeException(nameof(primitive)),
    };
}
