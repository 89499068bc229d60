using System.IO.Compression;
using Mono.Cecil;
using Unboxed.Cli.Tests.Support;
using Xunit;

namespace Unboxed.Cli.Tests.Reports;

/// <summary>Reports of assemblies: what the weaver has embedded, or a dry run.</summary>
public sealed class AssemblyTests
{
    [Fact]
    public void An_assembly_that_is_not_woven_is_planned_and_stays_as_it_is()
    {
        using var folder = new Folder();
        string input = new Sample().CompileInto(folder.Path);
        var before = folder.Content();
        var outcome = CommandLine.Run("report", input, "--mark");
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.Contains("2 await sites: 1 scratch, 0 escapes, 0 boxed, 1 ordinary", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("scratch  ISource.NextAsync(int)", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(before, folder.Content());
    }

    [Fact]
    public void What_the_weaver_embeds_is_what_it_writes_and_what_a_dry_run_says()
    {
        using var folder = new Folder();
        string input = new Sample().CompileInto(folder["in"]), woven = folder["Sample.dll"], report = folder["report.json"];
        Assert.Equal(0, CommandLine.Weave(input, woven, "--mark", "--report", report).Code);
        var embedded = CommandLine.Run("report", woven);
        Assert.Equal(CommandLine.Run("report", report), embedded);
        Assert.Equal(CommandLine.Run("report", input, "--mark"), embedded);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_woven_assembly_has_its_report_embedded(bool isPacked)
    {
        using var folder = new Folder();
        string woven = folder["Sample.dll"];
        Assert.Equal(0, CommandLine.Weave(new Sample().CompileInto(folder["in"]), woven, "--mark").Code);
        byte[] report = File.ReadAllBytes(Samples.Shop);
        Embed(woven, isPacked ? Packed(report) : report);
        Assert.Equal(CommandLine.Run("report", Samples.Shop), CommandLine.Run("report", woven));
    }

    [Fact]
    public void A_woven_assembly_without_its_report_is_refused()
    {
        using var folder = new Folder();
        string woven = folder["Sample.dll"];
        Assert.Equal(0, CommandLine.Weave(new Sample().CompileInto(folder["in"]), woven, "--mark").Code);
        Embed(woven, null);
        var outcome = CommandLine.Run("report", woven);
        Assert.Equal(1, outcome.Code);
        Assert.Contains("its report was not embedded", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"schema":2,"assembly":"1","strings":["Sample"]}""", "it names a string that it does not have")]
    [InlineData("""{"schema":2,"assembly":"Sample","strings":["Sample"]}""", "it names a string that it does not have")]
    [InlineData("""{"schema":2,"assembly":"0","awaitSites":[["0",7]],"shapes":["caller"],"strings":["Sample"]}""", "it names the members of an object that it does not have")]
    [InlineData("""{"schema":2,"assembly":"0","awaitSites":[["0",0]],"shapes":["caller,callee"],"strings":["Sample"]}""", "it names the members of an object that it does not have")]
    [InlineData("""{"schema":2,"assembly":"0","awaitSites":[["0",0]],"strings":["Sample"]}""", "it names the members of an object that it does not have")]
    [InlineData("""{"schema":2,"assembly":"0","strings":{}}""", "is damaged")]
    [InlineData("""{"schema":2,"assembly":"0","strings":["Sample"]""", "is damaged")]
    public void A_report_with_a_damaged_table_is_refused(string report, string told)
    {
        using var folder = new Folder();
        string woven = folder["Sample.dll"];
        Assert.Equal(0, CommandLine.Weave(new Sample().CompileInto(folder["in"]), woven, "--mark").Code);
        Embed(woven, Packed(System.Text.Encoding.UTF8.GetBytes(report)));
        var outcome = CommandLine.Run("report", woven);
        Assert.Equal(1, outcome.Code);
        Assert.Contains(told, outcome.Error, StringComparison.Ordinal);
        Assert.Contains("Build it again", outcome.Error, StringComparison.Ordinal);
    }

    static void Embed(string assembly, byte[]? report)
    {
        const string name = "Unboxed.report.json";
        using var module = ModuleDefinition.ReadModule(assembly, new() { InMemory = true });
        if (module.Resources.FirstOrDefault(resource => resource.Name == name) is { } old) module.Resources.Remove(old);
        if (report is not null) module.Resources.Add(new EmbeddedResource(name, ManifestResourceAttributes.Private, report));
        module.Write(assembly);
    }

    static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Optimal)) stream.Write(content);
        return packed.ToArray();
    }
}
