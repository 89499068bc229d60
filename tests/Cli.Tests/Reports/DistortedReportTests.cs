using System.Text.Json.Nodes;
using Unboxed.Cli.Tests.Support;
using Xunit;

namespace Unboxed.Cli.Tests.Reports;

/// <summary>Reports in which each value in turn is another: null, a list, an object, a text, a number out of all range.</summary>
public sealed class DistortedReportTests
{
    static readonly string[] Values = ["null", "[null]", "{}", "\"\\u0000\\ud83d\"", "2147483647", "1e300"];

    public static TheoryData<string> Distortions => [.. Values];

    [Theory]
    [MemberData(nameof(Distortions))]
    public void Every_value_may_be_another(string value)
    {
        using var folder = new Folder();
        var report = JsonNode.Parse(File.ReadAllBytes(Samples.Shop))!;
        var places = Places(report).ToList();
        Assert.True(places.Count > 100);
        for (int i = 0; i < places.Count; i++)
        {
            string file = folder.Write("distorted.json", System.Text.Encoding.UTF8.GetBytes(Distorted(report, places[i], value)));
            foreach (string[] command in (string[][])[["report", file], ["report", file, "--html", folder["page.html"]], ["report", "--diff", Samples.Shop, file], ["explain", file, "TotalAsync"]])
            {
                var outcome = CommandLine.Run(command);
                Assert.True(outcome.Code is 0 or 1 or 2, $"{command[0]}, {string.Join('/', places[i])} is {value}: {outcome.Error}");
                if (outcome.Code == 1) Assert.StartsWith("unboxed: error: " + file, Assert.Single(outcome.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
            }
        }
    }

    static string Distorted(JsonNode report, object[] place, string value)
    {
        var copy = report.DeepClone();
        var parent = copy;
        foreach (object step in place[..^1]) parent = step is int index ? parent![index] : parent![(string)step];
        if (place[^1] is int last) parent![last] = "@@";
        else parent![(string)place[^1]] = "@@";
        // Text that is no value of JSON's own object model may be put in as well.
        return copy.ToJsonString().Replace("\"@@\"", value, StringComparison.Ordinal);
    }

    static IEnumerable<object[]> Places(JsonNode? node) => node switch
    {
        JsonObject entries => entries.SelectMany(entry => Places(entry.Value).Select(place => (object[])[entry.Key, .. place]).Prepend([entry.Key])),
        JsonArray items => items.SelectMany((item, i) => Places(item).Select(place => (object[])[i, .. place]).Prepend([i])),
        _ => [],
    };
}
