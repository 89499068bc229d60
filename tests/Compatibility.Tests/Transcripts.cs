namespace Unboxed.Compatibility.Tests;

/// <summary>What a process has shown: the lines of each scenario, by its name.</summary>
sealed class Transcripts
{
    /// <summary>What lines of documented differences begin with: a text, a colon and a number.</summary>
    const string Documented = "~ ";

    readonly Dictionary<string, List<string>> lines = [];

    Transcripts(string output)
    {
        List<string> current = [];
        foreach (string line in output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal)) lines.Add(line[3..], current = []);
            else current.Add(line);
        }
    }

    /// <summary>Runs scenarios in a process of their own: all, or those whose names begin with one of these.</summary>
    internal static Transcripts Run(string folder, IEnumerable<string> names, params IEnumerable<(string Name, string Value)> environment)
    {
        var process = ChildProcess.Run(Paths.DotNet, [Path.Combine(folder, Paths.Program), .. names], environment);
        Assert.True(process.ExitCode == 0, $"The scenarios in {folder} ended with {process.ExitCode}:\n{process.Error}{process.Output}");
        return new(process.Output);
    }

    internal IReadOnlyCollection<string> Names => lines.Keys;

    /// <summary>The lines that are the same woven and unwoven.</summary>
    internal IReadOnlyList<string> Of(string name) => [.. lines[name].Where(line => !line.StartsWith(Documented, StringComparison.Ordinal))];

    /// <summary>The numbers that are above zero when woven alone.</summary>
    internal IReadOnlyList<int> DocumentedOf(string name) =>
        [.. lines[name].Where(line => line.StartsWith(Documented, StringComparison.Ordinal)).Select(line => int.Parse(line.Split(": ")[^1], System.Globalization.CultureInfo.InvariantCulture))];
}
