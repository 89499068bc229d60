using System.IO.Enumeration;

namespace Unboxed.Cli.Applications;

/// <summary>Which assemblies the user wants woven, by simple names in which <c>*</c> and <c>?</c> stand for what they do in names of files.</summary>
/// <param name="Include">Those that are; all, where there are none.</param>
/// <param name="Exclude">Those that are not, whatever is included.</param>
sealed record AssemblyFilter(IReadOnlyList<string> Include, IReadOnlyList<string> Exclude)
{
    internal bool Accepts(string name) => (Include.Count == 0 || Include.Any(pattern => Matches(pattern, name))) && !Exclude.Any(pattern => Matches(pattern, name));

    /// <summary>A sentence for each pattern that no assembly matches: mostly a misspelled one.</summary>
    internal IEnumerable<string> Unused(IReadOnlyList<string> names) =>
        from pattern in Include.Select(pattern => (Option: "--include", Pattern: pattern)).Concat(Exclude.Select(pattern => (Option: "--exclude", Pattern: pattern)))
        where !names.Any(name => Matches(pattern.Pattern, name))
        select $"{pattern.Option} {pattern.Pattern} matches no assembly that is shipped.";

    static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name);
}
