using Unboxed.Fuzzing.Planting;

namespace Unboxed.Fuzzing.Tests;

/// <summary>That the fixed seeds would find a bug, if there was one.</summary>
public sealed class PlantedBugTests
{
    const string Lost = "ended the process";

    static readonly Lazy<IReadOnlyDictionary<string, string>> results = new(Run);

    public static TheoryData<string> Bugs => [.. PlantedBugs.All.Select(bug => bug.Name)];

    [Theory]
    [MemberData(nameof(Bugs))]
    public void A_planted_bug_is_caught(string name)
    {
        Assert.True(results.Value.TryGetValue(name, out var result), $"{name} was not planted.");
        Assert.False(result.StartsWith("0 ", StringComparison.Ordinal), $"{name}: {result}");
    }

    /// <summary>What became of each bug: <c>k of n</c> programs show it, or it ended the process, which then goes on with the next.</summary>
    static Dictionary<string, string> Run()
    {
        var found = new Dictionary<string, string>();
        var left = PlantedBugs.All.Select(bug => bug.Name).ToList();
        while (left.Count > 0)
        {
            var process = ChildProcess.Run("Fuzzing.dll", "--seed", "1", "--count", "200", "--bugs", string.Join(',', left), "--first");
            foreach (var line in process.Lines.Where(line => line.StartsWith(BugRun.Caught, StringComparison.Ordinal)))
            {
                var words = line.Split(' ', 3);
                found[words[1]] = words[2];
            }
            var planted = process.Lines.Where(line => line.StartsWith(BugRun.Planting, StringComparison.Ordinal)).Select(line => line[BugRun.Planting.Length..]).ToList();
            Assert.True(planted.Count > 0, process.Text);
            if (!found.ContainsKey(planted[^1]))
            {
                // By a signal, or because a program did not end; no other exception is the bug's.
                Assert.True(process.Text.Contains("System.TimeoutException", StringComparison.Ordinal) || !process.Text.Contains("Unhandled exception", StringComparison.Ordinal), process.Text);
                found[planted[^1]] = Lost;
            }
            left.RemoveAll(found.ContainsKey);
        }
        return found;
    }
}
