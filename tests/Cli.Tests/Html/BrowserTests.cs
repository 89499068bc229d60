using System.Globalization;
using OpenQA.Selenium.Support.UI;
using Unboxed.Cli.Tests.Support;
using Xunit;
using Keys = OpenQA.Selenium.Keys;

namespace Unboxed.Cli.Tests.Html;

/// <summary>The page as a reader meets it, in a browser: the small report with something of everything.</summary>
public sealed class BrowserTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    string Page(string report, params string[] more)
    {
        var outcome = CommandLine.Run(["report", report, "--html", folder["page.html"], .. more]);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        return folder["page.html"];
    }

    [Fact]
    public void It_opens_on_the_places_that_may_allocate_and_says_why()
    {
        var browser = chromium.Open(Page(Samples.Shop));
        Assert.Equal("4 of 7 places", browser.Found());
        Assert.Equal(["boxed", "ordinary", "escapes", "escapes"], browser.Texts(".row .badge"));
        Assert.Equal(["Shop.Basket.SaveAsync(CancellationToken)", "Shop.Basket.TotalAsync()", "Shop.Basket.WarmUp()"], browser.Texts(".group-name"));
        browser.One(".row[data-index='4']").Click();
        Assert.Equal("escapes IStock<int>.PriceAsync(int)", browser.One(".details h2").Text);
        Assert.Contains("awaited after another suspension UNB1001", browser.One(".facts").Text, StringComparison.Ordinal);
        Assert.Contains("help: await the call directly", browser.One(".finding .help").Text, StringComparison.Ordinal);
        Assert.Empty(browser.Complaints());
    }

    [Fact]
    public void Places_are_filtered_by_decision_and_found_by_words()
    {
        var browser = chromium.Open(Page(Samples.Shop));
        browser.One("[data-scope=all]").Click();
        Assert.Equal("7 places", browser.Found());
        browser.One("[data-decision=scratch]").Click();
        Assert.Equal(["scratch", "scratch"], browser.Texts(".row .badge"));
        browser.One("[data-decision=boxed]").Click();
        Assert.Equal("3 of 7 places", browser.Found());
        browser.One(".search").SendKeys("cached price");
        Assert.Equal("1 of 7 places", browser.Found());
        browser.One(".search").SendKeys(" nothing");
        Assert.Equal("0 of 7 places", browser.Found());
        Assert.Equal("Nothing matches the search and the filters.", browser.One(".nothing").Text);
        browser.One(".search").SendKeys(Keys.Escape);
        Assert.Equal("3 of 7 places", browser.Found());
    }

    [Fact]
    public void A_decision_that_cannot_allocate_is_shown_when_it_is_asked_for()
    {
        var browser = chromium.Open(Page(Samples.Shop));
        browser.One("[data-decision=scratch]").Click();
        Assert.Equal("2 of 7 places", browser.Found());
    }

    [Fact]
    public void Places_are_grouped_by_their_reason()
    {
        var browser = chromium.Open(Page(Samples.Shop), "#sites?scope=all&group=reason");
        Assert.Equal("an interface call that is awaited at once", browser.Texts(".group-name")[0]);
        Assert.Equal(["2", "1", "1", "1", "1", "1"], browser.Texts(".group .number"));
    }

    [Fact]
    public void The_address_brings_back_what_was_shown()
    {
        string page = Page(Samples.Shop);
        var browser = chromium.Open(page);
        browser.One("[data-decision=escapes]").Click();
        browser.One(".search").SendKeys("warmup");
        // The address waits until the reader does.
        new WebDriverWait(browser, TimeSpan.FromSeconds(30)).Until(_ => browser.Value<string>("location.hash").Contains("q=warmup", StringComparison.Ordinal));
        browser = chromium.Open(page, browser.Value<string>("location.hash"));
        Assert.Equal("1 of 7 places", browser.Found());
        Assert.Equal("warmup", browser.One(".search").GetAttribute("value"));
        Assert.Equal("true", browser.One("[data-decision=escapes]").GetAttribute("aria-pressed"));
    }

    [Fact]
    public void Scratch_space_is_drawn_to_scale()
    {
        var browser = chromium.Open(Page(Samples.Shop), "#roots");
        Assert.Equal(["decides the size"], browser.Texts(".drawing .decides"));
        var space = browser.Value<Drawing.Run[]>(Drawing.Script);
        Drawing.MustBeToScale(space);
        Assert.Equal(["Cached<T> PriceAsync 40", "Warehouse PriceAsync 24", "8", "Cached<T> PriceAsync 8", "Warehouse PriceAsync 16"], space.SelectMany(run => run.Frames).Select(frame => $"{frame.Text} {8 * frame.Size}".Trim()));
        Assert.Equal([9, 3], space.Select(run => run.Room));
    }

    [Theory]
    [InlineData("nesting", "nesting", "1 callee on the paths may make the chain grow: nesting (only where objects that implement them hold one another deeper than fits)")]
    [InlineData("recursion", "growth", "1 callee on the paths may make the chain grow: recursion (they may call themselves deeper than the budget allows for)")]
    public void A_root_tells_nesting_from_recursion(string why, string badge, string note)
    {
        var browser = chromium.Open(Page(Samples.Changed(folder, report => report["roots"]![0]!["growth"]![0]!["why"] = why)), "#roots");
        Assert.Equal([badge], browser.Texts(".row .badge"));
        Assert.Equal([note], browser.Texts(".details .finding summary"));
        browser.One(".details .finding summary").Click();
        Assert.Equal(["IStock<int>.PriceAsync(int): 2 calls fit one inside the other"], browser.Texts(".details .finding li"));
    }

    [Theory]
    [InlineData("allocator", "Shop.Memory.Counting", "Takes its chain from the allocator Shop.Memory.Counting.")]
    [InlineData("sideStack", 65536, "Has a side stack of 65536 bytes, which takes the place of a chain that is too small.")]
    public void A_root_tells_what_else_than_the_pools_its_chain_comes_from(string member, object value, string told)
    {
        var browser = chromium.Open(Page(Samples.Changed(folder, report => report["roots"]![0]![member] = System.Text.Json.Nodes.JsonValue.Create(value))), "#roots");
        Assert.Equal([told], browser.Texts(".details .source"));
        Assert.Empty(chromium.Open(Page(Samples.Shop), "#roots").Texts(".details .source"));
    }

    [Fact]
    public void Equal_calls_are_drawn_once_and_slots_and_words_may_be_decided_by_different_calls()
    {
        string report = Samples.Changed(folder, report =>
        {
            var root = report["roots"]![0]!;
            var calls = root["calls"]!.AsArray();
            root["words"] = 5;
            foreach (int line in new[] { 14, 15 })
            {
                var more = calls[0]!.DeepClone();
                (more["line"], more["deciding"]) = (line, false);
                calls.Add(more);
            }
            (calls[2]!["slots"], calls[2]!["words"]) = (8, 5);
        });
        var browser = chromium.Open(Page(report), "#roots");
        Assert.Equal(["decides the words IStock<int>.PriceAsync(int) line 15, 104 bytes", "decides the slots IStock<int>.PriceAsync(int) lines 12, 14, 96 bytes"], browser.Texts(".drawing .path-label"));
        Drawing.MustBeToScale(browser.Value<Drawing.Run[]>(Drawing.Script));
    }

    [Fact]
    public void A_future_is_drawn_by_its_fields()
    {
        var browser = chromium.Open(Page(Samples.Shop), "#futures");
        Assert.Equal(["Cached<T>.PriceAsync(T)", "Warehouse.PriceAsync(int)", "Archive.FlushAsync()"], browser.Texts(".row .callee"));
        Drawing.MustBeToScale(browser.Value<Drawing.Run[]>(Drawing.Script));
        Assert.Equal(["future", "contexts", "awaiter", "this", "article", "state"], browser.Value<string[]>("[...document.querySelectorAll('.cell')].map(cell => cell.textContent)"));
        Assert.Contains("article T argument slot* 4", browser.Texts(".fields tr"));
        browser.One(".row[data-index='2']").Click();
        Assert.Contains("its builder is not one of the framework's default builders", browser.One(".details .note").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_method_shows_its_implementers_and_its_callers()
    {
        var browser = chromium.Open(Page(Samples.Shop), "#methods");
        Assert.Equal(["Cached<T>.PriceAsync(T) largest async 96", "Warehouse.PriceAsync(int) async 40"], browser.Texts(".implementers tbody tr").Select(text => text.ReplaceLineEndings(" ")));
        Assert.Contains("Called at 4 places", browser.Texts(".details h3"));
        browser.One(".details .plain a[href='#sites/2']").Click();
        Assert.Equal("7 places", browser.Found());
        Assert.Contains("Basket.cs:12", browser.One(".details").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_do_what_the_mouse_does()
    {
        var browser = chromium.Open(Page(Samples.Shop));
        browser.Press("/warm");
        Assert.Equal("1 of 7 places", browser.Found());
        browser.Press(Keys.Escape);
        browser.Press(Keys.Escape);
        browser.Press(Keys.Down + "j");
        Assert.Equal(("4", "option"), (browser.One("[aria-selected=true].row").GetAttribute("data-index"), browser.One(".row[data-index='4']").GetAttribute("role")));
        Assert.Equal(browser.One("[aria-selected=true].row").GetAttribute("id"), browser.One(".list").GetAttribute("aria-activedescendant"));
        browser.Press(Keys.End);
        Assert.Equal("6", browser.One("[aria-selected=true].row").GetAttribute("data-index"));
        browser.Press(Keys.Enter);
        Assert.Equal("details", browser.Value<string>("document.activeElement.className"));
        browser.Press(Keys.Escape);
        Assert.Equal("list", browser.Value<string>("document.activeElement.className"));
        browser.Press("2");
        Assert.Equal("true", browser.One("#roots-tab").GetAttribute("aria-selected"));
        browser.Press("?");
        Assert.True(browser.Value<bool>("document.getElementById('help').open"));
    }

    [Fact]
    public void Names_that_look_like_markup_are_harmless()
    {
        const string evil = "Shop.<script>globalThis.evil = 1</script><img src=x onerror='globalThis.evil = 1'>()";
        string report = Samples.Changed(folder, report =>
        {
            foreach (var name in new[] { "callee", "caller", "reason", "file" }) report["awaitSites"]![0]![name] = evil;
            report["awaitSites"]![0]!["decision"] = "escapes";
            report["assembly"] = evil;
            foreach (var named in new[] { report["roots"]![0], report["roots"]![0]!["calls"]![0]!["path"]![0], report["futures"]![1]!["suspensions"]![0]!["fields"]![4], report["methods"]![0] }) named!["name"] = evil;
            foreach (string text in new[] { "message", "help" }) report["diagnostics"]![0]![text] = evil;
            report["diagnostics"]![0]!["link"] = "javascript:globalThis.evil = 1";
        });
        string page = Page(report);
        foreach (string view in new[] { "sites", "roots", "futures", "methods", "diagnostics" })
        {
            var browser = chromium.Open(page, "#" + view);
            Assert.Contains("<script>globalThis", browser.One("body").Text, StringComparison.Ordinal);
            Assert.Equal([0, 0], browser.Value<int[]>("[document.querySelectorAll('img, main script, [href^=javascript]').length, globalThis.evil ?? 0]"));
            Assert.Empty(browser.Complaints());
        }
    }

    [Fact]
    public void Places_link_to_their_source()
    {
        var browser = chromium.Open(Page(Samples.Shop, "--source", folder.Path, "--source-link", "vscode://file/{path}:{line}:{column}"));
        Assert.Equal($"vscode://file/{folder["Basket.cs"]}:33:9", browser.One(".row a.where").GetAttribute("href"));
        Assert.Equal("Basket.cs:33", browser.Value<string>("document.querySelector('.row a.where').textContent"));
    }

    [Fact]
    public void It_is_dark_or_light_as_the_reader_wants()
    {
        var browser = chromium.Open(Page(Samples.Shop));
        double[] brightness = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            browser.One("#theme").Click();
            return browser.Value<string>("getComputedStyle(document.body).backgroundColor").Split('(', ',', ')').Skip(1).Take(3).Average(part => double.Parse(part, CultureInfo.InvariantCulture));
        })];
        Assert.True(brightness[0] > 200 && brightness[1] < 60, $"light {brightness[0]}, dark {brightness[1]}");
    }

    [Fact]
    public void A_narrow_window_is_wide_enough()
    {
        var browser = chromium.Open(Page(Samples.Shop));
        browser.Manage().Window.Size = new(520, 800);
        foreach (string view in new[] { "sites", "roots", "futures", "methods" })
        {
            browser.Draw($"location.hash = '{view}'");
            Assert.True(browser.Value<bool>("document.documentElement.scrollWidth <= innerWidth"), view);
        }
    }
}
