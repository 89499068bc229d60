using System.Text.Json;
using System.Text.RegularExpressions;
using Unboxed.Cli.Tests.Support;
using Xunit;

namespace Unboxed.Cli.Tests.Html;

/// <summary>The page's file, without a browser.</summary>
public sealed partial class PageTests
{
    static string Page(Folder folder, string report, params string[] more)
    {
        var outcome = CommandLine.Run(["report", report, "--html", folder["page.html"], .. more]);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        return File.ReadAllText(folder["page.html"]);
    }

    static JsonDocument DataOf(string page) => JsonDocument.Parse(Data().Match(page).Groups[1].Value);

    [GeneratedRegex("""id="data">(.*?)</script>""", RegexOptions.Singleline)]
    private static partial Regex Data();

    static string LinkOf(string page, string file) => DataOf(page).RootElement.GetProperty("links").GetProperty(file).GetString()!;

    [Fact]
    public void A_page_asks_for_nothing_but_itself()
    {
        using var folder = new Folder();
        string page = Page(folder, Samples.Shop);
        string frame = Data().Replace(page, "");
        Assert.Contains("default-src 'none'", frame, StringComparison.Ordinal);
        Assert.DoesNotMatch("""(src|href)\s*=\s*["'](?!data:,["'])""", frame);
        Assert.DoesNotMatch(@"@import|url\(|fetch\(|XMLHttpRequest|innerHTML|eval\(", frame);
    }

    [Fact]
    public void The_same_report_gives_the_same_page()
    {
        using var folder = new Folder();
        Assert.Equal(Page(folder, Samples.Shop), Page(folder, Samples.Shop));
    }

    [Fact]
    public void A_page_has_every_place_with_what_may_allocate()
    {
        using var folder = new Folder();
        using var data = DataOf(Page(folder, Samples.Shop));
        var places = data.RootElement.GetProperty("places").EnumerateArray().ToList();
        Assert.Equal(7, places.Count);
        Assert.Equal([33, 34, 13, 41], places.Where(place => place.GetProperty("mayAllocate").GetBoolean()).Select(place => place.GetProperty("line").GetInt32()));
    }

    [Fact]
    public void Names_that_look_like_markup_do_not_leave_their_string()
    {
        using var folder = new Folder();
        const string evil = "</script><script>evil()</script><!--";
        string report = Samples.Changed(folder, report => (report["assembly"], report["awaitSites"]![0]!["callee"]) = (evil, evil));
        string page = Page(folder, report);
        Assert.DoesNotContain("evil()</script", page, StringComparison.Ordinal);
        Assert.Equal(evil, DataOf(page).RootElement.GetProperty("assembly").GetString());
        Assert.Contains("<title>&lt;/script&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_looks_like_a_placeholder_is_a_name()
    {
        using var folder = new Folder();
        string page = Page(folder, Samples.Changed(folder, report => report["assembly"] = "{{script}}"));
        Assert.Contains("<title>{{script}}: Unboxed</title>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_are_relative_to_the_page_unless_a_form_is_given()
    {
        using var folder = new Folder();
        string report = Samples.Changed(folder, report => report["awaitSites"]![0]!["file"] = "../Other place/Basket#1.cs", "project/obj/report.json");
        folder.Write("project/Shop.csproj", []);
        Assert.Equal("Other%20place/Basket%231.cs#L{line}", LinkOf(Page(folder, report), "../Other place/Basket#1.cs"));
        Assert.Equal("project/Stock.cs#L{line}", LinkOf(Page(folder, report), "Stock.cs"));
        Assert.Equal($"vscode://file/{folder["elsewhere/Stock.cs"]}:{{line}}:{{column}}", LinkOf(Page(folder, report, "--source", folder["elsewhere"], "--source-link", "vscode://file/{path}:{line}:{column}"), "Stock.cs"));
        Assert.Equal("https://example.org/blob/main/Stock.cs#L{line}", LinkOf(Page(folder, report, "--source-link", "https://example.org/blob/main/{file}#L{line}"), "Stock.cs"));
    }

    [Fact]
    public void A_path_of_symbols_from_Windows_stays_whole()
    {
        using var folder = new Folder();
        string report = Samples.Changed(folder, report => report["awaitSites"]![0]!["file"] = @"C:\src\Basket.cs");
        Assert.Equal("file:///C:/src/Basket.cs#L{line}", LinkOf(Page(folder, report), @"C:\src\Basket.cs"));
    }

    [Theory]
    [InlineData("vscode://file/{paht}:{line}", "{paht}")]
    [InlineData("vscode://file/", "neither {path} nor {file}")]
    [InlineData("javascript:open('{path}')", "no link")]
    [InlineData(" JavaScript:{path}", "no link")]
    public void A_form_that_makes_no_links_is_refused(string form, string said)
    {
        using var folder = new Folder();
        var outcome = CommandLine.Run("report", Samples.Shop, "--html", folder["page.html"], "--source-link", form);
        Assert.Equal(1, outcome.Code);
        Assert.Contains("--source-link", outcome.Error, StringComparison.Ordinal);
        Assert.Contains(said, outcome.Error, StringComparison.Ordinal);
        Assert.Empty(folder.Content());
    }

    [Theory]
    [InlineData("report x.json --source-link {path}", "give --html as well")]
    [InlineData("report --diff a.json b.json --html x.html", "do not go together")]
    public void Options_that_are_about_no_page_are_refused(string line, string said)
    {
        var outcome = CommandLine.Run(line.Split(' '));
        Assert.Equal(1, outcome.Code);
        Assert.Contains(said, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_that_cannot_be_written_is_told_in_one_line()
    {
        using var folder = new Folder();
        folder.Write("file", []);
        var outcome = CommandLine.Run("report", Samples.Shop, "--html", folder["file/page.html"]);
        Assert.Equal(1, outcome.Code);
        Assert.Contains("it cannot be written", Assert.Single(outcome.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }
}
