using Unboxed.Cli.Output;
using Unboxed.Cli.Tests.Support;
using Xunit;

namespace Unboxed.Cli.Tests;

/// <summary>Where files are written, and what is left when that fails.</summary>
public sealed class OutputTests
{
    /// <summary>Refused with one line, before anything has changed.</summary>
    static void MustRefuse(Folder folder, string said, string input, string output, params string[] more)
    {
        var before = folder.Content();
        var outcome = CommandLine.Weave(input, output, ["--mark", .. more]);
        Assert.Equal((1, ""), (outcome.Code, outcome.Output));
        Assert.Contains(said, Assert.Single(outcome.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Equal(before, folder.Content());
    }

    [Theory]
    [InlineData("Unboxed.dll")]
    [InlineData("report.json")]
    [InlineData("Sample.pdb")]
    public void A_folder_where_a_file_should_go_is_found_before_anything_is_written(string name)
    {
        using var folder = new Folder();
        string input = new Sample { Symbols = null }.CompileInto(folder.Path);
        Directory.CreateDirectory(folder[name]);
        MustRefuse(folder, "it is a folder", input, input, "--report", folder["report.json"]);
        Directory.Delete(folder[name]);
        Assert.Equal(0, CommandLine.Weave(input, input, "--mark", "--report", folder["report.json"]).Code);
        Assert.Equal(Sample.Expected, Sample.Run(input));
    }

    [Theory]
    [InlineData("Sample.pdb", "", "its symbols would be written over the woven assembly")]
    [InlineData("out.dll", "--report Sample.dll", "the report would be written over the input")]
    [InlineData("out.dll", "--report ./x/../Sample.dll", "the report would be written over the input")]
    [InlineData("out.dll", "--report Sample.pdb", "the report would be written over the input's symbols")]
    [InlineData("out.dll", "--report out.pdb", "the report would be written over its symbols")]
    [InlineData("out.dll", "--report Unboxed.dll", "the report would be written over the run-time support")]
    [InlineData("out.dll", "--report key.snk --key key.snk", "the report would be written over the key")]
    [InlineData("key.snk", "--key key.snk", "the woven assembly would be written over the key")]
    [InlineData("Unboxed.dll", "", "the run-time support would be written over the woven assembly")]
    [InlineData("out.dll", "--report link.json", "the report would be written over the input")]
    [InlineData("out.dll", "--report linked/Sample.dll", "the report would be written over the input")]
    public void Files_of_one_run_are_different_files(string output, string more, string said)
    {
        using var folder = new Folder();
        string input = new Sample().CompileInto(folder.Path);
        folder.Write("key.snk", Keys.Create().Pair);
        File.CreateSymbolicLink(folder["link.json"], "Sample.dll");
        Directory.CreateSymbolicLink(folder["linked"], folder.Path);
        string[] options = [.. more.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word[0] == '-' ? word : folder[word])];
        var before = File.ReadAllBytes(input);
        var outcome = CommandLine.Weave(input, folder[output], ["--mark", .. options]);
        Assert.Equal((1, ""), (outcome.Code, outcome.Output));
        Assert.Contains(said, Assert.Single(outcome.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(input));
    }

    [Theory]
    [InlineData("", "--output: the path is empty")]
    [InlineData("out/", "out/: it is a folder")]
    public void An_output_that_is_no_path(string output, string said)
    {
        using var folder = new Folder();
        MustRefuse(folder, said, new Sample().CompileInto(folder.Path), output);
    }

    [Fact]
    public void A_page_is_not_written_over_its_report()
    {
        using var folder = new Folder();
        string report = folder.Write("report.json", File.ReadAllBytes(Samples.Shop));
        var outcome = CommandLine.Run("report", report, "--html", report);
        Assert.Equal(1, outcome.Code);
        Assert.Contains("over the input", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(Samples.Shop), File.ReadAllBytes(report));
    }

    [Fact]
    public void What_was_moved_is_put_back_when_a_later_file_cannot_be()
    {
        using var folder = new Folder();
        string old = folder.Write("old", [1]);
        Directory.CreateDirectory(folder["folder"]);
        var before = folder.Content();
        Assert.Throws<BadInputException>(() => OutputFile.WriteAll([new(folder["new"], [2]), new(old, [3]), new(folder["folder"], [4])]));
        Assert.Equal(before, folder.Content());
    }

    [Fact]
    public void The_assembly_takes_its_place_last()
    {
        using var folder = new Folder();
        string input = new Sample().CompileInto(folder.Path);
        Assert.Equal(0, CommandLine.Weave(input, folder["out/Sample.dll"], "--mark", "--report", folder["out/report.json"]).Code);
        // As if the process had been killed before the last move.
        foreach (string side in new[] { "Sample.pdb", "Unboxed.dll" }) File.Copy(folder["out/" + side], folder[side], overwrite: true);
        Assert.Equal(0, CommandLine.Weave(input, input, "--mark").Code);
        Assert.Equal(Sample.Expected, Sample.Run(input));

        var order = new List<string>();
        using var watcher = new FileSystemWatcher(folder["out"]) { EnableRaisingEvents = true };
        watcher.Renamed += (_, moved) => { lock (order) order.Add(moved.Name!); };
        input = new Sample().CompileInto(folder["again"]);
        Assert.Equal(0, CommandLine.Weave(input, folder["out/Sample.dll"], "--mark", "--report", folder["out/report.json"]).Code);
        SpinWait.SpinUntil(() => { lock (order) return order.Contains("Sample.dll"); }, TimeSpan.FromSeconds(10));
        lock (order) Assert.Equal("Sample.dll", order.Last());
    }

    [Fact]
    public void The_mode_of_the_file_that_is_replaced_is_kept_and_a_new_one_has_that_of_the_input()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }
        using var folder = new Folder();
        string input = new Sample().CompileInto(folder["in"]);
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute;
        File.SetUnixFileMode(input, mode);
        Assert.Equal(0, CommandLine.Weave(input, folder["out/Sample.dll"], "--mark").Code);
        Assert.Equal(mode, File.GetUnixFileMode(folder["out/Sample.dll"]));
        Assert.Equal(0, CommandLine.Weave(input, input, "--mark").Code);
        Assert.Equal(mode, File.GetUnixFileMode(input));
    }

    [Fact]
    public void Links_are_followed_and_stay_links()
    {
        using var folder = new Folder();
        string input = new Sample().CompileInto(folder["in"]);
        Directory.CreateDirectory(folder["out"]);
        Directory.CreateDirectory(folder["store"]);
        File.CreateSymbolicLink(folder["link.dll"], input);
        // The target of this one is not there yet.
        File.CreateSymbolicLink(folder["out/Sample.dll"], folder["store/Sample.dll"]);
        Assert.Equal(0, CommandLine.Weave(folder["link.dll"], folder["out/Sample.dll"], "--mark").Code);
        Assert.Equal(folder["store/Sample.dll"], new FileInfo(folder["out/Sample.dll"]).LinkTarget);
        Assert.Equal(Sample.Expected, Sample.Run(folder["out/Sample.dll"]));
        Assert.Equal(0, CommandLine.Weave(folder["link.dll"], folder["link.dll"], "--mark").Code);
        Assert.Equal(input, new FileInfo(folder["link.dll"]).LinkTarget);
        Assert.Contains("woven already", CommandLine.Weave(input, folder["x.dll"], "--mark").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_that_lead_nowhere_or_in_a_circle_are_refused()
    {
        using var folder = new Folder();
        string input = new Sample().CompileInto(folder["in"]);
        File.CreateSymbolicLink(folder["nowhere.dll"], folder["none.dll"]);
        File.CreateSymbolicLink(folder["one.dll"], folder["two.dll"]);
        File.CreateSymbolicLink(folder["two.dll"], folder["one.dll"]);
        foreach (var (from, to, said) in new[] { ("nowhere.dll", "x.dll", "leads nowhere"), ("one.dll", "x.dll", "circle"), ("in/Sample.dll", "one.dll", "circle") })
        {
            var outcome = CommandLine.Weave(folder[from], folder[to], "--mark");
            Assert.Equal(1, outcome.Code);
            Assert.Contains(said, Assert.Single(outcome.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        }
        Assert.NotEmpty(File.ReadAllBytes(input));
    }
}
