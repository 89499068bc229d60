using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Unboxed.Cli.Input.Soundness;

/// <summary>Checks what the tables describe beside types and members: names, constants, initial values, resources, marshalling.</summary>
sealed class ContentCheck(PEReader image, MetadataTables tables)
{
    const int Array = 0x2A, SafeArray = 0x1D, FixedArray = 0x1E, FixedString = 0x17, CustomMarshaler = 0x2C;

    readonly MetadataReader reader = tables.Reader;

    /// <exception cref="BadImageFormatException">Something of it is wrong.</exception>
    internal void Run()
    {
        if (tables.Rows(TableIndex.Module) != 1 || tables.Rows(TableIndex.Assembly) != 1) throw new BadImageFormatException("it is not one module of one assembly");
        if (tables.Rows(TableIndex.TypeDef) == 0) throw new BadImageFormatException("it has no type <Module>");
        CheckNames();
        CheckOwners(TableIndex.PropertyMap);
        CheckOwners(TableIndex.EventMap);
        CheckConstants();
        CheckInitialValues();
        CheckResources();
        for (int row = 1; row <= tables.Rows(TableIndex.FieldMarshal); row++) CheckMarshalling(tables.Blob(TableIndex.FieldMarshal, row, 1));
    }

    /// <summary>What others are looked up by has a name (ECMA-335 partition II, 22.37 and 22.38). Members without one are looked up by nobody.</summary>
    void CheckNames()
    {
        var names = reader.TypeReferences.Select(handle => reader.GetTypeReference(handle).Name)
            .Concat(reader.TypeDefinitions.Select(handle => reader.GetTypeDefinition(handle).Name))
            .Concat(reader.ExportedTypes.Select(handle => reader.GetExportedType(handle).Name))
            .Concat(reader.AssemblyReferences.Select(handle => reader.GetAssemblyReference(handle).Name))
            .Append(reader.GetAssemblyDefinition().Name);
        if (names.Any(name => reader.StringComparer.Equals(name, ""))) throw new BadImageFormatException("a type or an assembly has no name");
    }

    /// <summary>Which class has which properties or events is in a table that is not sorted: no class may be there twice.</summary>
    void CheckOwners(TableIndex map)
    {
        var owners = new HashSet<uint>();
        for (int row = 1; row <= tables.Rows(map); row++)
        {
            if (!owners.Add(tables.Cell(map, row, 0))) throw new BadImageFormatException($"row {row} of table {map} names a class again");
        }
    }

    void CheckConstants()
    {
        for (int row = 1; row <= tables.Rows(TableIndex.Constant); row++)
        {
            int length = tables.Blob(TableIndex.Constant, row, 2).Length;
            bool isSound = (ConstantTypeCode)(tables.Cell(TableIndex.Constant, row, 0) & 0xFF) switch
            {
                ConstantTypeCode.Boolean or ConstantTypeCode.SByte or ConstantTypeCode.Byte => length == 1,
                ConstantTypeCode.Char or ConstantTypeCode.Int16 or ConstantTypeCode.UInt16 => length == 2,
                ConstantTypeCode.Int32 or ConstantTypeCode.UInt32 or ConstantTypeCode.Single or ConstantTypeCode.NullReference => length == 4,
                ConstantTypeCode.Int64 or ConstantTypeCode.UInt64 or ConstantTypeCode.Double => length == 8,
                ConstantTypeCode.String => length % 2 == 0,
                _ => false,
            };
            if (!isSound) throw new BadImageFormatException("a constant is not of its type");
        }
    }

    void CheckInitialValues()
    {
        for (int row = 1; row <= tables.Rows(TableIndex.FieldRva); row++)
        {
            var field = reader.GetFieldDefinition(MetadataTokens.FieldDefinitionHandle((int)tables.Cell(TableIndex.FieldRva, row, 1)));
            int address = (int)tables.Cell(TableIndex.FieldRva, row, 0);
            if (address < 0 || image.GetSectionData(address).Length < SizeOf(reader.GetBlobReader(field.Signature))) throw new BadImageFormatException("the initial value of a field is missing");
        }
    }

    /// <summary>The size of a field's type, in bytes. What edits assemblies cannot copy a value whose size is said nowhere.</summary>
    int SizeOf(BlobReader signature)
    {
        signature.ReadByte();
        int kind = signature.ReadCompressedInteger();
        while (kind is (int)SignatureTypeCode.RequiredModifier or (int)SignatureTypeCode.OptionalModifier)
        {
            signature.ReadTypeHandle();
            kind = signature.ReadCompressedInteger();
        }
        int size = (SignatureTypeCode)kind switch
        {
            SignatureTypeCode.Boolean or SignatureTypeCode.SByte or SignatureTypeCode.Byte => 1,
            SignatureTypeCode.Char or SignatureTypeCode.Int16 or SignatureTypeCode.UInt16 => 2,
            SignatureTypeCode.Int32 or SignatureTypeCode.UInt32 or SignatureTypeCode.Single => 4,
            SignatureTypeCode.Int64 or SignatureTypeCode.UInt64 or SignatureTypeCode.Double => 8,
            (SignatureTypeCode)SignatureTypeKind.ValueType when signature.ReadTypeHandle() is { Kind: HandleKind.TypeDefinition } type => reader.GetTypeDefinition((TypeDefinitionHandle)type).GetLayout().Size,
            _ => 0,
        };
        return size > 0 ? size : throw new BadImageFormatException("the initial value of a field is of a type whose size is not known");
    }

    void CheckResources()
    {
        var directory = image.PEHeaders.CorHeader!.ResourcesDirectory;
        foreach (var handle in reader.ManifestResources)
        {
            var resource = reader.GetManifestResource(handle);
            if (!resource.Implementation.IsNil) continue;
            var content = image.GetSectionData(directory.RelativeVirtualAddress).GetReader();
            content.Offset = checked((int)resource.Offset);
            uint length = content.ReadUInt32();
            if (resource.Offset + 4 + (long)length > Math.Min(directory.Size, content.Length)) throw new BadImageFormatException("a resource is missing");
        }
    }

    /// <summary>ECMA-335 partition II, 23.4, and what the runtime has beyond it.</summary>
    static void CheckMarshalling(BlobReader blob)
    {
        switch (blob.ReadByte())
        {
            case Array or SafeArray or FixedArray or FixedString:
                while (blob.RemainingBytes > 0 && blob.TryReadCompressedInteger(out _)) { }
                break;
            case CustomMarshaler:
                string? id = blob.ReadSerializedString();
                for (int i = 0; i < 3; i++) blob.ReadSerializedString();
                if (!string.IsNullOrEmpty(id) && !Guid.TryParse(id, out _)) throw new BadImageFormatException("a marshaller is none");
                break;
        }
    }
}
