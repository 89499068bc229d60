using System.Text.Json;
using Unboxed.Cli.Reports;
using Unboxed.Cli.Tests.Support;
using Unboxed.Weaver.Plan;
using Xunit;

namespace Unboxed.Cli.Tests.Reports;

/// <summary>What <c>unboxed report</c> and <c>unboxed explain</c> say of a woven application as a whole.</summary>
public sealed class ApplicationReportTests
{
    static SampleApplication Woven()
    {
        var app = new SampleApplication();
        Assert.Equal(0, app.Weave().Code);
        return app;
    }

    [Fact]
    public void Each_assembly_has_a_row_and_others_a_reason()
    {
        using var app = Woven();
        var outcome = CommandLine.Run("report", app.Woven);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        var rows = outcome.Output.Split('\n').Where(line => line.StartsWith('│')).Select(line => line.Split('│', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(7).ToArray()).ToList();
        Assert.Equal(
            [
                ["assembly", "scratch", "escapes", "boxed", "ordinary", "may allocate", "roots"],
                ["App", "1", "0", "0", "0", "0", "1"], ["Layer", "1", "0", "0", "0", "0", "1"], ["Store", "0", "0", "0", "1", "0", "0"],
            ],
            rows);
        Assert.Contains("Plain: it is not woven", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("App: 3 await sites: 2 scratch, 0 escapes, 0 boxed, 1 ordinary", outcome.Output, StringComparison.Ordinal);
        // The list of what is shipped names the same application.
        Assert.Equal(outcome.Output, CommandLine.Run("report", app.Folder["woven/App.deps.json"]).Output);
    }

    [Fact]
    public void A_path_leads_through_the_assemblies()
    {
        using var app = Woven();
        using var document = JsonDocument.Parse(CommandLine.Run("report", app.Woven, "--json").Output);
        var root = Assert.Single(document.RootElement.GetProperty("roots").EnumerateArray(), root => root.GetProperty("assembly").GetString() == "App");
        var path = root.GetProperty("calls")[0].GetProperty("path").EnumerateArray().Select(frame => frame.GetProperty("name").GetString());
        Assert.Equal(["Layer.LoadAsync(int)", "Store.LoadAsync(int)"], path);
    }

    [Fact]
    public void A_method_is_explained_with_its_callers_and_implementations_in_all_assemblies()
    {
        using var app = Woven();
        var outcome = CommandLine.Run("explain", app.Woven, "IStore.LoadAsync");
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        foreach (string expected in (string[])["Layer.LoadAsync(int)  async", "Store.LoadAsync(int)  async", "Entry.RunAsync()"]) Assert.Contains(expected, outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_groups_by_assembly()
    {
        using var app = Woven();
        Assert.Equal(0, CommandLine.Run("report", app.Woven, "--html", app.Folder["page.html"]).Code);
        string page = File.ReadAllText(app.Folder["page.html"]);
        Assert.Contains("""{"name":"Plain","missing":"it is not woven"}""", page, StringComparison.Ordinal);
        Assert.Contains("\"assembly\":\"Store\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void An_application_that_is_not_woven_has_no_report()
    {
        using var app = new SampleApplication();
        var outcome = CommandLine.Run("report", app.Path);
        Assert.Equal(ExitCodes.BadInput, outcome.Code);
        Assert.Contains("none of the assemblies that it ships is woven", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("unboxed weave --app", outcome.Error, StringComparison.Ordinal);
    }

    static ApplicationPart Part(string assembly, Report report) => new(new(assembly), report with { Assembly = assembly });

    static AwaitSite Site(string callee, Decision decision, string? id = null) => new() { Caller = "Caller.RunAsync()", Callee = callee, Decision = decision, Reason = "why", Id = id };

    /// <summary>The report of the caller takes it for a leaf.</summary>
    [Fact]
    public void An_ordinary_call_of_an_async_method_elsewhere_may_allocate()
    {
        var caller = new Report
        {
            AwaitSites = [Site("Library.LoadAsync<int>(int)", Decision.Ordinary), Site("System.IO.Stream.FlushAsync()", Decision.Ordinary), Site("ISource.NextAsync()", Decision.Ordinary), Site("Own.LoadAsync()", Decision.Ordinary)],
            Futures = [new() { Name = "Own.LoadAsync()" }],
        };
        var library = new Report
        {
            AwaitSites = [],
            Futures = [new() { Name = "Library.LoadAsync<T>(T)" }, new() { Name = "Source.NextAsync()" }],
            Methods = [new() { Name = "ISource.NextAsync()", Implementers = [new() { Name = "Source.NextAsync()", Kind = "async" }] }],
        };
        var report = ApplicationReport.Of("App", [Part("Caller", caller), Part("Library", library)]);
        Assert.Equal(["Library", null, "Library", null], report.AwaitSites.Select(site => site.CalleeAssembly));
        Assert.Equal([true, false, true, false], report.AwaitSites.Select(site => Place.Of(report).Single(place => place.Callee == site.Callee).MayAllocate));
        Assert.Equal("why; it is an async method of Library", report.AwaitSites[0].Reason);
    }

    [Fact]
    public void Implementations_of_several_assemblies_come_together()
    {
        static Report With(string implementer, int slots) => new()
        {
            AwaitSites = [],
            Methods = [new() { Name = "I.MAsync()", Slots = slots, Implementers = [new() { Name = implementer, Kind = "async", Slots = slots, Largest = true }] }],
        };
        var method = Assert.Single(ApplicationReport.Of("App", [Part("A", With("A.MAsync()", 3)), Part("B", With("B.MAsync()", 9))]).Methods);
        Assert.Equal(9, method.Slots);
        Assert.Equal([("A.MAsync()", false), ("B.MAsync()", true)], method.Implementers.Select(implementer => (implementer.Name, implementer.Largest)));
    }

    /// <summary>Recursion through two assemblies has no end, and its path has one.</summary>
    [Fact]
    public void A_path_that_comes_back_ends()
    {
        static Report With(string name, string callee) => new()
        {
            AwaitSites = [],
            Futures = [new() { Name = name, Slots = 3, Suspensions = [new() { Line = 4, Callee = callee, Decision = Decision.Scratch, Slots = 3 }] }],
            Roots = [new() { Name = name, Slots = 3, Calls = [new() { Callee = callee, Slots = 3 }] }],
        };
        var report = ApplicationReport.Of("App", [Part("A", With("A.MAsync()", "B.MAsync()")), Part("B", With("B.MAsync()", "A.MAsync()"))]);
        Assert.Equal(["B.MAsync()", "A.MAsync()"], report.Roots[0].Calls[0].Path.Select(frame => frame.Name));
    }
}
