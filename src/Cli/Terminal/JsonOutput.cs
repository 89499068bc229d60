using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Unboxed.Cli.Reports;

namespace Unboxed.Cli.Terminal;

/// <summary>What a command prints for programs: one JSON document, in the words of the report. Notes go to the error output then.</summary>
static class JsonOutput
{
    /// <summary>The most that a writer takes.</summary>
    const int MostDepth = 1000;

    static readonly JsonSerializerOptions Options = new(ReportJson.Options)
    {
        WriteIndented = true,
        // Stacks within stacks have two for each level.
        MaxDepth = MostDepth,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Names have < and >; nobody puts this into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static Option<bool> Option(string description = "Prints JSON for programs, in the words of the report.") => new("--json") { Description = description };

    internal static void Write<T>(TextWriter output, T value) => output.WriteLine(JsonSerializer.Serialize(value, Options));

    /// <summary>The same for a file.</summary>
    internal static byte[] Bytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);
}
