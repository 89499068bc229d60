using System.Globalization;
using Microsoft.Diagnostics.Runtime;

namespace Unboxed.Cli.Dump.Memory;

/// <summary>A variable of a frame.</summary>
/// <param name="Name">As the source has it.</param>
/// <param name="Type">As C# writes it; of an object, its own.</param>
/// <param name="Value">Of primitives, enums, strings, and what the framework has of that kind; null for others.</param>
sealed record Variable(string Name, string Type, string? Value);

/// <summary>Reads the values of variables.</summary>
sealed class Values(IDataReader memory)
{
    const int LongestText = 120;

    /// <param name="name">The variable.</param>
    /// <param name="found">What it refers to.</param>
    /// <param name="declared">Its type, where that is known, for a null reference.</param>
    internal static Variable OfObject(string name, ClrObject found, string? declared)
    {
        if (found.IsNull || found.Type is not { } type) return new(name, declared is null ? "object" : TypeNames.CSharp(declared), "null");
        if (type.IsString) return new(name, "string", Quoted(found.AsString(LongestText + 1) ?? ""));
        string written = TypeNames.CSharp(type.Name ?? "?");
        return new(name, type.IsArray && written.EndsWith("[]", StringComparison.Ordinal) ? $"{written[..^2]}[{found.AsArray().Length.ToString(CultureInfo.InvariantCulture)}]" : written, null);
    }

    /// <summary>A value that lies in memory.</summary>
    internal Variable OfValue(string name, ulong address, ClrType type) => new(name, TypeNames.CSharp(type.Name ?? "?"), TextOf(address, type));

    string? TextOf(ulong address, ClrType type) => type.IsEnum ? OfEnum(address, type) : type.Name switch
    {
        "System.Boolean" => memory.Read<byte>(address) != 0 ? "true" : "false",
        "System.Char" => $"'{(char)memory.Read<ushort>(address)}'",
        "System.SByte" => Text<sbyte>(address),
        "System.Byte" => Text<byte>(address),
        "System.Int16" => Text<short>(address),
        "System.UInt16" => Text<ushort>(address),
        "System.Int32" => Text<int>(address),
        "System.UInt32" => Text<uint>(address),
        "System.Int64" or "System.IntPtr" => Text<long>(address),
        "System.UInt64" or "System.UIntPtr" => Text<ulong>(address),
        "System.Single" => Text<float>(address),
        "System.Double" => Text<double>(address),
        "System.Decimal" => Text<decimal>(address),
        "System.Guid" => Text<Guid>(address),
        "System.TimeSpan" => Text<TimeSpan>(address),
        "System.DateTime" => memory.Read<DateTime>(address).ToString("O", CultureInfo.InvariantCulture),
        "System.DateTimeOffset" => memory.Read<DateTimeOffset>(address).ToString("O", CultureInfo.InvariantCulture),
        { } name when name.StartsWith("System.Nullable<", StringComparison.Ordinal) => OfNullable(new(address, type, true)),
        _ => null,
    };

    string Text<T>(ulong address) where T : unmanaged, IFormattable => memory.Read<T>(address).ToString(null, CultureInfo.InvariantCulture);

    string? OfNullable(Instance value)
    {
        if (!value.Read<bool>("hasValue")) return "null";
        return value.Type.GetFieldByName("value") is { Type: { } type } field ? TextOf(field.GetAddress(value.Address, true), type) : null;
    }

    string OfEnum(ulong address, ClrType type)
    {
        var values = type.AsEnum();
        long value = values.ElementType switch
        {
            ClrElementType.Int8 => memory.Read<sbyte>(address),
            ClrElementType.UInt8 or ClrElementType.Boolean => memory.Read<byte>(address),
            ClrElementType.Int16 => memory.Read<short>(address),
            ClrElementType.UInt16 or ClrElementType.Char => memory.Read<ushort>(address),
            ClrElementType.Int32 => memory.Read<int>(address),
            ClrElementType.UInt32 => memory.Read<uint>(address),
            _ => memory.Read<long>(address),
        };
        foreach (var (name, constant) in values.EnumerateValues())
        {
            if (constant is IConvertible number && Convert.ToInt64(number, CultureInfo.InvariantCulture) == value) return name;
        }
        return value.ToString(CultureInfo.InvariantCulture);
    }

    static string Quoted(string text) => text.Length > LongestText ? $"\"{text[..LongestText]}\"…" : $"\"{text}\"";
}
