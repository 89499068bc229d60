using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>The kinds of values that the evaluation stack tells apart (ECMA-335 III.1.1 and III.1.8.1.2).</summary>
internal enum StackKind
{
    /// <summary>Unknown after a failure that was reported already: fits everywhere, so that one mistake is reported once.</summary>
    Unknown,
    Int32,
    Int64,
    NativeInt,
    Float,
    Null,

    /// <summary>An object reference; a boxed value where the type is a value type or a generic parameter.</summary>
    Reference,

    /// <summary>A value that is not a primitive, and an unboxed value of a generic parameter.</summary>
    Value,
    ManagedPointer,

    /// <summary>An unmanaged or function pointer: a native int that only unsafe code can have.</summary>
    UnmanagedPointer,
}

/// <summary>One entry of the evaluation stack.</summary>
internal sealed record StackType(StackKind Kind)
{
    public static readonly StackType Unknown = new(StackKind.Unknown);
    public static readonly StackType Int32 = new(StackKind.Int32);
    public static readonly StackType Int64 = new(StackKind.Int64);
    public static readonly StackType NativeInt = new(StackKind.NativeInt);
    public static readonly StackType Float = new(StackKind.Float);
    public static readonly StackType Null = new(StackKind.Null);
    public static readonly StackType UnmanagedPointer = new(StackKind.UnmanagedPointer);

    /// <summary>The class or value type; for a managed pointer, the type it points to.</summary>
    public TypeReference? Type { get; init; }

    /// <summary>A managed pointer through which nothing may be stored (a controlled-mutability pointer, III.1.8.1.2.2).</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>A managed pointer into the frame of this method.</summary>
    public bool IsLocal { get; init; }

    /// <summary>The <c>this</c> of the method, in a method that does not change it (III.3.19).</summary>
    public bool IsThis { get; init; }

    /// <summary>The method whose address this native int is, after ldftn and ldvirtftn.</summary>
    public MethodReference? Target { get; init; }

    public static StackType Reference(TypeReference type) => new(StackKind.Reference) { Type = type };

    public static StackType Value(TypeReference type) => new(StackKind.Value) { Type = type };

    public static StackType Pointer(TypeReference element) => new(StackKind.ManagedPointer) { Type = element };

    public bool IsObject => Kind is StackKind.Reference or StackKind.Null or StackKind.Unknown;

    public bool IsInteger => Kind is StackKind.Int32 or StackKind.Int64 or StackKind.NativeInt or StackKind.UnmanagedPointer or StackKind.Unknown;

    public override string ToString() => Kind switch
    {
        StackKind.Reference or StackKind.Value => $"{Kind} {Type}",
        StackKind.ManagedPointer => $"{(IsReadOnly ? "read-only " : "")}{Type}&",
        _ => Kind.ToString(),
    };
}
