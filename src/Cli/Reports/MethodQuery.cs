namespace Unboxed.Cli.Reports;

/// <summary>Finds methods by what a user types: with or without parameters, type arguments and the front of the namespace.</summary>
static class MethodQuery
{
    const int MostSuggestions = 5;

    /// <summary>The methods that are meant, overloads and all: by the whole name, else by the whole name without its parameters, else by the end of it.</summary>
    internal static IReadOnlyList<string> Find(IReadOnlyCollection<string> names, string query)
    {
        Func<string, bool>[] ways =
        [
            name => name == query,
            name => WithoutParameters(name) == query || MethodName.Parse(name).Path == query,
            name => EndsWith(name, query) || EndsWith(WithoutParameters(name), query) || EndsWith(MethodName.Parse(name).Path, query),
        ];
        return ways.Select(way => (IReadOnlyList<string>)[.. names.Where(way)]).FirstOrDefault(found => found.Count > 0) ?? [];
    }

    /// <summary>The names that are nearest to one that was not found, the nearest first.</summary>
    internal static IReadOnlyList<string> Suggest(IReadOnlyCollection<string> names, string query)
    {
        var wanted = MethodName.Parse(query);
        IReadOnlyList<string> similar =
        [
            .. names.Select(name => (Name: name, Path: MethodName.Parse(name)))
                .Select(entry => (entry.Name, Distance: Distance(wanted, entry.Path)))
                .Where(entry => entry.Distance <= Math.Max(2, wanted.Method.Length / 3))
                .OrderBy(entry => entry.Distance).ThenBy(entry => entry.Name, StringComparer.Ordinal)
                .Select(entry => entry.Name).Take(MostSuggestions),
        ];
        return similar.Count > 0 ? similar : [.. names.Where(name => LastPart(MethodName.Parse(name).Type) == LastPart(wanted.Type)).Order(StringComparer.Ordinal).Take(MostSuggestions)];
    }

    static string WithoutParameters(string name) => name.Split('(')[0];

    static bool EndsWith(string name, string query) => name.EndsWith("." + query, StringComparison.Ordinal);

    /// <summary>The edits from one method to the other. A wrong type counts little: the right method in another type is a good guess.</summary>
    static int Distance(MethodName wanted, MethodName name)
    {
        int method = Edits(wanted.Method, MethodName.Parse(name.Path).Method);
        return wanted.Type.Length == 0 ? method : method + Math.Min(2, Edits(LastPart(wanted.Type), LastPart(name.Type)));
    }

    static string LastPart(string type) => MethodName.WithoutNamespaces(MethodName.Parse(type).Path);

    /// <summary>The Levenshtein distance, without regard to case.</summary>
    static int Edits(string from, string to)
    {
        (from, to) = (from.ToUpperInvariant(), to.ToUpperInvariant());
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[^1];
    }
}
