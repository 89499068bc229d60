using System.Text.Json.Nodes;
using Unboxed.Cli.Tests.Support;
using Xunit;

namespace Unboxed.Cli.Tests.Reports;

/// <summary>What <c>unboxed report --diff</c> says of a change.</summary>
public sealed class DiffTests
{
    static Outcome Diff(Action<JsonNode> before, Action<JsonNode> after)
    {
        using var folder = new Folder();
        return CommandLine.Run("report", "--diff", Samples.Changed(folder, before, "old.json"), Samples.Changed(folder, after, "new.json"));
    }

    static void Same(JsonNode report) => Assert.NotNull(report);

    /// <summary>The lines with a sign, without it.</summary>
    static string[] Signed(Outcome outcome, char sign) => [.. outcome.Output.Split('\n').Where(line => line.StartsWith(sign)).Select(line => line[2..].TrimEnd())];

    static JsonArray Sites(JsonNode report) => report["awaitSites"]!.AsArray();

    static JsonNode Site(string decision, int line = 50, string callee = "Shop.IStock<int>.PriceAsync(int)", string? id = null) => new JsonObject
    {
        ["id"] = id,
        ["file"] = "Basket.cs",
        ["line"] = line,
        ["caller"] = "Shop.Basket.TotalAsync()",
        ["callee"] = callee,
        ["decision"] = decision,
        ["reason"] = "because",
    };

    [Fact]
    public void The_same_report_has_no_new_allocation()
    {
        var outcome = Diff(Same, Same);
        Assert.Equal((0, "no new allocation"), (outcome.Code, outcome.Output.Trim()));
    }

    [Fact]
    public void Lines_that_have_moved_are_no_difference()
    {
        var outcome = Diff(Same, report =>
        {
            foreach (var place in Sites(report).Concat(report["calls"]!.AsArray())) place!["line"] = 7 + place["line"]!.GetValue<int>();
        });
        Assert.Equal((0, "no new allocation"), (outcome.Code, outcome.Output.Trim()));
    }

    [Fact]
    public void Reports_of_two_assemblies_are_compared_with_a_note() =>
        Assert.StartsWith("note: these are reports of two assemblies, Shop and Market.", Diff(Same, report => report["assembly"] = "Market").Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("escapes")]
    [InlineData("boxed")]
    public void A_scratch_call_that_is_none_any_more_is_a_new_allocation(string decision)
    {
        var outcome = Diff(Same, report => Sites(report)[0]!["decision"] = decision);
        Assert.Equal(2, outcome.Code);
        Assert.Equal([$"{decision} Basket.cs:12: Basket.TotalAsync() calls IStock<int>.PriceAsync(int): an interface call that is awaited at once, was scratch"], Signed(outcome, '+'));
        Assert.Contains("1 new allocation", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_places_that_were_not_there_are_two_new_allocations()
    {
        var outcome = Diff(Same, report =>
        {
            Sites(report).Add(Site("boxed", 50, "Shop.Archive.WriteAsync(string)"));
            report["calls"]!.AsArray().Add(new JsonObject { ["caller"] = "Shop.Basket.Start()", ["callee"] = "Shop.Archive.WriteAsync(string)", ["use"] = "discarded" });
        });
        Assert.Equal(2, outcome.Code);
        Assert.Equal(
            ["escapes Basket.Start() calls Archive.WriteAsync(string): discarded, was not there", "boxed Basket.cs:50: Basket.TotalAsync() calls Archive.WriteAsync(string): because, was not there"],
            Signed(outcome, '+'));
        Assert.Contains("2 new allocations", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scratch_call_before_an_escaping_one_does_not_make_it_new()
    {
        var outcome = Diff(Same, report => Sites(report).Insert(0, Site("scratch", 11)));
        Assert.Equal((0, "no new allocation"), (outcome.Code, outcome.Output.Trim()));
    }

    [Fact]
    public void An_escaping_call_before_a_scratch_call_is_new_and_the_scratch_call_is_not()
    {
        var outcome = Diff(Same, report => Sites(report).Insert(0, Site("escapes", 11)));
        Assert.Equal(2, outcome.Code);
        Assert.Equal(["escapes Basket.cs:11: Basket.TotalAsync() calls IStock<int>.PriceAsync(int): because, was not there"], Signed(outcome, '+'));
    }

    [Fact]
    public void Two_calls_that_have_changed_places_are_no_new_allocation()
    {
        var outcome = Diff(Same, report => (Sites(report)[0]!["line"], Sites(report)[1]!["line"]) = (13, 12));
        Assert.Equal((0, "no new allocation"), (outcome.Code, outcome.Output.Trim()));
    }

    [Fact]
    public void A_new_leaf_is_no_new_allocation_but_a_new_call_of_an_async_method_that_is_left_alone_is()
    {
        Assert.Equal(0, Diff(Same, report => Sites(report).Add(Site("ordinary", 50, "System.IO.Stream.FlushAsync()"))).Code);
        Assert.Equal(2, Diff(Same, report => Sites(report).Add(Site("ordinary", 50, "Shop.Archive.FlushAsync()", "UNB1007"))).Code);
    }

    [Fact]
    public void What_does_not_allocate_any_more_is_gone_and_costs_nothing()
    {
        var outcome = Diff(Same, report =>
        {
            (Sites(report)[3]!["decision"], Sites(report)[3]!["id"]) = ("scratch", null);
            report["calls"]!.AsArray().Clear();
        });
        Assert.Equal(0, outcome.Code);
        Assert.Equal(
            ["boxed Basket.cs:33: Basket.SaveAsync(CancellationToken) calls Archive.WriteAsync(string): [Boxed] on Shop.Archive, now scratch",
                "escapes Basket.cs:41: Basket.WarmUp() calls IStock<int>.PriceAsync(int): passed to 'System.Threading.Tasks.Task.WhenAll', no longer there"],
            Signed(outcome, '-'));
        Assert.Contains("no new allocation, 2 gone", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_callee_that_may_make_a_chain_grow_is_a_new_allocation()
    {
        foreach (var before in new Action<JsonNode>[] { report => Growth(report).Clear(), Same })
        {
            var outcome = Diff(before, report => Growth(report)[0]!["why"] = "recursion");
            Assert.Equal(2, outcome.Code);
            Assert.Equal(["growth a call of IStock<int>.PriceAsync(int) may make chains grow (recursion beyond 2 levels): Basket.TotalAsync()"], Signed(outcome, '+'));
        }
    }

    [Fact]
    public void One_that_does_so_only_where_objects_are_nested_deeper_than_fits_is_none() =>
        Assert.Equal(0, Diff(report => Growth(report).Clear(), Same).Code);

    static JsonArray Growth(JsonNode report) => report["roots"]![0]!["growth"]!.AsArray();

    [Fact]
    public void A_root_that_expects_a_larger_chain_is_told_and_is_no_new_allocation()
    {
        var outcome = Diff(Same, report => report["roots"]![0]!["words"] = 8);
        Assert.Equal((0, "chain of Basket.TotalAsync(): 96 bytes before, 136 now"), (outcome.Code, outcome.Output.Split('\n')[0].TrimEnd()));
    }
}
