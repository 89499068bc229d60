using System.Text.Json;
using System.Text.Json.Serialization;

namespace Unboxed.Cli.Reports;

/// <summary>Reads a report's JSON. What this program does not know is passed over: a schema of the same number may grow.</summary>
static class ReportJson
{
    internal static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false), new WithoutNulls() },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        ReadCommentHandling = JsonCommentHandling.Disallow,
    };

    /// <param name="file">What the content is from, for messages.</param>
    /// <param name="content">UTF-8, with or without a byte order mark.</param>
    /// <exception cref="BadInputException">The content is no report, or one of a newer schema.</exception>
    internal static Report Read(string file, ReadOnlyMemory<byte> content)
    {
        if (content.Span.StartsWith(Utf8Mark)) content = content[Utf8Mark.Length..];
        try
        {
            CheckSchema(file, content);
            return JsonSerializer.Deserialize<Report>(content.Span, Options) ?? throw NoReport(file);
        }
        catch (JsonException damage)
        {
            throw new BadInputException(file, $"it is damaged at line {(damage.LineNumber ?? 0) + 1} ({FirstSentence(damage.Message)})", "Build the project again to have it written anew");
        }
    }

    /// <summary>Before anything else is read: a newer schema may differ in everything else.</summary>
    static void CheckSchema(string file, ReadOnlyMemory<byte> content)
    {
        using var document = JsonDocument.Parse(content);
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw NoReport(file);
        // The first reports had no number.
        bool isNumbered = document.RootElement.TryGetProperty("schema", out var schema);
        if (isNumbered && (schema.ValueKind != JsonValueKind.Number || !schema.TryGetInt32(out int number) || number < 1)) throw NoReport(file);
        if (isNumbered && schema.GetInt32() > Report.NewestSchema)
            throw new BadInputException(file, $"it is a report of schema {schema.GetInt32()}, and this program reads schemas up to {Report.NewestSchema}", "Update unboxed to the version of the weaver that wrote it");
        if (!document.RootElement.TryGetProperty("awaitSites", out _)) throw NoReport(file);
    }

    static BadInputException NoReport(string file) => new(file, "it is JSON, but not a report of Unboxed", "Give an Unboxed.report.json, or an assembly");

    static string FirstSentence(string message)
    {
        int end = message.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd('.').ReplaceLineEndings(" ");
    }

    static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];
}
