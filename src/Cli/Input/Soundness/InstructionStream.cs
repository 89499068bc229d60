using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Unboxed.Cli.Input.Soundness;

/// <summary>
/// Takes method bodies apart into instructions, and finds those that are no sequence of them. The runtime refuses such a method only when it is called, but an
/// assembly cannot be rewritten around it: where the tokens in it are is not known.
/// </summary>
static class InstructionStream
{
    static readonly Dictionary<int, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).Where(code => code.OpCodeType != OpCodeType.Nternal).ToDictionary(code => (int)(ushort)code.Value);

    /// <summary>The first method that cannot be decoded, by its name and the offset; null if all can.</summary>
    internal static string? FirstBroken(PEReader image, MetadataReader metadata)
    {
        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            if (HasIL(method) && BrokenAt(image.GetMethodBody(method.RelativeVirtualAddress).GetILContent()) is { } offset) return $"{NameOf(metadata, method)} at IL_{offset:x4}";
        }
        return null;
    }

    internal static bool HasIL(MethodDefinition method) =>
        method.RelativeVirtualAddress != 0 && (method.ImplAttributes & MethodImplAttributes.CodeTypeMask) == MethodImplAttributes.IL;

    internal static string NameOf(MetadataReader metadata, MethodDefinition method) =>
        $"{metadata.GetString(metadata.GetTypeDefinition(method.GetDeclaringType()).Name)}.{metadata.GetString(method.Name)}";

    /// <summary>The instructions of a body, up to the first that is none.</summary>
    internal static IEnumerable<DecodedInstruction> Decode(ImmutableArray<byte> code)
    {
        for (int at = 0; at < code.Length && Next(code, at) is { } found; at = found.End) yield return found;
    }

    static int? BrokenAt(ImmutableArray<byte> code)
    {
        int end = Decode(code).Select(instruction => instruction.End).LastOrDefault();
        return end == code.Length ? null : end;
    }

    static DecodedInstruction? Next(ImmutableArray<byte> code, int start)
    {
        int at = start, value = code[at++];
        // Instructions of two bytes begin with 0xFE (ECMA-335 partition III, 1.2).
        if (value == 0xFE) value = at < code.Length ? 0xFE00 | code[at++] : -1;
        if (!Codes.TryGetValue(value, out var found)) return null;
        long end = at + OperandSize(found, code, at);
        return end > code.Length ? null : new(found, start, at, (int)end);
    }

    static long OperandSize(OpCode code, ImmutableArray<byte> bytes, int at) => code.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => at + 4 > bytes.Length ? 4 : 4 + (4L * BitConverter.ToUInt32(bytes.AsSpan(at, 4))),
        _ => 4,
    };
}

/// <summary>An instruction in a method body.</summary>
/// <param name="Code">What it does.</param>
/// <param name="Start">Its offset.</param>
/// <param name="Operand">The offset of its operand.</param>
/// <param name="End">The offset behind it.</param>
readonly record struct DecodedInstruction(OpCode Code, int Start, int Operand, int End)
{
    /// <summary>The offsets that it may branch to.</summary>
    internal IEnumerable<int> Targets(ImmutableArray<byte> code)
    {
        if (Code.OperandType == OperandType.ShortInlineBrTarget) return [End + (sbyte)code[Operand]];
        int first = Code.OperandType == OperandType.InlineSwitch ? Operand + 4 : Operand, end = End;
        return Enumerable.Range(0, (End - first) / 4).Select(i => end + BitConverter.ToInt32(code.AsSpan(first + (4 * i), 4)));
    }
}
