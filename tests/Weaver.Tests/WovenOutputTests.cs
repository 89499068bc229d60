using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using Mono.Cecil;
using Unboxed.Weaver.Tests.Runner;
using Xunit;

namespace Unboxed.Weaver.Tests;

/// <summary>Checks the woven assembly itself.</summary>
public sealed class WovenOutputTests(ITestOutputHelper output)
{
    public static TheoryData<string> Configurations => [.. Copies.Configurations];

    [Theory]
    [MemberData(nameof(Configurations))]
    public void The_JIT_compiles_every_method(string configuration)
    {
        var prepared = Preparation.Prepare(Copies.In(configuration).Woven.Processed);
        output.WriteLine($"{configuration}: {prepared.Count} methods and instantiations compiled, {prepared.Failures.Count} refused");
        foreach (var (reason, number) in prepared.Skipped) output.WriteLine($"    skipped {number}: {reason}");
        Assert.True(prepared.Failures.Count == 0, string.Join('\n', prepared.Failures));
        Assert.True(prepared.Count > 100, $"Only {prepared.Count} methods were compiled.");
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public void ILVerify_finds_nothing(string configuration)
    {
        var copies = Copies.In(configuration);
        var tool = FindTool();
        if (tool is null) Assert.Skip("ilverify is neither named by the environment variable ILVERIFY nor on PATH.");
        var unwoven = RunTool(tool, copies.UnwovenPath, copies.References);
        Assert.True(unwoven.ExitCode == 0, "The processed assembly has to be verifiable before it is woven.\n" + unwoven.Text);
        var woven = RunTool(tool, copies.WovenPath, copies.References);
        Assert.True(woven.ExitCode == 0, woven.Text);
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Woven_output_references_what_unwoven_output_does_and_Unboxed(string configuration)
    {
        var copies = Copies.In(configuration);
        using var unwoven = ModuleDefinition.ReadModule(copies.UnwovenPath);
        using var woven = ModuleDefinition.ReadModule(copies.WovenPath);
        var before = unwoven.AssemblyReferences.Select(reference => reference.FullName);
        var added = woven.AssemblyReferences.Select(reference => reference.FullName).Except(before).Where(name => !name.StartsWith("Unboxed,", StringComparison.Ordinal)).ToList();
        // An assembly that was referenced by the compiler, though not by the code, may be needed for what the weaver adds.
        var known = copies.References.Select(Path.GetFileNameWithoutExtension).ToHashSet();
        Assert.All(added, name => Assert.Contains(new AssemblyNameReference(name, null).Name.Split(',')[0], known));
        Assert.DoesNotContain(woven.AssemblyReferences, reference => reference.Name == "System.Private.CoreLib");
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Woven_output_carries_its_report(string configuration)
    {
        var copies = Copies.In(configuration);
        using var woven = ModuleDefinition.ReadModule(copies.WovenPath);
        var resource = Assert.IsType<EmbeddedResource>(Assert.Single(woven.Resources, resource => resource.Name == "Unboxed.report.json"));
        using var json = JsonDocument.Parse(new GZipStream(resource.GetResourceStream(), CompressionMode.Decompress));
        Assert.Equal(copies.Rows.Count, json.RootElement.GetProperty("awaitSites").GetArrayLength());
        output.WriteLine($"{configuration}: {resource.GetResourceData().Length} bytes");
    }

    static string? FindTool()
    {
        var named = Environment.GetEnvironmentVariable("ILVERIFY");
        if (!string.IsNullOrEmpty(named)) return named;
        var name = OperatingSystem.IsWindows() ? "ilverify.exe" : "ilverify";
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    static (int ExitCode, string Text) RunTool(string tool, string assembly, IReadOnlyList<string> references)
    {
        var start = new ProcessStartInfo { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetExtension(tool) == ".dll")
        {
            start.FileName = "dotnet";
            start.ArgumentList.Add(tool);
        }
        else
        {
            start.FileName = tool;
        }
        start.ArgumentList.Add(assembly);
        start.ArgumentList.Add("--system-module");
        start.ArgumentList.Add("System.Runtime");
        foreach (var reference in references)
        {
            start.ArgumentList.Add("-r");
            start.ArgumentList.Add(reference);
        }
        using var process = Process.Start(start)!;
        var standardError = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, text + standardError.Result);
    }
}
