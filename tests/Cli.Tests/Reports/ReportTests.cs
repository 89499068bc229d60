using System.Text.Json.Nodes;
using Unboxed.Cli.Reports;
using Unboxed.Cli.Terminal;
using Unboxed.Cli.Tests.Support;
using Xunit;

namespace Unboxed.Cli.Tests.Reports;

/// <summary>What <c>unboxed report</c> prints.</summary>
public sealed class ReportTests
{
    [Fact]
    public void A_report_is_a_tree_by_type_and_method_with_a_summary()
    {
        var outcome = CommandLine.Run("report", Samples.Shop);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.Equal(
            """
            Shop.Basket
            ├── SaveAsync(CancellationToken)  Basket.cs
            │   ├──   33 boxed    Archive.WriteAsync(string): [Boxed] on Shop.Archive UNB1003
            │   └──   34 ordinary Archive.FlushAsync(): the callee cannot run in scratch space: its builder is not one of the framework's default builders UNB1007
            ├── TotalAsync()  Basket.cs
            │   ├──   12 scratch  IStock<int>.PriceAsync(int)  96 bytes
            │   ├──   13 escapes  IStock<int>.PriceAsync(int): awaited after another suspension UNB1001
            │   ├──   20 ordinary Task.Delay(int): the callee is a method of another assembly
            │   ├──      root     expects 96 bytes (9 slots, 3 words)
            │   └──      growth   nesting beyond 2 objects: IStock<int>.PriceAsync(int)
            └── WarmUp()  Basket.cs
                └──   41 escapes  IStock<int>.PriceAsync(int): passed to 'System.Threading.Tasks.Task.WhenAll' UNB1002
            Shop.Cached<T>
            └── PriceAsync(T)  Stock.cs
                └──    8 scratch  IStock<T>.PriceAsync(T)  96 bytes
            Shop: 6 await sites, 1 other call: 2 scratch, 2 escapes, 1 boxed, 2 ordinary
            may allocate: 3 await sites, 1 call whose future is not awaited at once, 0 callees that may make a chain grow; 1 callee where objects are nested deeper than fits
            1 root; the largest chain: Basket.TotalAsync(), 96 bytes of the budget of 512

            """.ReplaceLineEndings(), outcome.Output);
    }

    [Theory]
    [InlineData("boxed", new[] { "33 boxed" })]
    [InlineData("boxed,escapes", new[] { "33 boxed", "13 escapes", "41 escapes" })]
    [InlineData("scratch", new[] { "12 scratch", "8 scratch" })]
    public void Only_the_decisions_that_are_asked_for_are_printed(string only, string[] expected)
    {
        var outcome = CommandLine.Run("report", Samples.Shop, "--only", only);
        var printed = outcome.Output.Split('\n').Where(line => line.Contains("── ", StringComparison.Ordinal)).Select(line => line.Split("── ")[1].Trim())
            .Where(line => char.IsAsciiDigit(line[0])).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2)));
        Assert.Equal(expected, printed);
        Assert.DoesNotContain("growth  ", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_option_may_be_given_several_times()
    {
        string both = CommandLine.Run("report", Samples.Shop, "--only", "boxed", "--only", "escapes").Output;
        Assert.Equal(CommandLine.Run("report", Samples.Shop, "--only", "boxed,escapes").Output, both);
    }

    [Fact]
    public void A_decision_that_no_site_has_is_said_to_have_none()
    {
        using var folder = new Folder();
        string report = Samples.Changed(folder, report => report["awaitSites"]!.AsArray().RemoveAt(3));
        Assert.StartsWith("No await site: boxed.", CommandLine.Run("report", report, "--only", "boxed").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("report x.json --only free", "'free'")]
    [InlineData("report", "Give a report or an assembly")]
    [InlineData("report x.json --diff a.json b.json", "give no other input")]
    [InlineData("report --diff a.json b.json --only boxed", "do not go together")]
    public void A_command_line_that_makes_no_sense_is_refused(string line, string said)
    {
        var outcome = CommandLine.Run(line.Split(' '));
        Assert.Equal(1, outcome.Code);
        Assert.Contains(said, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_a_terminal_gets_plain_text_and_a_terminal_colours_unless_they_are_switched_off()
    {
        Assert.DoesNotContain('\e', CommandLine.Run("report", Samples.Shop).Output);
        using var written = new StringWriter();
        var report = ReportJson.Read(Samples.Shop, File.ReadAllBytes(Samples.Shop));
        new ReportPrinter(Printer.Create(written, hasColour: true, width: 120), report, Place.Of(report)).Print([]);
        Assert.Contains("\e[91mescapes", written.ToString(), StringComparison.Ordinal);
        Assert.Equal([true, true, false, false, false], [Printer.HasColour(true, null), Printer.HasColour(true, ""), Printer.HasColour(true, "1"), Printer.HasColour(false, null), Printer.HasColour(false, "1")]);
    }

    [Fact]
    public void Names_cannot_command_the_terminal_nor_be_taken_for_markup()
    {
        using var folder = new Folder();
        string report = Samples.Changed(folder, report => report["awaitSites"]![1]!["callee"] = "Shop.\e[31mX\u202E.[red]Evil\n()");
        Assert.Contains(@"\u001B[31mX\u202E.[red]Evil\u000A(): awaited", CommandLine.Run("report", report).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_without_the_parts_that_came_later_is_read()
    {
        using var folder = new Folder();
        string report = Samples.Changed(folder, report =>
        {
            foreach (string later in new[] { "schema", "assembly", "weaver", "maxScratchBytes", "calls", "futures", "methods", "roots", "diagnostics" }) report.AsObject().Remove(later);
        });
        Assert.EndsWith("\n6 await sites: 2 scratch, 1 escapes, 1 boxed, 2 ordinary\nmay allocate: 3 await sites, 0 calls whose future is not awaited at once, 0 callees that may make a chain grow\n", CommandLine.Run("report", report).Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_schema_1_calls_segments_is_read_as_growth()
    {
        using var folder = new Folder();
        string report = Samples.Changed(folder, report =>
        {
            report["schema"] = 1;
            var root = report["roots"]![0]!.AsObject();
            var growth = root["growth"];
            root.Remove("growth");
            root["segments"] = growth;
        });
        Assert.Equal(CommandLine.Run("report", Samples.Shop).Output, CommandLine.Run("report", report).Output);
        Assert.Equal((0, "no new allocation"), CommandLine.Run("report", "--diff", report, Samples.Shop) is var diff ? (diff.Code, diff.Output.Trim()) : default);
    }

    [Fact]
    public void A_promise_that_is_not_kept_is_told_before_the_summary()
    {
        using var folder = new Folder();
        string report = Samples.Changed(folder, report => (report["diagnostics"]![0]!["id"], report["diagnostics"]![0]!["severity"], report["diagnostics"]![0]!["message"]) = ("UNB2001", "error", "It boxes."));
        Assert.Contains("\nerror UNB2001 Basket.cs:13: It boxes. help: await the call directly, or mark it [Boxed].\nShop: 6 await", CommandLine.Run("report", report).Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_schema_of_the_same_number_has_more_is_passed_over()
    {
        using var folder = new Folder();
        string report = Samples.Changed(folder, report => report["awaitSites"]![0]!["colour"] = new JsonObject { ["more"] = 1 });
        Assert.Equal(CommandLine.Run("report", Samples.Shop).Output, CommandLine.Run("report", report).Output);
    }
}
