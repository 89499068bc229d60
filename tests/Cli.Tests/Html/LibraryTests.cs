using System.Text.Json;
using Unboxed.Cli.Tests.Support;
using Xunit;

namespace Unboxed.Cli.Tests.Html;

/// <summary>The page of a library from the registry, with hundreds of await sites.</summary>
public sealed class LibraryTests(LibraryTests.Library library, Chromium chromium) : IClassFixture<LibraryTests.Library>, IClassFixture<Chromium>
{
    /// <summary>The library's report and page, made once for all tests.</summary>
    public sealed class Library : IDisposable
    {
        readonly Folder folder = new();

        public Library()
        {
            string report = folder["MailKit.json"], assembly = Path.Combine(AppContext.BaseDirectory, "MailKit.dll");
            Assert.Equal(0, CommandLine.Weave(assembly, folder["woven/MailKit.dll"], "--mark", "--report", report).Code);
            Assert.Equal((0, ""), CommandLine.Run("report", report, "--html", Page) is var outcome ? (outcome.Code, outcome.Error) : default);
            Report = JsonDocument.Parse(File.ReadAllBytes(report));
        }

        internal string Page => folder["page.html"];
        internal JsonDocument Report { get; }

        /// <summary>The places of a decision, of which each names a word somewhere; all where none is given. A call whose future is not awaited at once escapes.</summary>
        internal int Places(string? decision = null, string word = "") => Report.RootElement.GetProperty("awaitSites").EnumerateArray().Concat(Report.RootElement.GetProperty("calls").EnumerateArray()).Count(place =>
            (decision is null || (Text(place, "decision") ?? "escapes") == decision)
            && new[] { "caller", "callee", "file", "reason", "use" }.Any(name => Text(place, name)?.Contains(word, StringComparison.OrdinalIgnoreCase) ?? false));

        static string? Text(JsonElement place, string name) => place.TryGetProperty(name, out var value) ? value.GetString() : null;

        public void Dispose()
        {
            Report.Dispose();
            folder.Dispose();
        }
    }

    [Fact]
    public void All_places_are_there_and_only_those_in_sight_are_in_the_document()
    {
        var browser = chromium.Open(library.Page, "#sites?scope=all");
        Assert.True(library.Places() > 200);
        Assert.Equal($"{library.Places()} places", browser.Found());
        int rows = browser.Value<int>("document.querySelectorAll('.row').length");
        Assert.InRange(rows, 15, 80);
        browser.Draw("const list = document.querySelector('.list'); list.scrollTop = list.scrollHeight");
        Assert.InRange(browser.Value<int>("document.querySelectorAll('.row').length"), 15, 80);
        Assert.True(browser.Value<bool>("[...document.querySelectorAll('.row')].some(row => row.getAttribute('aria-posinset') === row.getAttribute('aria-setsize'))"));
        Assert.Empty(browser.Complaints());
    }

    [Theory]
    [InlineData("scratch")]
    [InlineData("escapes")]
    [InlineData("ordinary")]
    public void A_filter_shows_the_places_of_its_decision(string decision)
    {
        var browser = chromium.Open(library.Page, "#sites?scope=all");
        browser.One($"[data-decision={decision}]").Click();
        Assert.Equal($"{library.Places(decision)} of {library.Places()} places", browser.Found());
        Assert.All(browser.Texts(".row .badge"), badge => Assert.Equal(decision, badge));
        browser.One(".search").SendKeys("ImapClient");
        Assert.Equal($"{library.Places(decision, "ImapClient")} of {library.Places()} places", browser.Found());
    }

    [Fact]
    public void The_scratch_space_of_every_root_and_every_future_is_drawn_to_scale()
    {
        foreach (string view in new[] { "roots", "futures" })
        {
            var browser = chromium.Open(library.Page, "#" + view);
            int items = library.Report.RootElement.GetProperty(view).GetArrayLength();
            var drawn = browser.Value<Drawing.Run[][]>($$"""
                Array.from({ length: arguments[0] }, (_, i) => {
                  document.querySelector('.list').dispatchEvent(new KeyboardEvent('keydown', { key: i === 0 ? 'Home' : 'ArrowDown' }));
                  return {{Drawing.Script}};
                })
                """, items);
            Assert.Equal(items, drawn.Length);
            Assert.True(drawn.Count(runs => runs.Length > 0) > 100);
            foreach (var runs in drawn.Where(runs => runs.Length > 0)) Drawing.MustBeToScale(runs);
            Assert.Empty(browser.Complaints());
        }
    }

    [Fact]
    public void Every_place_can_be_reached_by_keys()
    {
        var browser = chromium.Open(library.Page, "#sites?scope=all");
        browser.Draw("document.querySelector('.list').focus()");
        int reached = browser.Value<int>("""
            (() => {
              const list = document.querySelector('.list'), seen = new Set();
              list.dispatchEvent(new KeyboardEvent('keydown', { key: 'Home' }));
              for (let before = null; before !== list.getAttribute('aria-activedescendant');) {
                before = list.getAttribute('aria-activedescendant');
                if (document.getElementById(before)) seen.add(before);
                list.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown' }));
              }
              return seen.size;
            })()
            """);
        Assert.Equal(library.Places(), reached);
    }
}
