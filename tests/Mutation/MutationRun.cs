using System.Globalization;
using System.Text.RegularExpressions;

namespace Unboxed.Mutation;

/// <summary>Damages assemblies, weaves them, loads what comes of it, and tells all that should not be.</summary>
static partial class MutationRun
{
    /// <returns>1 where something went wrong.</returns>
    internal static int Run(int seed, int count, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("unboxed-mutation-");
        try
        {
            // Two at a time: a machine with two processors is the smallest that runs the tests.
            int half = count / 2;
            Dictionary<int, string>[] woven = new Dictionary<int, string>[2], loaded = new Dictionary<int, string>[2];
            (int First, int Count)[] parts = [(seed, half), (seed + half, count - half)];
            Parallel.For(0, parts.Length, i =>
            {
                woven[i] = new Stage("weave", folder.FullName).Run(parts[i].First, parts[i].Count);
                loaded[i] = new Stage("load", folder.FullName).Run(parts[i].First, parts[i].Count);
            });
            return Tell([.. woven.SelectMany(part => part)], [.. loaded.SelectMany(part => part)], output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static int Tell(List<KeyValuePair<int, string>> woven, List<KeyValuePair<int, string>> loaded, TextWriter output)
    {
        var faults = woven.Where(entry => entry.Value.Contains(" fault: ", StringComparison.Ordinal) || entry.Value.Contains(" died: ", StringComparison.Ordinal))
            // Where the runtime itself cannot stand the input, nothing is asked of the output.
            .Concat(loaded.Where(entry => entry.Value.Contains("fault: ", StringComparison.Ordinal) || (entry.Value.StartsWith("output", StringComparison.Ordinal) && entry.Value.Contains(" died: ", StringComparison.Ordinal)))).ToList();
        foreach (var (seed, what) in faults.OrderBy(entry => entry.Key)) output.WriteLine($"seed {seed}: {what}");
        output.WriteLine("refused, by reason:");
        foreach (var group in woven.Select(entry => RefusalLine().Match(entry.Value)).Where(match => match.Success).GroupBy(match => match.Groups[1].Value).OrderByDescending(group => group.Count()).Take(25)) output.WriteLine($"  {group.Count(),5} {group.Key}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{woven.Count} damaged assemblies: {Count(woven, ": 0 woven")} woven, {Count(woven, ": 1 refused")} refused; {Count(loaded, "same")} load as before, {Count(loaded, "nothing")} do not load before either, {Count(loaded, "input died")} end the runtime; {faults.Count} faults"));
        return faults.Count == 0 ? 0 : 1;
    }

    static int Count(List<KeyValuePair<int, string>> entries, string text) => entries.Count(entry => entry.Value.Contains(text, StringComparison.Ordinal));

    [GeneratedRegex(@"refused: (?:\S*: )?([^(:]*)")]
    private static partial Regex RefusalLine();
}
