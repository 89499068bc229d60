using System.Text.Json.Nodes;
using Unboxed.Cli.Tests.Support;
using Xunit;

namespace Unboxed.Cli.Tests.Reports;

/// <summary>What <c>--json</c> prints.</summary>
public sealed class JsonTests
{
    static JsonNode Run(params string[] arguments)
    {
        var outcome = CommandLine.Run(arguments);
        Assert.Equal("", outcome.Error);
        return JsonNode.Parse(outcome.Output)!;
    }

    [Fact]
    public void A_report_is_printed_as_it_is_written()
    {
        var report = Run("report", Samples.Shop, "--json");
        var file = JsonNode.Parse(File.ReadAllText(Samples.Shop))!;
        Assert.Equal(Decisions(file), Decisions(report));
        Assert.Equal((string?)file["assembly"], (string?)report["assembly"]);
    }

    [Fact]
    public void It_can_be_read_again()
    {
        using var folder = new Folder();
        string file = folder.Write("printed.json", System.Text.Encoding.UTF8.GetBytes(CommandLine.Run("report", Samples.Shop, "--json").Output));
        Assert.Equal(CommandLine.Run("report", Samples.Shop).Output, CommandLine.Run("report", file).Output);
    }

    [Fact]
    public void Only_the_decisions_that_are_asked_for_are_printed()
    {
        var report = Run("report", Samples.Shop, "--json", "--only", "boxed");
        Assert.Equal(["boxed"], Decisions(report));
        Assert.Empty(report["calls"]!.AsArray());
    }

    [Fact]
    public void A_comparison_has_what_is_new_and_what_is_gone()
    {
        var diff = Run("report", "--diff", Samples.Shop, Samples.Shop, "--json");
        Assert.All(["newAllocations", "gone", "newGrowth", "chains"], part => Assert.Empty(diff[part]!.AsArray()));
    }

    [Fact]
    public void An_explanation_has_the_awaits_of_each_method()
    {
        var story = Assert.Single(Run("explain", Samples.Shop, "Shop.Basket.TotalAsync", "--json").AsArray())!;
        Assert.Equal("Shop.Basket.TotalAsync()", (string?)story["name"]);
        Assert.Equal(["scratch", "escapes", "ordinary"], story["places"]!.AsArray().Select(place => (string?)place!["decision"]));
    }

    static IEnumerable<string?> Decisions(JsonNode report) => report["awaitSites"]!.AsArray().Select(site => (string?)site!["decision"]);
}
