using Fody;
using Unboxed.Weaver.Diagnostics;

namespace Unboxed.Weaver.Options.EditorConfig;

/// <summary>
/// What the <c>.editorconfig</c> and global files of a build say to the weaver. Which of them count for a source, and in which order, is as the C# compiler has it (AnalyzerConfigSet):
/// the nearest counts, in a file the last section, and the folders around one with <c>root = true</c> do not.
/// </summary>
sealed class EditorConfigs
{
    /// <summary>There are none.</summary>
    internal static readonly EditorConfigs None = new([], PathMap.Parse(""));

    readonly PathMap paths;
    readonly IReadOnlyList<EditorConfigFile> local, global;
    readonly Dictionary<string, IReadOnlyList<EditorConfigSection>> known = new(StringComparer.Ordinal);

    EditorConfigs(IReadOnlyList<EditorConfigFile> files, PathMap paths)
    {
        this.paths = paths;
        local = [.. files.Where(file => !file.IsGlobal).OrderByDescending(file => file.Folder.Length)];
        global = [.. files.Where(file => file.IsGlobal).OrderByDescending(file => file.Level)];
    }

    /// <summary>Whether any of them asks for something of the lint.</summary>
    internal bool AskForLint => local.Concat(global).SelectMany(file => file.Sections.Append(file.Preamble)).SelectMany(section => section.Levels).Any(level => level.Key.IsLint() && level.Value is not (null or LintLevel.Off));

    /// <summary>Reads the files that the build hands to the compiler.</summary>
    /// <param name="files">The whole paths. What is not there is passed over.</param>
    /// <param name="paths">How the compiler has been told to write paths of sources: those in symbols are turned back.</param>
    /// <exception cref="WeavingException">One of them says something to the weaver that it cannot mean.</exception>
    internal static EditorConfigs Read(IEnumerable<string> files, PathMap paths) =>
        Of([.. files.Where(File.Exists).Select(file => EditorConfigFile.Parse(file, File.ReadAllLines(file)))], paths);

    internal static EditorConfigs Of(IReadOnlyList<EditorConfigFile> files, PathMap paths) => files.Count == 0 ? None : new(files, paths);

    /// <summary>How loudly a diagnostic is told in a source; null where nothing is said about it.</summary>
    /// <param name="source">The path as symbols have it; null where the diagnostic is about no source.</param>
    /// <param name="id">The diagnostic.</param>
    internal LintLevel? LevelIn(string? source, DiagnosticId id)
    {
        if (source is null || local.Count + global.Count == 0) return null;
        if (SectionsFor(source).FirstOrDefault(section => section.Levels.ContainsKey(id)) is { } nearest) return nearest.Levels[id];
        string path = PathOf(source);
        return Undisputed(file => file.Sections.LastOrDefault(section => SectionPattern.Literal(section.Name) == path && section.Levels.ContainsKey(id)), id);
    }

    /// <summary>The same for a project as a whole, by what stands in global files before all sections.</summary>
    internal LintLevel? LevelEverywhere(DiagnosticId id) => Undisputed(file => file.Preamble.Levels.ContainsKey(id) ? file.Preamble : null, id);

    /// <summary>Whether a source is generated, where that is said (<c>generated_code = true</c>).</summary>
    internal bool? IsGenerated(string? source) => source is null ? null : SectionsFor(source).FirstOrDefault(section => section.SaysOfGenerated)?.IsGenerated;

    /// <summary>What the global file with the highest level says. Where two of that level speak of the diagnostic neither counts, and the compiler warns.</summary>
    LintLevel? Undisputed(Func<EditorConfigFile, EditorConfigSection?> sectionOf, DiagnosticId id)
    {
        var speaking = global.Where(file => sectionOf(file) is not null).Take(2).ToList();
        return speaking.Count == 0 || speaking.Count == 2 && speaking[0].Level == speaking[1].Level ? null : sectionOf(speaking[0])!.Levels[id];
    }

    string PathOf(string source) => EditorConfigFile.Normal(paths.Unmap(source));

    /// <summary>The sections for a source in files that are not global, of which the first that says something counts.</summary>
    IReadOnlyList<EditorConfigSection> SectionsFor(string source)
    {
        if (local.Count == 0) return [];
        if (known.TryGetValue(source, out var found)) return found;
        string path = PathOf(source);
        var sections = new List<EditorConfigSection>();
        foreach (var file in local.Where(file => path.StartsWith(file.Folder + "/", StringComparison.Ordinal)))
        {
            string rest = path.Substring(file.Folder.Length);
            sections.AddRange(file.Sections.Reverse().Where(section => section.IsFor(rest)));
            if (file.IsRoot) break;
        }
        return known[source] = sections;
    }
}
