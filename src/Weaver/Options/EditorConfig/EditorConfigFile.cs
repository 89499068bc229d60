using System.Globalization;
using System.Text.RegularExpressions;
using Fody;
using Unboxed.Weaver.Diagnostics;

namespace Unboxed.Weaver.Options.EditorConfig;

/// <summary>An <c>.editorconfig</c>, or a global file such as <c>.globalconfig</c>, read as the C# compiler reads it: what is no section and no property is passed over.</summary>
sealed class EditorConfigFile
{
    static readonly Regex sectionLine = new(@"^\s*\[((?:[^#;\\]|\\.)+)\]\s*(?:[#;].*)?$", RegexOptions.CultureInvariant);
    static readonly Regex propertyLine = new(@"^\s*([\w.\-]+)\s*[=:]\s*(.*?)\s*(?:[#;].*)?$", RegexOptions.CultureInvariant);
    static readonly Regex severityKey = new(@"^dotnet_diagnostic\.(unb[0-9]+)\.severity$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    static readonly Dictionary<string, LintLevel?> severities = new(StringComparer.OrdinalIgnoreCase)
    {
        ["default"] = null,
        ["none"] = LintLevel.Off,
        // The compiler hides it from whoever builds.
        ["silent"] = LintLevel.Off,
        ["suggestion"] = LintLevel.Info,
        ["warning"] = LintLevel.Warning,
        ["error"] = LintLevel.Error,
    };

    readonly string path;
    readonly List<EditorConfigSection> sections = [new("")];

    EditorConfigFile(string path)
    {
        this.path = path;
        Folder = Normal(Path.GetDirectoryName(path)).TrimEnd('/');
        IsGlobal = string.Equals(Path.GetFileName(path), ".globalconfig", StringComparison.OrdinalIgnoreCase);
        if (IsGlobal) Level = NamedLevel;
    }

    /// <summary>The level of a <c>.globalconfig</c> that gives none, as the compiler has it.</summary>
    const int NamedLevel = 100;

    /// <summary>The folder, with <c>/</c> between folders and none at the end.</summary>
    internal string Folder { get; }

    /// <summary>Whether files in the folders around it do not count.</summary>
    internal bool IsRoot { get; private set; }

    /// <summary>Whether the file is for the whole project, wherever it lies.</summary>
    internal bool IsGlobal { get; private set; }

    /// <summary>Which of two global files counts: the one with the higher level.</summary>
    internal int Level { get; private set; }

    /// <summary>What stands before all sections: it counts in global files alone.</summary>
    internal EditorConfigSection Preamble => sections[0];

    /// <summary>The sections, of which the last that is for a file counts.</summary>
    internal IEnumerable<EditorConfigSection> Sections => sections.Skip(1);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The whole path.</param>
    /// <param name="lines">What stands in it.</param>
    /// <exception cref="WeavingException">It gives a diagnostic of Unboxed a severity that is none, or one to a diagnostic that has none to be given.</exception>
    internal static EditorConfigFile Parse(string path, IEnumerable<string> lines)
    {
        var file = new EditorConfigFile(path);
        int number = 0;
        foreach (string line in lines) file.Read(line, ++number);
        return file;
    }

    internal static string Normal(string path) => path.Replace('\\', '/');

    void Read(string line, int number)
    {
        string start = line.TrimStart();
        if (start.Length == 0 || start[0] is '#' or ';') return;
        if (sectionLine.Match(line) is { Success: true } section) sections.Add(new(section.Groups[1].Value));
        else if (propertyLine.Match(line) is { Success: true } property) Take(property.Groups[1].Value, property.Groups[2].Value, number);
    }

    void Take(string key, string value, int line)
    {
        var section = sections[sections.Count - 1];
        if (severityKey.Match(key) is { Success: true } severity)
        {
            var id = IdOf(severity.Groups[1].Value, line);
            var level = severities.TryGetValue(value, out var known) ? known : throw Wrong(
                line, $"'{value}' is no severity of {severity.Groups[1].Value.ToUpperInvariant()}: it takes none, silent, suggestion, warning, error or default");
            if (Severities.CanBeSet(id)) section.Levels[id] = level;
        }
        else if (Is(key, "generated_code"))
        {
            section.SaysOfGenerated = true;
            section.IsGenerated = bool.TryParse(value, out bool isGenerated) ? isGenerated : null;
        }
        else if (section == Preamble)
        {
            if (Is(key, "root")) IsRoot = Is(value, "true");
            // Whatever the value is, as with the compiler.
            else if (Is(key, "is_global")) IsGlobal = true;
            else if (Is(key, "global_level") && int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int level)) Level = level;
        }
    }

    DiagnosticId IdOf(string text, int line)
    {
        string name = text.ToUpperInvariant();
        if (DiagnosticIds.Parse(name) is not { } id) throw Wrong(line, $"{name} is no diagnostic of Unboxed: its ids are such as {DiagnosticId.EscapingAwait.Text()}");
        return Severities.CanBeSet(id) || Severities.IsOfAnalyzer(id) ? id : throw Wrong(line, $"how loudly {name} is told is not for options to say: it is an error. Take away what it is about");
    }

    static bool Is(string text, string other) => string.Equals(text, other, StringComparison.OrdinalIgnoreCase);

    WeavingException Wrong(int line, string problem) => new($"{path}({line}): {problem}.");
}
