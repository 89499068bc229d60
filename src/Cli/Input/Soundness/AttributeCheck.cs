using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Unboxed.Cli.Input.Soundness;

/// <summary>
/// Checks the values of custom attributes (ECMA-335 partition II, 23.3), as far as this assembly alone says what they are: how large the values of an enum are
/// that another assembly declares is not known here.
/// </summary>
sealed class AttributeCheck(MetadataTables tables)
{
    const int Boxed = 0x51, Enumeration = 0x55, Type = 0x50, Field = 0x53, Property = 0x54, MostNested = 8;

    readonly MetadataReader reader = tables.Reader;

    /// <exception cref="BadImageFormatException">One is wrong.</exception>
    internal void Run()
    {
        foreach (var handle in reader.CustomAttributes)
        {
            var attribute = reader.GetCustomAttribute(handle);
            var value = reader.GetBlobReader(attribute.Value);
            // An empty value stands for one without arguments.
            if (value.Length == 0) continue;
            if (value.ReadUInt16() != 1) throw Wrong();
            if (Arguments(attribute.Constructor, ref value)) NamedArguments(ref value);
        }
    }

    /// <returns>Whether all of them could be read.</returns>
    bool Arguments(EntityHandle constructor, ref BlobReader value)
    {
        var signature = reader.GetBlobReader(constructor.Kind == HandleKind.MethodDefinition
            ? reader.GetMethodDefinition((MethodDefinitionHandle)constructor).Signature
            : reader.GetMemberReference((MemberReferenceHandle)constructor).Signature);
        if ((signature.ReadByte() & 0x2F) != 0x20) throw Wrong();
        int count = signature.ReadCompressedInteger();
        if (signature.ReadCompressedInteger() != (int)SignatureTypeCode.Void) throw Wrong();
        for (int i = 0; i < count; i++)
        {
            if (!Argument(ref signature, ref value)) return false;
        }
        return true;
    }

    /// <summary>Reads a value of a type that a signature names.</summary>
    bool Argument(ref BlobReader signature, ref BlobReader value)
    {
        int type = signature.ReadCompressedInteger();
        switch (type)
        {
            case (int)SignatureTypeKind.Class:
                if (!IsType(signature.ReadTypeHandle())) throw Wrong();
                value.ReadSerializedString();
                return true;
            case (int)SignatureTypeCode.SZArray:
                var element = signature;
                int length = value.ReadInt32();
                if (length < -1 || length > value.RemainingBytes) throw Wrong();
                for (int i = 0; i < length; i++)
                {
                    signature = element;
                    if (!Argument(ref signature, ref value)) return false;
                }
                // The element's type is passed over where there is none.
                if (length > 0) return true;
                if (signature.ReadCompressedInteger() is (int)SignatureTypeKind.Class or (int)SignatureTypeKind.ValueType) signature.ReadTypeHandle();
                return true;
            case (int)SignatureTypeCode.Object:
                return Value(Boxed, ref value, 0);
            case (int)SignatureTypeKind.ValueType or (int)SignatureTypeCode.GenericTypeParameter or (int)SignatureTypeCode.GenericTypeInstance:
                return false;
            default:
                return Value(type, ref value, 0);
        }
    }

    /// <summary>Of the classes, System.Type alone may be a parameter.</summary>
    bool IsType(EntityHandle handle)
    {
        var (space, name) = handle.Kind switch
        {
            HandleKind.TypeReference when reader.GetTypeReference((TypeReferenceHandle)handle) is var type => (type.Namespace, type.Name),
            HandleKind.TypeDefinition when reader.GetTypeDefinition((TypeDefinitionHandle)handle) is var type => (type.Namespace, type.Name),
            _ => default,
        };
        return reader.StringComparer.Equals(space, "System") && reader.StringComparer.Equals(name, "Type");
    }

    static void NamedArguments(ref BlobReader value)
    {
        int count = value.ReadUInt16();
        for (int i = 0; i < count; i++)
        {
            if (value.ReadByte() is not (Field or Property)) throw Wrong();
            int type = value.ReadByte();
            int element = type == (int)SignatureTypeCode.SZArray ? value.ReadByte() : type;
            bool isKnown = element != Enumeration;
            if (!isKnown) value.ReadSerializedString();
            if (string.IsNullOrEmpty(value.ReadSerializedString())) throw Wrong();
            if (!isKnown || !(element == type ? Value(type, ref value, 0) : Array(element, ref value, 0))) return;
        }
    }

    static bool Array(int element, ref BlobReader value, int depth)
    {
        int length = value.ReadInt32();
        if (length < -1 || length > value.RemainingBytes) throw Wrong();
        for (int i = 0; i < length; i++)
        {
            if (!Value(element, ref value, depth + 1)) return false;
        }
        return true;
    }

    static bool Value(int type, ref BlobReader value, int depth)
    {
        if (depth > MostNested) throw Wrong();
        switch (type)
        {
            case (int)SignatureTypeCode.String or Type:
                value.ReadSerializedString();
                return true;
            case Boxed:
                int actual = value.ReadByte();
                if (actual == Enumeration) value.ReadSerializedString();
                return actual switch
                {
                    Enumeration => false,
                    (int)SignatureTypeCode.SZArray => BoxedArray(ref value, depth),
                    _ => Value(actual, ref value, depth + 1),
                };
            default:
                int size = Size(type);
                if (size == 0 || size > value.RemainingBytes) throw Wrong();
                value.Offset += size;
                return true;
        }
    }

    static bool BoxedArray(ref BlobReader value, int depth)
    {
        int element = value.ReadByte();
        if (element != Enumeration) return Array(element, ref value, depth);
        value.ReadSerializedString();
        return false;
    }

    static int Size(int type) => (SignatureTypeCode)type switch
    {
        SignatureTypeCode.Boolean or SignatureTypeCode.SByte or SignatureTypeCode.Byte => 1,
        SignatureTypeCode.Char or SignatureTypeCode.Int16 or SignatureTypeCode.UInt16 => 2,
        SignatureTypeCode.Int32 or SignatureTypeCode.UInt32 or SignatureTypeCode.Single => 4,
        SignatureTypeCode.Int64 or SignatureTypeCode.UInt64 or SignatureTypeCode.Double => 8,
        _ => 0,
    };

    static BadImageFormatException Wrong() => new("the value of an attribute is not what its constructor takes");
}
