namespace Unboxed.Scenarios.Tests;

/// <summary>What other people's libraries do woven, beside what they do as they are published.</summary>
public sealed class ScenarioTests(WovenLibraries woven) : IClassFixture<WovenLibraries>
{
    /// <summary>A collection every 256 KB, and no method that is compiled twice: what the runtime could lose or keep of a frame shows sooner.</summary>
    static readonly (string, string)[] ManyCollections = [("DOTNET_GCgen0size", "0x40000"), ("DOTNET_TieredCompilation", "0")];

    public static TheoryData<string> Names => [.. Scenario.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Woven_libraries_do_what_they_do_unwoven(string name)
    {
        var scenario = Scenario.All.Single(candidate => candidate.Name == name);
        var unwoven = ScenarioRun.Of(scenario, Paths.Published);
        Assert.NotEmpty(unwoven.Transcript);
        Assert.Empty(unwoven.Suspended);
        List<(string Folder, (string, string)[] Environment)> forms = [(woven.All, ManyCollections)];
        if (Scenario.AlsoAlone.Contains(scenario)) forms.Insert(0, (woven.Libraries, []));
        foreach (var (folder, environment) in forms)
        {
            var run = ScenarioRun.Of(scenario, folder, environment);
            AssertSame(scenario, unwoven.Transcript, run.Transcript);
            TestContext.Current.SendDiagnosticMessage($"{name}, {(folder == woven.All ? "program woven too" : "libraries woven")}: {unwoven.Transcript.Split('\n').Length - 1} lines, {run.Suspended.Values.Sum()} suspended scratch calls: {run.Counts}");
            if (scenario.Waiting.Count == 0) Assert.DoesNotContain(run.Suspended.Keys, pair => scenario.Libraries.Contains(pair.Caller));
            Assert.All(scenario.Waiting, library => Assert.Contains(run.Suspended.Keys, pair => pair.Caller == library));
            Assert.All(folder == woven.All ? [.. scenario.Across, .. scenario.AcrossToProgram] : scenario.Across, pair => Assert.Contains(pair, run.Suspended.Keys));
        }
    }

    [Fact]
    public void A_planted_bug_shows_in_the_transcript()
    {
        var scenario = Scenario.All.Single(candidate => candidate.Name == "ef-core");
        string unwoven = ScenarioRun.Of(scenario, Paths.Published).Transcript;
        string wrong = ScenarioRun.Of(scenario, woven.Libraries, (Suspensions.InvertedVariable, "1")).Transcript;
        Assert.NotEqual(unwoven, wrong);
    }

    static void AssertSame(Scenario scenario, string unwoven, string woven)
    {
        if (unwoven == woven) return;
        bool isSteady = ScenarioRun.Of(scenario, Paths.Published).Transcript == unwoven;
        var (before, after) = (unwoven.Split('\n'), woven.Split('\n'));
        int first = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.Fail($"{scenario.Name}, line {first + 1} ({(isSteady ? "unwoven it is the same again" : "unwoven it is not the same again either")}):\n"
            + $"unwoven: {before.ElementAtOrDefault(first)}\nwoven:   {after.ElementAtOrDefault(first)}\n\nwoven in full:\n{woven}");
    }
}
