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

    const string Strings = "strings", Shapes = "shapes";

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

    /// <summary>Puts the strings and the names of members back that the compact form has in tables at its end (docs/report.md); JSON without a table of strings is left as it is.</summary>
    static byte[] Expand(byte[] content)
    {
        using var document = JsonDocument.Parse(content);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty(Strings, out var strings)) return content;
        var shapes = document.RootElement.TryGetProperty(Shapes, out var table) ? table.Deserialize<List<string>>()! : [];
        using var expanded = new MemoryStream();
        using (var writer = new Utf8JsonWriter(expanded, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            new Expansion(writer, strings.Deserialize<List<string>>()!, [.. shapes.Select(names => names.Split(','))]).Write(document.RootElement);
        return expanded.ToArray();
    }

    /// <summary>Writes what is compact as it was.</summary>
    readonly struct Expansion(Utf8JsonWriter writer, List<string> strings, List<string[]> shapes)
    {
        internal void Write(JsonElement element)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    WriteObject(element.EnumerateObject().Where(member => !member.NameEquals(Strings) && !member.NameEquals(Shapes)).Select(member => (member.Name, member.Value)));
                    break;
                case JsonValueKind.Array when element.GetArrayLength() > 0 && element[element.GetArrayLength() - 1] is { ValueKind: JsonValueKind.Number } shape:
                    WriteObject(NamesOf(shape, element.GetArrayLength() - 1).Zip(element.EnumerateArray()));
                    break;
                case JsonValueKind.Array:
                    writer.WriteStartArray();
                    foreach (var item in element.EnumerateArray()) Write(item);
                    writer.WriteEndArray();
                    break;
                case JsonValueKind.String:
                    bool isPlace = int.TryParse(element.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out int place) && place < strings.Count;
                    writer.WriteStringValue(isPlace ? strings[place] : throw new InvalidDataException("it names a string that it does not have"));
                    break;
                default:
                    element.WriteTo(writer);
                    break;
            }
        }

        void WriteObject(IEnumerable<(string Name, JsonElement Value)> members)
        {
            writer.WriteStartObject();
            foreach (var (name, value) in members)
            {
                writer.WritePropertyName(name);
                Write(value);
            }
            writer.WriteEndObject();
        }

        string[] NamesOf(JsonElement shape, int count) => shape.TryGetInt32(out int place) && place >= 0 && place < shapes.Count && shapes[place] is var names && names.Length == count
            ? names
            : throw new InvalidDataException("it names the members of an object that it does not have");
    }
}
