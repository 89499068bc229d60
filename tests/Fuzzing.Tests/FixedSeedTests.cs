using System.Globalization;
using System.Text.RegularExpressions;
using Unboxed.Fuzzing.Generation;
using Unboxed.Fuzzing.Harness;

namespace Unboxed.Fuzzing.Tests;

/// <summary>The same programs in every test run, compiled in both configurations.</summary>
public sealed partial class FixedSeedTests
{
    static readonly Lazy<ChildProcess> run = new(() => ChildProcess.Run("Fuzzing.dll", "--seed", "1", "--count", "100", "--both"));

    [Fact]
    public void Woven_programs_behave_as_unwoven_programs() => Assert.True(run.Value.ExitCode == 0, run.Value.Text);

    /// <summary>Others, since the framework takes other ways then.</summary>
    [Fact]
    public void Woven_programs_behave_as_unwoven_programs_where_the_events_of_tasks_are_listened_to()
    {
        var listening = ChildProcess.Run("Fuzzing.dll", "--seed", "101", "--count", "50", "--events");
        Assert.True(listening.ExitCode == 0, listening.Text);
        Assert.Contains(listening.Lines, line => line.EndsWith(" events", StringComparison.Ordinal) && !line.StartsWith("0 ", StringComparison.Ordinal));
    }

    /// <summary>All that the generator can write, and all that a leaf can do.</summary>
    public static TheoryData<string> Names => [.. Enum.GetNames<Shape>().Concat(Enum.GetNames<Suspension>()).Distinct()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_shape_is_in_one_of_a_hundred_programs(string name)
    {
        var lines = run.Value.Lines.Select(line => FrequencyLine().Match(line)).Where(match => match.Groups[1].Value == name).ToList();
        Assert.NotEmpty(lines);
        Assert.All(lines, match => Assert.InRange(double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture), 1, 100));
    }

    [GeneratedRegex(@"^\s+(\w+)\s+([\d.]+) %")]
    private static partial Regex FrequencyLine();
}
