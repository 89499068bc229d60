using System.Text;
using System.Text.Json;
using Unboxed.Weaver.Analysis.Escapes;
using Unboxed.Weaver.Diagnostics;
using Unboxed.Weaver.Diagnostics.Reports;
using Unboxed.Weaver.Plan;
using Xunit;

namespace Unboxed.Weaver.Tests.Analysis;

/// <summary>JsonReport and Summary.</summary>
public sealed class ReportTests
{
    static readonly string Project = Path.Combine(Path.GetTempPath(), "project");

    static readonly AwaitSiteRow Scratch = new(Path.Combine(Project, "A.cs"), 12, "Ns.C.M(int)", "Ns.I.N()", Decision.Scratch, "why", new(3, 2)) { Column = 9, Method = 0x0600002A, Offset = 77 };

    static readonly AwaitSiteRow Unknown = new(null, 0, "C.\"x\"\\\n\u00e9", "T<int>", Decision.Ordinary, "", default);

    static readonly WeavingReport Full = new(
        "App", 512, [Scratch, Scratch with { Kind = ReasonKind.Boxed, Decision = Decision.Boxed }],
        [new(Path.Combine(Project, "B.cs"), 3, 4, "Ns.C.R()", "Ns.I.N()", new(UseKind.PassedToMethod, "System.Threading.Tasks.Task.WhenAll"))],
        [
            new("Ns.C.M(int)", new(Path.Combine(Project, "A.cs"), 11, 5), new(4, 1), null,
                [new(12, "Ns.I.N()", Decision.Scratch, new(3, 1), [new("n", "int", FieldPlace.Word, 1, FieldKind.Argument)])], "Ns.C.Change()"),
            new("Ns.C.L()", default, default, "no scratch call calls it", []),
        ],
        [
            new("Ns.I.N()", CallKind.Interface, new(3, 2), 512, 8, true, [new("Ns.D.N()", "async", new(2, 1), new(3, 2), null, true)], ["Ns.I.N()", "Ns.J.O()"], 3, true) { CycleLength = 2 },
            new("Ns.C.L()", CallKind.Direct, default, 512, 0, false, [new("Ns.C.L()", "ordinary", default, default, "it is not an async method", false)], null, 0, false),
        ],
        [
            new("Ns.C.M(int)", default, new(3, 2), [new(12, "Ns.I.N()", new(3, 2), true, [new("Ns.D.N()", 7, new(2, 1))])], [new("Ns.I.N()", "nesting", 3)], 16) { Allocator = "Ns.A", SideStack = 2048 },
        ],
        [new(DiagnosticId.Root, Severity.Warning, new(Path.Combine(Project, "A.cs"), 11, 5), "What.", "Why.", "do it", "docs/UNB1301.md")])
    {
        Adapters = [new("Ns.I", "inlining", "Ns.C.Make()", new(Path.Combine(Project, "A.cs"), 20, 9), new(3, 2), [new("Ns.I.N()", new(3, 2), null), new("Ns.I.P()", default, "why")])],
    };

    [Fact]
    public void A_report_is_exactly_this() => Assert.Equal(
        """
        {"schema":2,"assembly":"App","weaver":"0.1.0","maxScratchBytes":512,
        "awaitSites":[{"file":"A.cs","line":12,"column":9,"caller":"Ns.C.M(int)","callee":"Ns.I.N()","decision":"scratch","reason":"why","id":null,
        "slots":3,"words":2,"bytes":40,"method":"0x0600002A","offset":77},
        {"file":"A.cs","line":12,"column":9,"caller":"Ns.C.M(int)","callee":"Ns.I.N()","decision":"boxed","reason":"why","id":"UNB1003",
        "slots":3,"words":2,"bytes":40,"method":"0x0600002A","offset":77}],
        "calls":[{"file":"B.cs","line":3,"column":4,"caller":"Ns.C.R()","callee":"Ns.I.N()","use":"passed to \u0027System.Threading.Tasks.Task.WhenAll\u0027","id":"UNB1002"}],
        "futures":[{"name":"Ns.C.M(int)","file":"A.cs","line":11,"column":5,"slots":4,"words":1,"bytes":40,"scratch":true,"reason":null,"contextsChangedBy":"Ns.C.Change()",
        "suspensions":[{"line":12,"callee":"Ns.I.N()","decision":"scratch","slots":3,"words":1,"bytes":32,
        "fields":[{"name":"n","type":"int","place":"word","index":1,"kind":"argument"}]}]},
        {"name":"Ns.C.L()","file":null,"line":0,"column":0,"slots":0,"words":0,"bytes":0,"scratch":false,"reason":"no scratch call calls it","contextsChangedBy":null,"suspensions":[]}],
        "methods":[{"name":"Ns.I.N()","kind":"interface","slots":3,"words":2,"bytes":40,"budget":512,"reserve":8,"open":true,
        "implementers":[{"name":"Ns.D.N()","kind":"async","ownBytes":24,"slots":3,"words":2,"bytes":40,"reason":null,"largest":true}],
        "recursion":{"cycle":["Ns.I.N()","Ns.J.O()"],"length":2,"levels":3,"nested":true}},
        {"name":"Ns.C.L()","kind":"direct","slots":0,"words":0,"bytes":0,"budget":512,"reserve":0,"open":false,
        "implementers":[{"name":"Ns.C.L()","kind":"ordinary","ownBytes":0,"slots":0,"words":0,"bytes":0,"reason":"it is not an async method","largest":false}],
        "recursion":null}],
        "roots":[{"name":"Ns.C.M(int)","file":null,"line":0,"column":0,"slots":3,"words":2,"bytes":40,
        "calls":[{"line":12,"callee":"Ns.I.N()","slots":3,"words":2,"bytes":40,"deciding":true,"path":[{"name":"Ns.D.N()","line":7,"slots":2,"words":1,"bytes":24}]}],
        "growth":[{"callee":"Ns.I.N()","why":"nesting","levels":3}],"unusedBytes":16,"allocator":"Ns.A","sideStack":2048}],
        "adapters":[{"interface":"Ns.I","strategy":"inlining","maker":"Ns.C.Make()","file":"A.cs","line":20,"column":9,"slots":3,"words":2,"bytes":40,
        "calls":[{"name":"Ns.I.N()","slots":3,"words":2,"bytes":40,"reason":null},{"name":"Ns.I.P()","slots":0,"words":0,"bytes":0,"reason":"why"}]}],
        "diagnostics":[{"id":"UNB1301","severity":"warning","file":"A.cs","line":11,"column":5,"message":"What. Why.","help":"do it","link":"docs/UNB1301.md"}]}
        """.ReplaceLineEndings(""), Compact(Full));

    [Fact]
    public void The_report_is_indented_and_escaped()
    {
        Assert.StartsWith("{\n  \"schema\": 2,\n", Write(Of(Unknown)).ReplaceLineEndings("\n"), StringComparison.Ordinal);
        using var document = JsonDocument.Parse(Write(Of(Unknown)));
        var row = document.RootElement.GetProperty("awaitSites")[0];
        Assert.Equal(Unknown.Caller, row.GetProperty("caller").GetString());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("file").ValueKind);
    }

    [Fact]
    public void A_report_without_rows_has_empty_arrays()
    {
        using var document = JsonDocument.Parse(Write(WeavingReport.Empty("App")));
        Assert.All(["awaitSites", "calls", "futures", "methods", "roots", "diagnostics"], name => Assert.Equal(0, document.RootElement.GetProperty(name).GetArrayLength()));
    }

    [Theory]
    [InlineData("A.cs", "A.cs")]
    [InlineData("Cases/A.cs", "Cases/A.cs")]
    [InlineData("../Shared/A.cs", "../Shared/A.cs")]
    [InlineData("../project2/A.cs", "../project2/A.cs")]
    [InlineData("x/../A.cs", "A.cs")]
    public void Paths_are_relative_to_the_project(string place, string expected)
    {
        Assert.Equal(expected, RelativePaths.From(Project, Path.Combine(Project, place)));
        Assert.Equal(expected, RelativePaths.From(Project + Path.DirectorySeparatorChar, place));
        using var document = JsonDocument.Parse(Write(Of(Scratch with { File = Path.Combine(Project, place) })));
        Assert.Equal(expected, document.RootElement.GetProperty("awaitSites")[0].GetProperty("file").GetString());
    }

    [Fact]
    public void Each_decision_has_its_name() =>
        Assert.Equal(["ordinary", "scratch", "escapes", "boxed"], Enum.GetValues<Decision>().Select(JsonReport.Name));

    [Fact]
    public void The_summary_counts_each_decision()
    {
        var rows = new[] { (Decision.Scratch, 4), (Decision.Escapes, 3), (Decision.Boxed, 2), (Decision.Ordinary, 1) }
            .SelectMany(count => Enumerable.Repeat(Scratch with { Decision = count.Item1 }, count.Item2)).ToList();
        var report = WeavingReport.Empty("A") with { AwaitSites = rows };
        Assert.Equal("Unboxed: 10 await sites: 4 scratch, 3 escapes, 2 boxed, 1 ordinary", Summary.Of(report));
        Assert.Equal("Unboxed: 0 await sites: 0 scratch, 0 escapes, 0 boxed, 0 ordinary", Summary.Of(WeavingReport.Empty("A")));
        var call = new EscapingCallRow(null, 0, 0, "C.M()", "C.N()", default!);
        Assert.Equal("Unboxed: 1 await site, 1 other call: 1 scratch, 1 escapes, 0 boxed, 0 ordinary", Summary.Of(report with { AwaitSites = [rows[0]], Calls = [call] }));
    }

    static WeavingReport Of(params AwaitSiteRow[] rows) => WeavingReport.Empty("App") with { AwaitSites = rows };

    static string Write(WeavingReport report)
    {
        using var stream = new MemoryStream();
        JsonReport.Write(stream, report, Project);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    static string Compact(WeavingReport report)
    {
        using var document = JsonDocument.Parse(Write(report));
        return JsonSerializer.Serialize(document.RootElement);
    }
}
