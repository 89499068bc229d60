using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Unboxed.Cli.Reports;

namespace Unboxed.Cli.Html;

/// <summary>Makes one page of a report that needs no other file: style, script and data are inside of it, and its policy forbids it to ask for anything else.</summary>
static partial class HtmlPage
{
    /// <summary>In the order in which they need each other.</summary>
    static readonly string[] Scripts = ["dom.js", "data.js", "list.js", "view.js", "sites.js", "drawing.js", "roots.js", "futures.js", "methods.js", "findings.js", "main.js"];

    /// <summary>As the report is read, but small. The encoder leaves no character that HTML could take for a tag.</summary>
    static readonly JsonSerializerOptions DataOptions = new(ReportJson.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    internal static byte[] Of(PageData data)
    {
        string style = Resource("page.css"), script = string.Join("\n", Scripts.Select(Resource));
        string title = data.Assembly.Length == 0 ? "Unboxed" : $"{data.Assembly}: Unboxed";
        // In one go: what is put in is not searched for placeholders again.
        string page = Placeholder().Replace(Resource("page.html"), match => match.Groups[1].Value switch
        {
            "policy" => $"default-src 'none'; style-src {Hash(style)}; script-src {Hash(script)}; img-src data:; base-uri 'none'; form-action 'none'",
            "title" => WebUtility.HtmlEncode(title),
            "style" => style,
            "data" => JsonSerializer.Serialize(data, DataOptions),
            "script" => script,
            var unknown => throw new InvalidOperationException($"page.html has a placeholder {unknown}."),
        });
        return Encoding.UTF8.GetBytes(page);
    }

    static string Hash(string content) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}'";

    static string Resource(string file)
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream("Page/" + file) ?? throw new InvalidOperationException($"{file} is not in the program.");
        using var reader = new StreamReader(stream);
        // A browser reads all line ends as one character, and hashes what it has read.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Placeholder();
}
