using System.Text;
using System.Text.Json;
using Unboxed.Weaver.Diagnostics;
using Unboxed.Weaver.Plan;
using Xunit;

namespace Unboxed.Weaver.Tests.Analysis;

/// <summary>JsonReport and Summary.</summary>
public sealed class ReportTests
{
    static readonly string Project = Path.Combine(Path.GetTempPath(), "project");

    static readonly AwaitSiteRow Scratch = new(Path.Combine(Project, "A.cs"), 12, "Ns.C.M(int)", "Ns.I.N()", Decision.Scratch, "why", new(3, 2)) { Method = 0x0600002A, Offset = 77 };

    static readonly AwaitSiteRow Unknown = new(null, 0, "C.\"x\"\\\n\u00e9", "T<int>", Decision.Ordinary, "", default);

    [Fact]
    public void The_report_of_two_rows_is_exactly_this() => Assert.Equal("""
        {
          "awaitSites": [
            {
              "file": "A.cs",
              "line": 12,
              "caller": "Ns.C.M(int)",
              "callee": "Ns.I.N()",
              "decision": "scratch",
              "reason": "why",
              "slots": 3,
              "words": 2,
              "bytes": 40,
              "method": "0x0600002A",
              "offset": 77
            },
            {
              "file": null,
              "line": 0,
              "caller": "C.\"x\"\\\u000aé",
              "callee": "T<int>",
              "decision": "ordinary",
              "reason": "",
              "slots": 0,
              "words": 0,
              "bytes": 0,
              "method": "0x00000000",
              "offset": 0
            }
          ]
        }
        """, Write(Scratch, Unknown).ReplaceLineEndings("\n").Replace("\\n", "\\u000a", StringComparison.Ordinal));

    [Fact]
    public void A_reader_of_json_gets_back_what_was_written()
    {
        using var document = JsonDocument.Parse(Write(Unknown));
        var row = document.RootElement.GetProperty("awaitSites")[0];
        Assert.Equal(Unknown.Caller, row.GetProperty("caller").GetString());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("file").ValueKind);
        Assert.Equal(["file", "line", "caller", "callee", "decision", "reason", "slots", "words", "bytes", "method", "offset"], row.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public void A_report_without_rows_has_an_empty_array()
    {
        using var document = JsonDocument.Parse(Write());
        Assert.Equal(0, document.RootElement.GetProperty("awaitSites").GetArrayLength());
    }

    [Theory]
    [InlineData("A.cs", "A.cs")]
    [InlineData("Cases/A.cs", "Cases/A.cs")]
    [InlineData("../Shared/A.cs", "../Shared/A.cs")]
    [InlineData("../project2/A.cs", "../project2/A.cs")]
    [InlineData("x/../A.cs", "A.cs")]
    public void Paths_are_relative_to_the_project(string place, string expected)
    {
        Assert.Equal(expected, JsonReport.RelativePath(Project, Path.Combine(Project, place)));
        Assert.Equal(expected, JsonReport.RelativePath(Project + Path.DirectorySeparatorChar, place));
        using var document = JsonDocument.Parse(Write(Scratch with { File = Path.Combine(Project, place) }));
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
        Assert.Equal("Unboxed: 10 await sites: 4 scratch, 3 escape, 2 boxed, 1 ordinary", Summary.Of(rows));
        Assert.Equal("Unboxed: 0 await sites: 0 scratch, 0 escape, 0 boxed, 0 ordinary", Summary.Of([]));
    }

    static string Write(params AwaitSiteRow[] rows)
    {
        using var stream = new MemoryStream();
        JsonReport.Write(stream, rows, Project);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
