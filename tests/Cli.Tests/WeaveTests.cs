using System.Reflection;
using System.Text.Json;
using Microsoft.CodeAnalysis.Emit;
using Mono.Cecil;
using Unboxed.Cli.Tests.Support;
using Xunit;

namespace Unboxed.Cli.Tests;

/// <summary>What <c>unboxed weave</c> writes.</summary>
public sealed class WeaveTests
{
    const string Summary = "Unboxed: 2 await sites: 1 scratch, 0 escapes, 0 boxed, 1 ordinary";

    [Fact]
    public void A_marked_copy_runs_as_the_original_and_has_a_scratch_call()
    {
        using var folder = new Folder();
        string input = new Sample().CompileInto(folder["in"]), output = folder["out/deep/Sample.dll"], report = folder["report.json"];
        var outcome = CommandLine.Weave(input, output, "--mark", "--report", report);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.Equal(Summary, outcome.Output.Trim());
        Assert.Equal(Sample.Expected, Sample.Run(output));
        Assert.Equal(File.ReadAllBytes(Sample.Support), File.ReadAllBytes(folder["out/deep/Unboxed.dll"]));
        using var document = JsonDocument.Parse(File.ReadAllBytes(report));
        var rows = document.RootElement.GetProperty("awaitSites").EnumerateArray().ToList();
        Assert.Equal(["ordinary", "scratch"], rows.Select(row => row.GetProperty("decision").GetString()).Order());
        Assert.All(rows, row => Assert.True(row.GetProperty("line").GetInt32() > 0));
        Assert.Empty(Directory.GetFiles(folder.Path, "*.tmp", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(DebugInformationFormat.PortablePdb)]
    [InlineData(DebugInformationFormat.Embedded)]
    public void The_output_has_the_symbols_of_the_input(DebugInformationFormat format)
    {
        using var folder = new Folder();
        string input = new Sample { Symbols = format }.CompileInto(folder["in"]), output = folder["out/Sample.dll"];
        Assert.Equal(0, CommandLine.Weave(input, output, "--mark").Code);
        Assert.Equal(format == DebugInformationFormat.PortablePdb, File.Exists(folder["out/Sample.pdb"]));
        using var woven = ModuleDefinition.ReadModule(output, new() { ReadSymbols = true });
        Assert.Contains(woven.GetType("Entry").NestedTypes.SelectMany(type => type.Methods), method => method.DebugInformation.HasSequencePoints);
    }

    [Fact]
    public void An_assembly_can_be_woven_in_place()
    {
        using var folder = new Folder();
        string input = new Sample().CompileInto(folder.Path);
        Assert.Equal(0, CommandLine.Weave(input, input, "--mark").Code);
        Assert.Equal(Sample.Expected, Sample.Run(input));
        Assert.Equal([folder["Sample.dll"], folder["Sample.pdb"], folder["Unboxed.dll"]], folder.Content().Keys.Order());
        using var woven = ModuleDefinition.ReadModule(input, new() { ReadSymbols = true });
        Assert.NotNull(woven.SymbolReader);
    }

    [Fact]
    public void The_same_input_gives_the_same_bytes()
    {
        using var folder = new Folder();
        string input = new Sample().CompileInto(folder["in"]);
        foreach (string output in new[] { "one", "two" }) Assert.Equal(0, CommandLine.Weave(input, folder[$"{output}/Sample.dll"], "--mark").Code);
        foreach (string file in new[] { "Sample.dll", "Sample.pdb" }) Assert.Equal(File.ReadAllBytes(folder[$"one/{file}"]), File.ReadAllBytes(folder[$"two/{file}"]));
    }

    [Fact]
    public void Without_symbols_the_rows_have_no_lines_and_a_note_says_so()
    {
        using var folder = new Folder();
        string input = new Sample { Symbols = null }.CompileInto(folder["in"]);
        var outcome = CommandLine.Weave(input, folder["Sample.dll"], "--mark", "--report", folder["report.json"]);
        Assert.Equal(0, outcome.Code);
        Assert.Contains($"note: {input} has no symbols", outcome.Output, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(File.ReadAllBytes(folder["report.json"]));
        Assert.All(document.RootElement.GetProperty("awaitSites").EnumerateArray(), row => Assert.Equal((0, JsonValueKind.Null), (row.GetProperty("line").GetInt32(), row.GetProperty("file").ValueKind)));
    }

    [Fact]
    public void Symbols_of_another_build_are_left_out_and_a_note_says_so()
    {
        using var folder = new Folder();
        string input = new Sample().CompileInto(folder["in"]);
        File.Copy(Path.ChangeExtension(new Sample { More = "class Other;" }.CompileInto(folder["other"]), ".pdb"), folder["in/Sample.pdb"], overwrite: true);
        var outcome = CommandLine.Weave(input, folder["Sample.dll"], "--mark");
        Assert.Equal(0, outcome.Code);
        Assert.Contains("those of another build", outcome.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["Sample.pdb"]));
    }

    [Fact]
    public void An_assembly_without_the_mark_is_written_as_it_is()
    {
        using var folder = new Folder();
        string input = new Sample().CompileInto(folder["in"]);
        var outcome = CommandLine.Weave(input, folder["Sample.dll"]);
        Assert.Equal(0, outcome.Code);
        Assert.Contains("--mark", outcome.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["Unboxed.dll"]));
        using var written = ModuleDefinition.ReadModule(folder["Sample.dll"]);
        Assert.DoesNotContain(written.Assembly.CustomAttributes, attribute => attribute.AttributeType.Scope.Name == "Unboxed");
    }

    [Fact]
    public void An_assembly_that_is_marked_in_its_source_needs_no_option()
    {
        using var folder = new Folder();
        string input = new Sample { More = "[assembly: Unboxed.ScratchSpace]", References = [Sample.Support] }.CompileInto(folder["in"]);
        Assert.Equal(Summary, CommandLine.Weave(input, folder["Sample.dll"]).Output.Trim());
        Assert.Equal(Sample.Expected, Sample.Run(folder["Sample.dll"]));
    }

    [Fact]
    public void A_promise_that_is_not_kept_is_told_with_its_place_and_nothing_is_written()
    {
        using var folder = new Folder();
        const string promise = "public class Promise { [Unboxed.NeverBoxes] public async System.Threading.Tasks.Task<int> GoAsync(ISource source)\n{\nvar pending = source.NextAsync(1); await System.Threading.Tasks.Task.Yield();\nreturn await pending; } }";
        string input = new Sample { More = "[assembly: Unboxed.ScratchSpace]\n" + promise, References = [Sample.Support] }.CompileInto(folder["in"]);
        var outcome = CommandLine.Weave(input, folder["out/Sample.dll"]);
        Assert.Equal(1, outcome.Code);
        string[] lines = outcome.Error.TrimEnd().Split('\n');
        Assert.StartsWith($"{folder["in/Source0.cs"]}(", lines[0], StringComparison.Ordinal);
        Assert.Contains("error UNB2001: ", lines[0], StringComparison.Ordinal);
        Assert.Contains("help: ", lines[0], StringComparison.Ordinal);
        Assert.Equal($"unboxed: error: {input} is not woven, because of the errors above.", lines[^1].TrimEnd());
        Assert.False(Directory.Exists(folder["out"]));
    }

    [Fact]
    public void A_public_key_is_kept_and_the_output_is_public_signed()
    {
        using var folder = new Folder();
        var key = Keys.Create();
        string input = new Sample { PublicKey = [.. key.Public] }.CompileInto(folder["in"]);
        Assert.Equal(0, CommandLine.Weave(input, folder["Sample.dll"], "--mark").Code);
        using var woven = ModuleDefinition.ReadModule(folder["Sample.dll"]);
        Assert.Equal(key.Public, woven.Assembly.Name.PublicKey);
        Assert.True(woven.Attributes.HasFlag(ModuleAttributes.StrongNameSigned));
        Assert.Equal(Sample.Expected, Sample.Run(folder["Sample.dll"]));
    }

    [Fact]
    public void A_key_signs_the_output()
    {
        using var folder = new Folder();
        var key = Keys.Create();
        string input = new Sample { PublicKey = [.. key.Public] }.CompileInto(folder["in"]), file = folder.Write("key.snk", key.Pair);
        Assert.Equal(0, CommandLine.Weave(input, folder["Sample.dll"], "--mark", "--key", file).Code);
        Assert.Equal(key.Public, AssemblyName.GetAssemblyName(folder["Sample.dll"]).GetPublicKey());
        Assert.Contains(Keys.SignatureOf(folder["Sample.dll"]), part => part != 0);
        Assert.Equal(Sample.Expected, Sample.Run(folder["Sample.dll"]));
    }

    [Fact]
    public void Precompiled_code_is_dropped_and_a_note_says_so()
    {
        using var folder = new Folder();
        string input = Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System.IO.Pipelines.dll");
        var outcome = CommandLine.Weave(input, folder["System.IO.Pipelines.dll"], "--mark");
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.Contains("ReadyToRun", outcome.Output, StringComparison.Ordinal);
        using var woven = ModuleDefinition.ReadModule(folder["System.IO.Pipelines.dll"]);
        Assert.True(woven.Attributes.HasFlag(ModuleAttributes.ILOnly));
        using var reader = new System.Reflection.PortableExecutable.PEReader(File.OpenRead(folder["System.IO.Pipelines.dll"]));
        Assert.Equal(0, reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size);
    }
}
