using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Unboxed.Cli.Input.Soundness;

/// <summary>
/// Reads signatures (ECMA-335 partition II, 23.2) and says which type parameters they name. What reads them later does so by recursion, where a stack may
/// overflow: how deeply they are nested is bounded here.
/// </summary>
sealed class Signatures(MetadataTables tables)
{
    /// <summary>Deeper than what people and compilers write, and far from the end of any stack.</summary>
    internal const int Deepest = 200;

    const int Sentinel = 0x41, Pinned = 0x45, Field = 6, Locals = 7, Property = 8, MethodInstance = 10, KindMask = 15, Generic = 0x10;

    readonly Dictionary<int, (Scope Used, int Depth)?> typeSpecs = [];
    readonly Dictionary<EntityHandle, int> kinds = [];

    /// <summary>What a type of the TypeSpec table names, and how deep it is.</summary>
    internal (Scope Used, int Depth) TypeSpec(int row)
    {
        if (typeSpecs.TryGetValue(row, out var known)) return known ?? throw new BadImageFormatException("a type is made of itself");
        typeSpecs[row] = null;
        var reader = tables.Blob(TableIndex.TypeSpec, row, 0);
        var found = Type(ref reader, 0);
        typeSpecs[row] = found;
        return found;
    }

    /// <summary>Whether a blob is the signature of a field. It has none of the flags of a method's beside its kind (ECMA-335 partition II, 23.2.4).</summary>
    internal static bool IsField(BlobReader reader) => reader.Length > 0 && reader.ReadByte() == Field;

    internal Scope FieldType(BlobReader reader)
    {
        if (!IsField(reader)) throw Wrong();
        reader.ReadByte();
        return Type(ref reader, 0).Used;
    }

    internal Scope LocalTypes(BlobReader reader)
    {
        if (reader.ReadByte() != Locals) throw Wrong();
        return Sequence(ref reader, reader.ReadCompressedInteger(), 0).Used;
    }

    /// <summary>The number of variables that a signature of them declares.</summary>
    internal static int CountOfLocals(BlobReader reader) => reader.ReadByte() == Locals ? reader.ReadCompressedInteger() : throw Wrong();

    internal Scope PropertyType(BlobReader reader)
    {
        if ((reader.ReadByte() & KindMask) != Property) throw Wrong();
        int count = reader.ReadCompressedInteger();
        return Scope.Larger(Type(ref reader, 0).Used, Sequence(ref reader, count, 0).Used);
    }

    internal Scope MethodArguments(BlobReader reader)
    {
        if (reader.ReadByte() != MethodInstance) throw Wrong();
        return Sequence(ref reader, reader.ReadCompressedInteger(), 0).Used;
    }

    /// <summary>The counts of parameters and type parameters that a method's signature has, and whether it has <c>this</c>.</summary>
    internal static (bool HasThis, int Generic, int Parameters) Counts(BlobReader reader)
    {
        byte header = reader.ReadByte();
        if ((header & KindMask) is > 5 and not 9) throw Wrong();
        int generic = (header & Generic) != 0 ? reader.ReadCompressedInteger() : 0;
        return ((header & 0x60) == 0x20, generic, reader.ReadCompressedInteger());
    }

    internal Scope MethodTypes(BlobReader reader) => Method(ref reader, 0).Used;

    (Scope Used, int Depth) Method(ref BlobReader reader, int depth)
    {
        byte header = reader.ReadByte();
        if ((header & KindMask) is > 5 and not 9) throw Wrong();
        if ((header & Generic) != 0) reader.ReadCompressedInteger();
        int count = reader.ReadCompressedInteger();
        return Sequence(ref reader, count + 1, depth);
    }

    (Scope Used, int Depth) Sequence(ref BlobReader reader, int count, int depth)
    {
        // Each takes a byte at least.
        if (count < 0 || count > reader.RemainingBytes) throw Wrong();
        (Scope Used, int Depth) result = (default, depth);
        for (int i = 0; i < count; i++) result = Larger(result, Type(ref reader, depth));
        return result;
    }

    (Scope Used, int Depth) Type(ref BlobReader reader, int depth)
    {
        if (depth > Deepest) throw new BadImageFormatException($"a type is nested more than {Deepest} deep");
        int kind = reader.ReadCompressedInteger();
        switch (kind)
        {
            case (>= (int)SignatureTypeCode.Void and <= (int)SignatureTypeCode.String) or (int)SignatureTypeCode.TypedReference or (int)SignatureTypeCode.IntPtr
                or (int)SignatureTypeCode.UIntPtr or (int)SignatureTypeCode.Object:
                return (default, depth);
            case (int)SignatureTypeCode.Pointer or (int)SignatureTypeCode.ByReference or (int)SignatureTypeCode.SZArray or Pinned or Sentinel:
                return Type(ref reader, depth + 1);
            case (int)SignatureTypeKind.Class or (int)SignatureTypeKind.ValueType:
                return Named(ref reader, depth, kind);
            case (int)SignatureTypeCode.RequiredModifier or (int)SignatureTypeCode.OptionalModifier:
                return Larger(Named(ref reader, depth), Type(ref reader, depth + 1));
            case (int)SignatureTypeCode.GenericTypeParameter:
                return (new(reader.ReadCompressedInteger() + 1, 0), depth);
            case (int)SignatureTypeCode.GenericMethodParameter:
                return (new(0, reader.ReadCompressedInteger() + 1), depth);
            case (int)SignatureTypeCode.Array:
                return Array(ref reader, depth);
            case (int)SignatureTypeCode.GenericTypeInstance:
                return Instance(ref reader, depth);
            case (int)SignatureTypeCode.FunctionPointer:
                return Method(ref reader, depth + 1);
            default:
                throw Wrong();
        }
    }

    (Scope Used, int Depth) Instance(ref BlobReader reader, int depth)
    {
        int kind = reader.ReadCompressedInteger();
        if (kind is not ((int)SignatureTypeKind.Class or (int)SignatureTypeKind.ValueType)) throw Wrong();
        var definition = NamedHandle(ref reader);
        CheckKind(definition, kind);
        int count = reader.ReadCompressedInteger();
        // How many a type of another assembly has is not known here.
        bool fits = definition.Kind switch
        {
            HandleKind.TypeDefinition => count == tables.Reader.GetTypeDefinition((TypeDefinitionHandle)definition).GetGenericParameters().Count,
            HandleKind.TypeReference => count > 0,
            _ => false,
        };
        return fits ? Sequence(ref reader, count, depth + 1) : throw Wrong();
    }

    (Scope Used, int Depth) Array(ref BlobReader reader, int depth)
    {
        var element = Type(ref reader, depth + 1);
        int rank = reader.ReadCompressedInteger();
        if (rank is < 1 or > 32) throw Wrong();
        for (int list = 0; list < 2; list++)
        {
            int count = reader.ReadCompressedInteger();
            if (count > rank) throw Wrong();
            for (int i = 0; i < count; i++)
            {
                if (list == 0) reader.ReadCompressedInteger();
                else reader.ReadCompressedSignedInteger();
            }
        }
        return element;
    }

    (Scope Used, int Depth) Named(ref BlobReader reader, int depth, int? kind = null)
    {
        var handle = NamedHandle(ref reader);
        if (kind is { } given)
        {
            // As the runtime has it, beyond 23.2.12: only a modifier may be a type that is made of others.
            if (handle.Kind == HandleKind.TypeSpecification) throw new BadImageFormatException("a class or a value type has no name");
            CheckKind(handle, given);
        }
        if (handle.Kind != HandleKind.TypeSpecification) return (default, depth);
        var found = TypeSpec(MetadataTokens.GetRowNumber(handle));
        if (depth + found.Depth > Deepest) throw new BadImageFormatException($"a type is nested more than {Deepest} deep");
        return (found.Used, depth + found.Depth);
    }

    /// <summary>A type is a class or a value type wherever it is named: what edits assemblies remembers one of them for all places.</summary>
    void CheckKind(EntityHandle type, int kind)
    {
        if (!kinds.TryAdd(type, kind) && kinds[type] != kind) throw new BadImageFormatException("a type is a class at one place, and a value type at another");
    }

    EntityHandle NamedHandle(ref BlobReader reader)
    {
        var handle = reader.ReadTypeHandle();
        if (handle.IsNil || !MetadataTokens.TryGetTableIndex(handle.Kind, out var table) || MetadataTokens.GetRowNumber(handle) > tables.Rows(table)) throw Wrong();
        return handle;
    }

    static (Scope Used, int Depth) Larger((Scope Used, int Depth) left, (Scope Used, int Depth) right) =>
        (Scope.Larger(left.Used, right.Used), Math.Max(left.Depth, right.Depth));

    static BadImageFormatException Wrong() => new("a signature is none");
}
