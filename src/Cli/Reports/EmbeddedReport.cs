using System.Globalization;
using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mono.Cecil;
using Unboxed.Weaver.Diagnostics.Reports;

namespace Unboxed.Cli.Reports;

/// <summary>The report that the weaver leaves in an assembly as a resource.</summary>
static class EmbeddedReport
{
    /// <summary>More than any report, in bytes; what unpacks to more is damaged.</summary>
    const int Longest = 1 << 30;

    static ReadOnlySpan<byte> Table => "strings"u8;

    /// <param name="module">The assembly.</param>
    /// <param name="file">Its file, for messages.</param>
    /// <returns>The JSON; null where there is none.</returns>
    /// <exception cref="BadInputException">It is damaged.</exception>
    internal static byte[]? Of(ModuleDefinition module, string file)
    {
        if (module.Resources.OfType<EmbeddedResource>().FirstOrDefault(candidate => candidate.Name == JsonReport.FileName) is not { } resource) return null;
        byte[] content = resource.GetResourceData();
        if (content is not [0x1F, 0x8B, ..]) return content;
        try
        {
            return Expand(Unpack(content));
        }
        // What unpacking, reading, and a name that is no UTF-8 come to.
        catch (Exception damage) when (damage is InvalidDataException or JsonException or InvalidOperationException)
        {
            throw new BadInputException(file, $"the report in it is damaged ({FileProblem.Text(damage)})", "Build it again, or give the Unboxed.report.json of its build");
        }
    }

    static byte[] Unpack(byte[] content)
    {
        using var unpacked = new MemoryStream();
        using var packed = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
        byte[] part = new byte[81920];
        for (int length = packed.Read(part); length > 0; length = packed.Read(part))
        {
            if (unpacked.Length + length > Longest) throw new InvalidDataException("it has no end");
            unpacked.Write(part, 0, length);
        }
        return unpacked.ToArray();
    }

    /// <summary>Puts the strings back that the compact form has in a table at its end; JSON without a table is left as it is.</summary>
    static byte[] Expand(byte[] content)
    {
        if (TableOf(content) is not { } strings) return content;
        using var expanded = new MemoryStream();
        using (var writer = new Utf8JsonWriter(expanded, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            var reader = new Utf8JsonReader(content);
            while (reader.Read()) Expand(ref reader, writer, strings);
        }
        return expanded.ToArray();
    }

    static void Expand(ref Utf8JsonReader reader, Utf8JsonWriter writer, List<string> strings)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                writer.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                writer.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                writer.WriteEndArray();
                break;
            case JsonTokenType.PropertyName when reader.CurrentDepth == 1 && reader.ValueTextEquals(Table):
                reader.Skip();
                break;
            case JsonTokenType.PropertyName:
                writer.WritePropertyName(reader.GetString()!);
                break;
            case JsonTokenType.String:
                int place = int.TryParse(reader.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int found) && found < strings.Count ? found : throw new InvalidDataException("it names a string that it does not have");
                writer.WriteStringValue(strings[place]);
                break;
            default:
                writer.WriteRawValue(reader.ValueSpan);
                break;
        }
    }

    static List<string>? TableOf(byte[] content)
    {
        var reader = new Utf8JsonReader(content);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1) continue;
            bool isTable = reader.ValueTextEquals(Table);
            reader.Read();
            if (!isTable) reader.Skip();
            else return JsonSerializer.Deserialize<List<string>>(ref reader);
        }
        return null;
    }
}
