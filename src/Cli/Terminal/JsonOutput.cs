using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Unboxed.Cli.Reports;

namespace Unboxed.Cli.Terminal;

/// <summary>What a command prints for programs: one JSON document, in the words of the report. Notes go to the error output then.</summary>
static class JsonOutput
{
    static readonly JsonSerializerOptions Options = new(ReportJson.Options)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Names have < and >; nobody puts this into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static Option<bool> Option() => new("--json") { Description = "Prints JSON for programs, in the words of the report." };

    internal static void Write<T>(TextWriter output, T value) => output.WriteLine(JsonSerializer.Serialize(value, Options));
}
