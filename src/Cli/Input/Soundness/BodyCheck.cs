using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Unboxed.Cli.Input.Soundness;

/// <summary>
/// Checks method bodies: that what their tokens name is there, and of the right kind; that branches lead to instructions, and that the variables are there.
/// The runtime refuses such a method only when it is called, but an assembly cannot be written anew around it.
/// </summary>
sealed class BodyCheck(PEReader image, MetadataTables tables, Signatures signatures, SignatureCheck scopes)
{
    readonly MetadataReader reader = tables.Reader;

    /// <exception cref="BadImageFormatException">One is wrong.</exception>
    internal void Run()
    {
        foreach (var handle in reader.MethodDefinitions)
        {
            var method = reader.GetMethodDefinition(handle);
            if (!InstructionStream.HasIL(method)) continue;
            if (Problem(method) is { } problem) throw new BadImageFormatException($"{problem} in {InstructionStream.NameOf(reader, method)}");
        }
    }

    string? Problem(MethodDefinition method)
    {
        var body = image.GetMethodBody(method.RelativeVirtualAddress);
        var code = body.GetILContent();
        var counts = Signatures.Counts(reader.GetBlobReader(method.Signature));
        var scope = scopes.ScopeOf(method);
        int locals = 0;
        if (!body.LocalSignature.IsNil)
        {
            if (MetadataTokens.GetRowNumber(body.LocalSignature) > tables.Rows(TableIndex.StandAloneSig)) return "the variables are missing";
            var signature = reader.GetBlobReader(reader.GetStandaloneSignature(body.LocalSignature).Signature);
            locals = Signatures.CountOfLocals(signature);
            if (!scope.Holds(signatures.LocalTypes(signature))) return "a variable is of a type that there is not";
        }
        if (code.Length == 0) return "there is no instruction";

        var starts = new HashSet<int>(InstructionStream.Decode(code).Select(instruction => instruction.Start));
        foreach (var instruction in InstructionStream.Decode(code))
        {
            if (Problem(instruction, code, starts, counts.Parameters + (counts.HasThis ? 1 : 0), locals, scope) is { } problem) return $"{problem} at IL_{instruction.Start:x4}";
        }
        starts.Add(code.Length);
        return body.ExceptionRegions.All(region => IsSound(region, starts, code.Length, scope)) ? null : "a protected block is none";
    }

    string? Problem(DecodedInstruction instruction, ImmutableArray<byte> code, HashSet<int> starts, int arguments, int locals, Scope scope)
    {
        switch (instruction.Code.OperandType)
        {
            case OperandType.InlineBrTarget or OperandType.ShortInlineBrTarget or OperandType.InlineSwitch:
                return instruction.Targets(code).All(starts.Contains) ? null : "a branch leads to no instruction";
            case OperandType.InlineVar or OperandType.ShortInlineVar:
                int index = instruction.Code.OperandType == OperandType.InlineVar ? BitConverter.ToUInt16(code.AsSpan(instruction.Operand, 2)) : code[instruction.Operand];
                return index < (IsArgument(instruction.Code) ? arguments : locals) ? null : "a variable is missing";
            case OperandType.InlineNone:
                return IsThere(instruction.Code, arguments, locals) ? null : "a variable is missing";
            case OperandType.InlineString:
                int token = BitConverter.ToInt32(code.AsSpan(instruction.Operand, 4));
                return (token >>> 24) == 0x70 && tables.IsUserString(token & 0xFFFFFF) ? null : "a text is missing";
            case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineType or OperandType.InlineTok or OperandType.InlineSig:
                return IsSound(BitConverter.ToInt32(code.AsSpan(instruction.Operand, 4)), instruction.Code.OperandType, scope) ? null : "a token names nothing that could stand there";
            default:
                return null;
        }
    }

    static bool IsArgument(OpCode code) => code.Name!.Contains("arg", StringComparison.Ordinal);

    /// <summary>The short forms name their variable themselves: <c>ldloc.3</c>.</summary>
    static bool IsThere(OpCode code, int arguments, int locals)
    {
        string name = code.Name!;
        if (!name.StartsWith("ldarg.", StringComparison.Ordinal) && !name.StartsWith("ldloc.", StringComparison.Ordinal) && !name.StartsWith("stloc.", StringComparison.Ordinal)) return true;
        return name[^1] - '0' < (IsArgument(code) ? arguments : locals);
    }

    bool IsSound(int token, OperandType expected, Scope scope)
    {
        var handle = MetadataTokens.EntityHandle(token);
        if (!IsThere(handle)) return false;
        bool fits = expected switch
        {
            OperandType.InlineField => handle.Kind == HandleKind.FieldDefinition || IsMember(handle, isField: true),
            OperandType.InlineMethod => handle.Kind is HandleKind.MethodDefinition or HandleKind.MethodSpecification || IsMember(handle, isField: false),
            OperandType.InlineType => IsType(handle),
            OperandType.InlineSig => handle.Kind == HandleKind.StandaloneSignature && IsMethodSignature(handle),
            _ => IsType(handle) || handle.Kind is HandleKind.FieldDefinition or HandleKind.MethodDefinition or HandleKind.MethodSpecification or HandleKind.MemberReference,
        };
        return fits && scope.Holds(scopes.Used(handle));
    }

    /// <remarks>A token whose highest bit is set is taken by the reader for one of its own, and has no row.</remarks>
    bool IsThere(EntityHandle handle) =>
        !handle.IsNil && MetadataTokens.TryGetTableIndex(handle.Kind, out var table) && MetadataTokens.GetRowNumber(handle) is var row && row > 0 && row <= tables.Rows(table);

    static bool IsType(EntityHandle handle) => handle.Kind is HandleKind.TypeDefinition or HandleKind.TypeReference or HandleKind.TypeSpecification;

    bool IsMember(EntityHandle handle, bool isField) =>
        handle.Kind == HandleKind.MemberReference && Signatures.IsField(reader.GetBlobReader(reader.GetMemberReference((MemberReferenceHandle)handle).Signature)) == isField;

    bool IsMethodSignature(EntityHandle handle) =>
        (reader.GetBlobReader(reader.GetStandaloneSignature((StandaloneSignatureHandle)handle).Signature).ReadByte() & 15) is <= 5 or 9;

    bool IsSound(ExceptionRegion region, HashSet<int> starts, int end, Scope scope)
    {
        bool isCatch = region.Kind == ExceptionRegionKind.Catch;
        if (isCatch && (!IsThere(region.CatchType) || !IsType(region.CatchType) || !scope.Holds(scopes.Used(region.CatchType)))) return false;
        if (region.Kind == ExceptionRegionKind.Filter && (region.FilterOffset >= end || !starts.Contains(region.FilterOffset))) return false;
        return region.Kind is ExceptionRegionKind.Catch or ExceptionRegionKind.Filter or ExceptionRegionKind.Finally or ExceptionRegionKind.Fault
            && IsRange(region.TryOffset, region.TryLength) && IsRange(region.HandlerOffset, region.HandlerLength);

        bool IsRange(int offset, int length) => offset >= 0 && length > 0 && offset < end && length <= end - offset && starts.Contains(offset) && starts.Contains(offset + length);
    }
}
