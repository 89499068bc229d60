using Unboxed.Weaver.Diagnostics;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Options.EditorConfig;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Diagnostics;

/// <summary>Which of the places that say how loudly a diagnostic is told counts.</summary>
public sealed class SeverityOrderTests
{
    const string Key = "dotnet_diagnostic.UNB1002.severity";

    const string Source = """
        public interface I { Task<int> N(); } class S : I { public async Task<int> N() { await Task.Yield(); return 1; } }
        #line 7 "/shop/src/A.cs"
        class A { void M(I x) { x.N(); } }
        #line 8 "/shop/src/old/B.cs"
        class B { void M(I x) { x.N(); } }
        """;

    static EditorConfigs Configs(params (string Path, string Text)[] files) => EditorConfigs.Of([.. files.Select(file => EditorConfigFile.Parse(file.Path, file.Text.Split('\n')))], PathMap.Parse(""));

    /// <summary>What is told of the two files, as <c>A.cs: Warning</c>.</summary>
    static string Of(WeaverOptions options) =>
        string.Join(", ", Told.Report(Source, options).Diagnostics.Where(diagnostic => diagnostic.Id == DiagnosticId.EscapingCall).Select(diagnostic => $"{Path.GetFileName(diagnostic.Place.File)}: {diagnostic.Severity}"));

    [Fact]
    public void An_editorconfig_alone_has_its_files_told() =>
        Assert.Equal("A.cs: Warning, B.cs: Info", Of(new() { EditorConfigs = Configs(("/shop/.editorconfig", $"[*.cs]\n{Key} = warning\n[src/old/**]\n{Key} = suggestion")) }));

    [Theory]
    [InlineData(LintLevel.Off)]
    [InlineData(LintLevel.Error)]
    public void What_it_says_of_a_file_comes_before_options_of_the_project(LintLevel level) => Assert.Equal(
        "A.cs: Warning" + (level == LintLevel.Off ? "" : $", B.cs: {level}"),
        Of(new() { Lint = level, Levels = Level(level), EditorConfigs = Configs(("/shop/.editorconfig", $"[src/*.cs]\n{Key} = warning")) }));

    [Fact]
    public void It_silences_a_folder_of_what_Lint_tells() =>
        Assert.Equal("A.cs: Error", Of(new() { Lint = LintLevel.Error, EditorConfigs = Configs(("/shop/src/old/.editorconfig", $"[*]\n{Key} = none")) }));

    [Fact]
    public void An_option_of_the_project_comes_before_a_global_file_and_that_before_Lint()
    {
        var global = Configs(("/.globalconfig", $"{Key} = warning"));
        Assert.Equal("A.cs: Info, B.cs: Info", Of(new() { Levels = Level(LintLevel.Info), EditorConfigs = global }));
        Assert.Equal("A.cs: Warning, B.cs: Warning", Of(new() { Lint = LintLevel.Error, EditorConfigs = global }));
        Assert.Equal("A.cs: Warning, B.cs: Warning", Of(new() { EditorConfigs = global }));
    }

    [Fact]
    public void NoWarn_comes_before_all() => Assert.Equal(
        "", Of(new() { NoWarn = [DiagnosticId.EscapingCall], Levels = Level(LintLevel.Error), EditorConfigs = Configs(("/shop/.editorconfig", $"[*]\n{Key} = error")) }));

    [Fact]
    public void The_severity_default_is_what_the_project_says() => Assert.Equal(
        "A.cs: Error, B.cs: Error", Of(new() { Lint = LintLevel.Error, EditorConfigs = Configs(("/shop/.editorconfig", $"[*]\n{Key} = none"), ("/shop/src/.editorconfig", $"[*]\n{Key} = default")) }));

    [Fact]
    public void What_is_about_no_file_is_for_global_files_to_say()
    {
        var module = Snippet.Release("class C { static async Task M() => await Task.Yield(); }").Module;
        Assert.Empty(DiagnosticList.OfMissingMark(module, new() { EditorConfigs = Configs(("/.globalconfig", "dotnet_diagnostic.UNB4002.severity = none")) }));
        Assert.Single(DiagnosticList.OfMissingMark(module, new() { EditorConfigs = Configs(("/.editorconfig", "[*]\ndotnet_diagnostic.UNB4002.severity = none")) }));
    }

    [Fact]
    public void Code_that_it_says_is_generated_is_left_out()
    {
        var configs = Configs(("/shop/.editorconfig", "[src/old/**]\ngenerated_code = true"));
        Assert.Equal("A.cs: Warning", Of(new() { Lint = LintLevel.Warning, EditorConfigs = configs }));
        Assert.Equal("A.cs: Warning, B.cs: Warning", Of(new() { Lint = LintLevel.Warning, LintGenerated = true, EditorConfigs = configs }));
    }

    static Dictionary<DiagnosticId, LintLevel> Level(LintLevel level) => new() { [DiagnosticId.EscapingCall] = level };
}
