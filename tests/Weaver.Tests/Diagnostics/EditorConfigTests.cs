using Fody;
using Microsoft.CodeAnalysis;
using Unboxed.Analyzers;
using Unboxed.Weaver.Diagnostics;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Options.EditorConfig;
using Xunit;

namespace Unboxed.Weaver.Tests.Diagnostics;

/// <summary>What <c>.editorconfig</c> files say of a source is what the compiler reads in them: its own AnalyzerConfigSet answers the same questions.</summary>
public sealed class EditorConfigTests
{
    const string Key = "dotnet_diagnostic.UNB1002.severity";
    const DiagnosticId Id = DiagnosticId.EscapingCall;

    static readonly string[] paths =
    [
        "/shop/A.cs", "/shop/B.vb", "/shop/src/A.cs", "/shop/src/Generated/A.cs", "/shop/Generated/A.cs", "/shop/src/deep/er/A.cs", "/shop/src/A[1].cs", "/shop/src/A1.cs", "/shop/src/A12.cs", "/shop/src/A-3.cs",
        "/shop/src/Test.g.cs", "/shop/src/a,b.cs", "/shop/src/{a}.cs", "/shopping/A.cs", "/other/A.cs", "/A.cs", "/shop/src/a^.cs", "/shop/src/x y.cs", "/shop/src/A#.cs", "/shop/srcGenerated/A.cs",
    ];

    static EditorConfigs Ours(params (string Path, string Text)[] files) => EditorConfigs.Of([.. files.Select(file => EditorConfigFile.Parse(file.Path, file.Text.Split('\n')))], PathMap.Parse(""));

    static void AssertAsTheCompiler(params (string Path, string Text)[] files)
    {
        var theirs = AnalyzerConfigSet.Create(files.Select(file => AnalyzerConfig.Parse(file.Text, file.Path)).ToList());
        var ours = Ours(files);
        foreach (string path in paths)
        {
            string said = string.Join("\n", files.Select(file => $"{file.Path}:\n{file.Text}"));
            Assert.Equal($"{path} {Level(theirs.GetOptionsForSourcePath(path).TreeOptions)}\n{said}", $"{path} {ours.LevelIn(path, Id)}\n{said}");
        }
        Assert.Equal(Level(theirs.GlobalConfigOptions.TreeOptions), ours.LevelEverywhere(Id));
    }

    static LintLevel? Level(IReadOnlyDictionary<string, ReportDiagnostic> options) => options.TryGetValue("UNB1002", out var severity) || options.TryGetValue("unb1002", out severity)
        ? severity switch
        {
            ReportDiagnostic.Suppress or ReportDiagnostic.Hidden => LintLevel.Off,
            ReportDiagnostic.Info => LintLevel.Info,
            ReportDiagnostic.Warn => LintLevel.Warning,
            ReportDiagnostic.Error => LintLevel.Error,
            _ => null,
        }
        : null;

    [Theory]
    [InlineData("*")]
    [InlineData("*.cs")]
    [InlineData("*.{cs,vb}")]
    [InlineData("**/Generated/*.cs")]
    [InlineData("**/Generated/**.cs")]
    [InlineData("src/*.cs")]
    [InlineData("/src/*.cs")]
    [InlineData("src/**.cs")]
    [InlineData("src/**/*.cs")]
    [InlineData("{src,Generated}/*.cs")]
    [InlineData("{*.cs,src/*.vb}")]
    [InlineData("{A,B}")]
    [InlineData("A?.cs")]
    [InlineData("A[0-9].cs")]
    [InlineData("A[!0-9].cs")]
    [InlineData("A\\[1\\].cs")]
    [InlineData("A{1..9}.cs")]
    [InlineData("A{9..-5}.cs")]
    [InlineData("A{1..}.cs")]
    [InlineData("{single}.cs")]
    [InlineData("\\{a\\}.cs")]
    [InlineData("a,b.cs")]
    [InlineData("a\\,b.cs")]
    [InlineData("a[\\^].cs")]
    [InlineData("a[^].cs")]
    [InlineData("x y.cs")]
    [InlineData("A\\#.cs")]
    [InlineData("{open.cs")]
    [InlineData("[open.cs")]
    [InlineData("{a,{A,x y}}.cs")]
    public void A_section_is_for_the_files_that_the_compiler_takes_it_for(string section) => AssertAsTheCompiler(("/shop/.editorconfig", $"[{section}]\n{Key} = warning"));

    [Fact]
    public void So_are_sections_of_any_name()
    {
        var random = new Random(20);
        string[] parts = ["*", "**", "?", "/", "A", "src", "Generated", ".cs", ".", "{", "}", ",", "[", "]", "!", "-", "1", "{1..12}", "{A,B}", "[A-C]", "\\", "**/", "*.cs", "a"];
        for (int i = 0; i < 3000; i++)
        {
            string section = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => parts[random.Next(parts.Length)]));
            try
            {
                AnalyzerConfigSet.Create(new[] { AnalyzerConfig.Parse($"[{section}]\n{Key} = warning", "/shop/.editorconfig") }.ToList());
            }
            catch (ArgumentException)
            {
                // A class such as [C-A], at which the compiler itself fails.
                continue;
            }
            AssertAsTheCompiler(("/shop/.editorconfig", $"[{section}]\n{Key} = warning"));
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("silent")]
    [InlineData("suggestion")]
    [InlineData("warning")]
    [InlineData("error")]
    [InlineData("default")]
    [InlineData("Warning")]
    public void A_severity_is_that_of_the_compiler(string value) => AssertAsTheCompiler(("/shop/.editorconfig", $"[*.cs]\n{Key} = {value}"));

    [Theory]
    [InlineData("[*.cs]\n{0} : error")]
    [InlineData("  [*.cs]  # all of C#\n  {0}=error ; loudly")]
    [InlineData("[*.cs]\n#{0} = error")]
    [InlineData("[*.cs]\n;{0} = error")]
    [InlineData("{0} = error")]
    [InlineData("[*.cs]\n{0} = warning\n[src/*.cs]\n{0} = error")]
    [InlineData("[src/*.cs]\n{0} = error\n[*.cs]\n{0} = warning")]
    [InlineData("[*.cs]\n{0} = warning\n{0} = error")]
    [InlineData("[*.cs] and more\n{0} = error")]
    [InlineData("[*.cs]\nno property\n{0} = error")]
    public void A_file_is_read_as_by_the_compiler(string text) => AssertAsTheCompiler(("/shop/.editorconfig", text.Replace("{0}", Key, StringComparison.Ordinal)));

    [Theory]
    [InlineData("")]
    [InlineData("root = true")]
    [InlineData("root = false")]
    [InlineData("ROOT = True")]
    public void The_nearest_file_counts_and_a_root_ends_the_search(string preamble)
    {
        AssertAsTheCompiler(("/.editorconfig", $"[*]\n{Key} = error"), ("/shop/.editorconfig", $"{preamble}\n[src/*.cs]\n{Key} = warning"), ("/shop/src/deep/.editorconfig", $"[*.cs]\n{Key} = none"));
        AssertAsTheCompiler(("/shop/src/.editorconfig", $"{preamble}\n[*.cs]\n{Key} = default"), ("/shop/.editorconfig", $"[*.cs]\n{Key} = suggestion"), ("/g/.globalconfig", $"[/shop/src/A.cs]\n{Key} = error"));
    }

    [Theory]
    [InlineData("/shop/.globalconfig", "", "/shop/other.globalconfig", "is_global = true")]
    [InlineData("/shop/one.editorconfig", "is_global = true\nglobal_level = 3", "/shop/other.editorconfig", "is_global = true\nglobal_level = 2")]
    [InlineData("/shop/one.editorconfig", "is_global = true\nglobal_level = 200", "/shop/.globalconfig", "")]
    [InlineData("/shop/one.editorconfig", "is_global = true", "/shop/other.editorconfig", "is_global = true")]
    [InlineData("/shop/one.editorconfig", "is_global = false", "/shop/.globalconfig", "is_global = true")]
    public void A_global_file_is_for_the_project_as_the_compiler_has_it(string path, string preamble, string otherPath, string otherPreamble)
    {
        AssertAsTheCompiler((path, $"{preamble}\n{Key} = warning\n[/shop/src/A.cs]\n{Key} = none"), (otherPath, $"{otherPreamble}\n{Key} = error\n[*.cs]\n{Key} = error"));
        AssertAsTheCompiler((path, $"{preamble}\n[/shop/A.cs]\n{Key} = none"), (otherPath, $"{otherPreamble}\n{Key} = error\n[/shop/A.cs]\n{Key} = error"));
        AssertAsTheCompiler((path, $"{preamble}\n{Key} = warning\n[/shop/A.cs]\n{Key} = none"), (otherPath, $"{otherPreamble}\n[/shop/A.cs]\n{Key} = error"), ("/shop/.editorconfig", $"[A.cs]\n{Key} = suggestion"));
    }

    [Theory]
    [InlineData("UNB1002.severity = loud", "'loud' is no severity of UNB1002: it takes none, silent, suggestion, warning, error or default.")]
    [InlineData("UNB1002.severity = off", "'off' is no severity of UNB1002: it takes none, silent, suggestion, warning, error or default.")]
    [InlineData("unb9999.severity = none", "UNB9999 is no diagnostic of Unboxed: its ids are such as UNB1001.")]
    [InlineData("UNB2002.severity = none", "how loudly UNB2002 is told is not for options to say: it is an error. Take away what it is about.")]
    public void What_cannot_be_meant_is_an_error_with_file_and_line(string property, string problem) =>
        Assert.Equal($"/shop/.editorconfig(3): {problem}", Assert.Throws<WeavingException>(() => Ours(("/shop/.editorconfig", $"\n[*.vb]\ndotnet_diagnostic.{property}"))).Message);

    /// <summary>Editors set them, and the weaver has nothing against it.</summary>
    [Fact]
    public void What_is_said_to_the_analyzer_is_passed_over()
    {
        var rules = new[] { Rules.PromiseOfMethod, Rules.PromiseOfUnknown, Rules.NoEffect, Rules.ImplicitCoercion }.Select(rule => DiagnosticIds.Parse(rule.Id)!.Value).ToList();
        foreach (var id in rules) Ours(("/shop/.editorconfig", $"[*.cs]\ndotnet_diagnostic.{id.Text()}.severity = none"));
        Assert.Equal(rules.Where(id => !Severities.CanBeSet(id)), Enum.GetValues<DiagnosticId>().Where(Severities.IsOfAnalyzer));
        Assert.False(EditorConfigs.Of([EditorConfigFile.Parse("/shop/.editorconfig", ["[*.cs]", "dotnet_diagnostic.UNB3020.severity = warning"])], PathMap.Parse("")).AskForLint);
    }

    [Fact]
    public void Diagnostics_of_others_are_not_read() => Assert.Null(Ours(("/shop/.editorconfig", "[*.cs]\ndotnet_diagnostic.CA1000.severity = loud")).LevelIn("/shop/A.cs", Id));

    [Fact]
    public void A_path_that_the_compiler_has_mapped_is_that_of_the_file()
    {
        var file = EditorConfigFile.Parse("/home/me/.editorconfig", ["[shop/*.cs]", $"{Key} = error"]);
        Assert.Equal(LintLevel.Error, EditorConfigs.Of([file], PathMap.Parse("/home/me/shop=/_/")).LevelIn("/_/A.cs", Id));
    }

    [Fact]
    public void Files_of_Windows_match_whichever_separator_they_have()
    {
        var config = EditorConfigs.Of([EditorConfigFile.Parse("C:/shop/.editorconfig", ["[src/*.cs]", $"{Key} = error"])], PathMap.Parse(@"C:\shop\=/_/"));
        Assert.Equal(LintLevel.Error, config.LevelIn(@"C:\shop\src\A.cs", Id));
        Assert.Equal(LintLevel.Error, config.LevelIn("/_/src/A.cs", Id));
        Assert.Null(config.LevelIn(@"C:\shop\A.cs", Id));
    }

    [Theory]
    [InlineData("generated_code = true", true)]
    [InlineData("generated_code = False", false)]
    [InlineData("generated_code = auto", null)]
    [InlineData("", true)]
    public void Code_is_generated_where_the_nearest_file_says_so(string property, bool? isGenerated) =>
        Assert.Equal(isGenerated, Ours(("/.editorconfig", "[*.cs]\ngenerated_code = true"), ("/shop/.editorconfig", $"[*.cs]\n{property}")).IsGenerated("/shop/A.cs"));
}
