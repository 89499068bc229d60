using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Unboxed.Cli.Input.Soundness;

/// <summary>Checks all signatures, and that they name no type parameter which there is not.</summary>
sealed class SignatureCheck(MetadataTables tables, Signatures signatures)
{
    readonly MetadataReader reader = tables.Reader;
    readonly Dictionary<(TableIndex, int), TypeDefinitionHandle> owners = [];

    /// <exception cref="BadImageFormatException">One is wrong.</exception>
    internal void Run()
    {
        for (int row = 1; row <= tables.Rows(TableIndex.TypeSpec); row++) signatures.TypeSpec(row);
        foreach (var handle in reader.TypeDefinitions) Check(handle);
        CheckAccessors();
        foreach (var handle in reader.MemberReferences) Check(reader.GetMemberReference(handle));
        for (int row = 1; row <= tables.Rows(TableIndex.MethodSpec); row++) CheckMethodInstance(row);
        for (int row = 1; row <= tables.Rows(TableIndex.StandAloneSig); row++) Check(tables.Blob(TableIndex.StandAloneSig, row, 0));
    }

    /// <summary>The type parameters that there are in a method.</summary>
    internal Scope ScopeOf(MethodDefinition method) =>
        new(reader.GetTypeDefinition(method.GetDeclaringType()).GetGenericParameters().Count, method.GetGenericParameters().Count);

    /// <summary>The type parameters that something which is named by a token makes use of.</summary>
    internal Scope Used(EntityHandle handle)
    {
        int row = MetadataTokens.GetRowNumber(handle);
        return handle.Kind switch
        {
            HandleKind.TypeSpecification => signatures.TypeSpec(row).Used,
            HandleKind.MemberReference => Used(reader.GetMemberReference((MemberReferenceHandle)handle).Parent),
            HandleKind.MethodSpecification => Scope.Larger(
                Used(reader.GetMethodSpecification((MethodSpecificationHandle)handle).Method), signatures.MethodArguments(tables.Blob(TableIndex.MethodSpec, row, 1))),
            _ => default,
        };
    }

    void Check(TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var scope = new Scope(type.GetGenericParameters().Count, 0);
        Check(scope, Used(type.BaseType));
        foreach (var implemented in type.GetInterfaceImplementations()) Check(scope, Used(reader.GetInterfaceImplementation(implemented).Interface));
        foreach (var field in type.GetFields()) Check(scope, signatures.FieldType(reader.GetBlobReader(reader.GetFieldDefinition(field).Signature)));
        foreach (var found in type.GetProperties())
        {
            var property = reader.GetPropertyDefinition(found);
            Check(scope, signatures.PropertyType(reader.GetBlobReader(property.Signature)));
            owners[(TableIndex.Property, MetadataTokens.GetRowNumber(found))] = handle;
        }
        foreach (var found in type.GetEvents())
        {
            var @event = reader.GetEventDefinition(found);
            Check(scope, Used(@event.Type));
            owners[(TableIndex.Event, MetadataTokens.GetRowNumber(found))] = handle;
        }
        CheckConstraints(scope, type.GetGenericParameters());
        foreach (var method in type.GetMethods()) Check(reader.GetMethodDefinition(method));
        foreach (var implementation in type.GetMethodImplementations())
        {
            var found = reader.GetMethodImplementation(implementation);
            // One of another class would be legal (ECMA-335 partition II, 22.27); no compiler writes it for .NET, and what edits assemblies cannot keep it.
            if (found.MethodDeclaration.Kind == HandleKind.MemberReference && Signatures.IsField(reader.GetBlobReader(reader.GetMemberReference((MemberReferenceHandle)found.MethodDeclaration).Signature)))
                throw new BadImageFormatException("a method implements a field");
            if (found.MethodBody.Kind != HandleKind.MethodDefinition || reader.GetMethodDefinition((MethodDefinitionHandle)found.MethodBody).GetDeclaringType() != handle)
                throw new BadImageFormatException("an interface is implemented by a method of another class");
            Check(scope, Scope.Larger(Used(found.MethodBody), Used(found.MethodDeclaration)));
        }
    }

    void CheckAccessors()
    {
        for (int row = 1; row <= tables.Rows(TableIndex.MethodSemantics); row++)
        {
            var accessor = reader.GetMethodDefinition(MetadataTokens.MethodDefinitionHandle((int)tables.Cell(TableIndex.MethodSemantics, row, 1)));
            if (!owners.TryGetValue(tables.Coded(TableIndex.MethodSemantics, row, 2)!.Value, out var owner) || accessor.GetDeclaringType() != owner) throw new BadImageFormatException("an accessor is a method of another class");
        }
    }

    void Check(MethodDefinition method)
    {
        var scope = ScopeOf(method);
        var signature = reader.GetBlobReader(method.Signature);
        var counts = Signatures.Counts(signature);
        if (counts.Generic != scope.OfMethod) throw new BadImageFormatException("a method's signature has another number of type parameters than the method");
        Check(scope, signatures.MethodTypes(signature));
        CheckConstraints(scope, method.GetGenericParameters());
        var seen = new HashSet<int>();
        foreach (var parameter in method.GetParameters())
        {
            int sequence = reader.GetParameter(parameter).SequenceNumber;
            if (sequence > counts.Parameters || !seen.Add(sequence)) throw new BadImageFormatException("a parameter has no place in its method's signature");
        }
    }

    void CheckMethodInstance(int row)
    {
        var blob = tables.Blob(TableIndex.MethodSpec, row, 1);
        signatures.MethodArguments(blob);
        var method = reader.GetMethodSpecification(MetadataTokens.MethodSpecificationHandle(row)).Method;
        var signature = reader.GetBlobReader(method.Kind == HandleKind.MethodDefinition
            ? reader.GetMethodDefinition((MethodDefinitionHandle)method).Signature
            : reader.GetMemberReference((MemberReferenceHandle)method).Signature);
        blob.ReadByte();
        if (Signatures.IsField(signature) || Signatures.Counts(signature).Generic != blob.ReadCompressedInteger()) throw new BadImageFormatException("a generic method has another number of type arguments than of type parameters");
    }

    void CheckConstraints(Scope scope, GenericParameterHandleCollection parameters)
    {
        for (int i = 0; i < parameters.Count; i++)
        {
            var parameter = reader.GetGenericParameter(parameters[i]);
            if (parameter.Index != i) throw new BadImageFormatException("type parameters are not in order");
            foreach (var constraint in parameter.GetConstraints()) Check(scope, Used(reader.GetGenericParameterConstraint(constraint).Type));
        }
    }

    void Check(MemberReference member)
    {
        var signature = reader.GetBlobReader(member.Signature);
        if (member.Parent.Kind == HandleKind.ModuleReference) throw new BadImageFormatException("a member is one of another module, which .NET does not load");
        // The methods of arrays have the element's type in their signatures, whatever that is.
        if (member.Parent.Kind == HandleKind.TypeSpecification && InstanceArguments(member.Parent) is null)
        {
            signatures.MethodTypes(signature);
            return;
        }
        if (Signatures.IsField(signature)) Check(new(ArityOf(member.Parent), 0), signatures.FieldType(signature));
        else Check(new(ArityOf(member.Parent), Signatures.Counts(signature).Generic), signatures.MethodTypes(signature));
    }

    /// <summary>How many type arguments the signature of a member may ask for: how many a type of another assembly has is not known here.</summary>
    int ArityOf(EntityHandle parent) => parent.Kind switch
    {
        HandleKind.TypeDefinition => reader.GetTypeDefinition((TypeDefinitionHandle)parent).GetGenericParameters().Count,
        HandleKind.TypeSpecification => InstanceArguments(parent) ?? 0,
        _ => int.MaxValue,
    };

    /// <summary>The number of arguments of a generic instance; null for another type.</summary>
    int? InstanceArguments(EntityHandle type)
    {
        var blob = tables.Blob(TableIndex.TypeSpec, MetadataTokens.GetRowNumber(type), 0);
        if (blob.ReadCompressedInteger() != (int)SignatureTypeCode.GenericTypeInstance) return null;
        blob.ReadCompressedInteger();
        blob.ReadTypeHandle();
        return blob.ReadCompressedInteger();
    }

    void Check(BlobReader blob)
    {
        var kind = blob;
        switch (kind.ReadByte() & 15)
        {
            case 6:
                signatures.FieldType(blob);
                break;
            case 7:
                signatures.LocalTypes(blob);
                break;
            default:
                signatures.MethodTypes(blob);
                break;
        }
    }

    static void Check(Scope scope, Scope used)
    {
        if (!scope.Holds(used)) throw new BadImageFormatException("a signature names a type parameter that there is not");
    }
}
