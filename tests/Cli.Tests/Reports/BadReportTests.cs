using System.Text;
using Unboxed.Cli.Tests.Support;
using Xunit;

namespace Unboxed.Cli.Tests.Reports;

/// <summary>What is no report: one line that names the file, what is wrong and what to do.</summary>
public sealed class BadReportTests
{
    static void MustFail(string file, params string[] said) => MustFail(file, said, []);

    static void MustFail(string file, IEnumerable<string> said, string[] more)
    {
        foreach (string[] command in (string[][])[["report", file, .. more], ["explain", file, "Shop.Basket.TotalAsync", .. more]])
        {
            var outcome = CommandLine.Run(command);
            Assert.Equal((1, ""), (outcome.Code, outcome.Output));
            string line = Assert.Single(outcome.Error.TrimEnd().Split('\n'));
            Assert.StartsWith("unboxed: error: " + file, line, StringComparison.Ordinal);
            Assert.All(said, part => Assert.Contains(part, line, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_missing_file()
    {
        using var folder = new Folder();
        MustFail(folder["none.json"], "no such file", "Give an assembly");
    }

    [Theory]
    [InlineData("newer.json", """{ "schema": 3, "everything": "else" }""", "schema 3", "Update unboxed")]
    [InlineData("list.json", "[]", "not a report", "Give an Unboxed.report.json")]
    [InlineData("other.json", """{ "name": "other" }""", "not a report", "Give an Unboxed.report.json")]
    [InlineData("number.json", """{ "schema": "one", "awaitSites": [] }""", "not a report", "Give an Unboxed.report.json")]
    [InlineData("half.json", "{\n  \"schema\": 1,\n  \"awaitSites\": [", "damaged at line 3", "Build the project again")]
    [InlineData("null.json", """{ "schema": 2, "awaitSites": null }""", "damaged at line 1", "Build the project again")]
    [InlineData("decision.json", """{ "schema": 2, "awaitSites": [ { "caller": "A.B()", "callee": "A.C()", "decision": "perhaps" } ] }""", "damaged at line 1", "Build the project again")]
    [InlineData("nameless.json", """{ "schema": 2, "awaitSites": [ { "callee": "A.C()", "decision": "scratch" } ] }""", "damaged at line 1", "Build the project again")]
    [InlineData("empty.json", "", "it is empty", "Give an assembly, or the Unboxed.report.json")]
    [InlineData("hole.json", """{ "schema": 2, "awaitSites": [null] }""", "damaged at line 1 (There is a null in a list)", "Build the project again")]
    [InlineData("text.txt", "Some text.", "neither an assembly nor a report", "Give a .dll")]
    [InlineData("stub.dll", "MZ and nothing behind it", "not a .NET assembly", "Give the .dll")]
    public void A_file_that_is_no_report(string name, string content, string said, string remedy)
    {
        using var folder = new Folder();
        MustFail(folder.Write(name, Encoding.UTF8.GetBytes(content)), said, remedy);
    }

    [Fact]
    public void A_byte_order_mark_is_no_damage()
    {
        using var folder = new Folder();
        string report = folder.Write("marked.json", [0xEF, 0xBB, 0xBF, .. File.ReadAllBytes(Samples.Shop)]);
        Assert.Equal(CommandLine.Run("report", Samples.Shop), CommandLine.Run("report", report));
    }

    [Fact]
    public void An_assembly_without_the_mark()
    {
        using var folder = new Folder();
        MustFail(new Sample().CompileInto(folder.Path), "[assembly: Unboxed.ScratchSpace]", "--mark");
    }

    [Fact]
    public void A_reference_that_is_missing()
    {
        using var folder = new Folder();
        string library = new Sample { Assembly = "Library", IsLibraryAlone = true, More = "public interface IOther { System.Threading.Tasks.Task GoAsync(); }" }.CompileInto(folder["library"]);
        string input = new Sample { References = [library], More = "public class Caller { public async System.Threading.Tasks.Task GoAsync(IOther other) => await other.GoAsync(); }" }.CompileInto(folder["in"]);
        MustFail(input, ["Library", "with -r"], ["--mark"]);
        Assert.Equal(0, CommandLine.Run("report", input, "--mark", "-r", folder["library"]).Code);
    }
}
