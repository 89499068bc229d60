using System.Text;

namespace Unboxed.Weaver.Options;

/// <summary>The compiler's option <c>-pathmap</c>: what paths in assembly and symbols begin with, so that they do not depend on where the sources are.</summary>
sealed class PathMap
{
    readonly IReadOnlyList<(string From, string To)> entries;

    PathMap(IReadOnlyList<(string From, string To)> entries) => this.entries = entries;

    /// <summary>Reads <c>from=to,from=to</c>, in which <c>,,</c> and <c>==</c> stand for one of them.</summary>
    internal static PathMap Parse(string text)
    {
        var entries = new List<(string, string)>();
        foreach (string entry in Split(text, ','))
        {
            if (Split(entry, '=') is [{ Length: > 0 } from, { Length: > 0 } to]) entries.Add((WithSeparator(Single(from)), WithSeparator(Single(to))));
        }
        return new(entries);
    }

    /// <summary>A folder as the compiler would write it: the first entry that it lies in counts, as in the compiler.</summary>
    internal string Map(string folder) => MapFull(Path.GetFullPath(folder)) ?? folder;

    /// <summary>The same for a folder from the root; null where it lies in none of the entries.</summary>
    internal string? MapFull(string folder)
    {
        string full = WithSeparator(folder);
        foreach (var (from, to) in entries)
        {
            if (!full.StartsWith(from, StringComparison.Ordinal)) continue;
            string rest = full.Substring(from.Length);
            // As the compiler writes it: with the separators of what stands in the folder's place.
            return to + (from[from.Length - 1] == '\\' && to[to.Length - 1] == '/' ? rest.Replace('\\', '/') : rest);
        }
        return null;
    }

    /// <summary>The file that the compiler would write so: the first entry that it may come from. What comes from none is returned as it is.</summary>
    internal string Unmap(string file)
    {
        foreach (var (from, to) in entries)
        {
            if (file.StartsWith(to, StringComparison.Ordinal)) return from + file.Substring(to.Length);
        }
        return file;
    }

    /// <summary>Splits at single separators, and leaves doubled ones as they are.</summary>
    static List<string> Split(string text, char separator)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != separator)
            {
                part.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] == separator)
            {
                part.Append(separator, 2);
                i++;
            }
            else
            {
                parts.Add(part.ToString());
                part.Clear();
            }
        }
        parts.Add(part.ToString());
        return parts;
    }

    static string Single(string text) => text.Replace(",,", ",").Replace("==", "=");

    static string WithSeparator(string path) => path[path.Length - 1] is '/' or '\\' ? path : path + (path.Contains('\\') && !path.Contains('/') ? "\\" : "/");
}
