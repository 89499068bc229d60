using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Unboxed.Cli.Input;

/// <summary>
/// Finds method bodies that are no sequence of instructions. The runtime refuses such a method only when it is called, but an
/// assembly cannot be rewritten around it: where the tokens in it are is not known.
/// </summary>
static class InstructionStream
{
    static readonly Dictionary<int, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).Where(code => code.OpCodeType != OpCodeType.Nternal).ToDictionary(code => (int)(ushort)code.Value);

    /// <summary>The first method that cannot be decoded, by its name and the offset; null if all can.</summary>
    internal static string? FirstBroken(PEReader reader)
    {
        var metadata = reader.GetMetadataReader();
        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            bool hasIL = method.RelativeVirtualAddress != 0 && (method.ImplAttributes & MethodImplAttributes.CodeTypeMask) == MethodImplAttributes.IL;
            if (hasIL && BrokenAt(reader.GetMethodBody(method.RelativeVirtualAddress).GetILContent()) is { } offset)
                return $"{metadata.GetString(metadata.GetTypeDefinition(method.GetDeclaringType()).Name)}.{metadata.GetString(method.Name)} at IL_{offset:x4}";
        }
        return null;
    }

    static int? BrokenAt(ImmutableArray<byte> code)
    {
        for (int at = 0; at < code.Length;)
        {
            int start = at;
            int value = code[at++];
            // Instructions of two bytes begin with 0xFE (ECMA-335 partition III, 1.2).
            if (value == 0xFE) value = at < code.Length ? 0xFE00 | code[at++] : -1;
            if (!Codes.TryGetValue(value, out var found)) return start;
            at += OperandSize(found, code, at);
            if (at > code.Length) return start;
        }
        return null;
    }

    static int OperandSize(OpCode code, ImmutableArray<byte> bytes, int at) => code.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => at + 4 > bytes.Length ? 4 : (int)Math.Min(int.MaxValue / 2, 4 + (4L * BitConverter.ToUInt32(bytes.AsSpan(at, 4)))),
        _ => 4,
    };
}
