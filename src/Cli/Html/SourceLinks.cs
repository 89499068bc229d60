using System.Text.RegularExpressions;

namespace Unboxed.Cli.Html;

/// <summary>
/// The form of the page's links to source files: a URL with <c>{path}</c>, the whole path of a file, or <c>{file}</c>, as the report has it, and with <c>{line}</c> and <c>{column}</c>.
/// Without a form, links are relative to the page.
/// </summary>
sealed partial class SourceLinks
{
    static readonly string[] Placeholders = ["{path}", "{file}", "{line}", "{column}"];
    static readonly string[] Scripting = ["javascript:", "data:", "vbscript:"];
    readonly string? template;
    readonly string folder;
    readonly string pageFolder;

    /// <param name="template">The form; null for relative links.</param>
    /// <param name="folder">What the files in the report are relative to.</param>
    /// <param name="page">Where the page is written.</param>
    /// <exception cref="BadInputException">The form makes no links to files.</exception>
    internal SourceLinks(string? template, string folder, string page)
    {
        if (template is not null) Check(template);
        this.template = template;
        this.folder = Path.GetFullPath(folder);
        pageFolder = Path.GetDirectoryName(Path.GetFullPath(page))!;
    }

    /// <summary>The link to a file, in which the page puts line and column.</summary>
    internal string Of(string file)
    {
        // Symbols that were made on Windows name whole paths in its way, wherever the page is made.
        bool isWindows = WindowsRoot().IsMatch(file);
        string path = Slashes(isWindows ? file : Path.GetFullPath(Path.Combine(folder, file)));
        return template is null
            ? (isWindows ? "file:///" + Escaped(path).Replace("%3A", ":", StringComparison.Ordinal) : Escaped(Slashes(Path.GetRelativePath(pageFolder, path)))) + "#L{line}"
            : template.Replace("{path}", Escaped(path), StringComparison.Ordinal).Replace("{file}", Escaped(Slashes(file)), StringComparison.Ordinal);
    }

    static void Check(string template)
    {
        if (Placeholder().Matches(template).FirstOrDefault(match => !Placeholders.Contains(match.Value)) is { } unknown)
            throw new BadInputException("--source-link", $"it does not know {unknown.Value}", $"It knows {string.Join(", ", Placeholders)}");
        if (!template.Contains("{path}", StringComparison.Ordinal) && !template.Contains("{file}", StringComparison.Ordinal))
            throw new BadInputException("--source-link", $"'{template}' has neither {{path}} nor {{file}} in it", "Give a form such as vscode://file/{path}:{line}");
        if (Scripting.Any(scheme => template.TrimStart().StartsWith(scheme, StringComparison.OrdinalIgnoreCase)))
            throw new BadInputException("--source-link", $"'{template}' is a script and no link", "Give a form such as vscode://file/{path}:{line}");
    }

    /// <summary>Each part of a path by itself. A colon is escaped as well: a relative path must not be taken for a scheme.</summary>
    static string Escaped(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    static string Slashes(string path) => path.Replace('\\', '/');

    [GeneratedRegex(@"^[A-Za-z]:[\\/]")]
    private static partial Regex WindowsRoot();

    [GeneratedRegex(@"\{\w*\}")]
    private static partial Regex Placeholder();
}
