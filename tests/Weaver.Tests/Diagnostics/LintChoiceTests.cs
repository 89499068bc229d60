using Unboxed.Weaver.Diagnostics;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Diagnostics;

/// <summary>What the lint tells by itself, what it tells where it is asked to, and in whose code.</summary>
public sealed class LintChoiceTests
{
    const string Callee = "public interface I { Task<int> N(); } class S : I { public async Task<int> N() { await Task.Yield(); return 1; } }\n";

    /// <summary>Decorators of a public interface around a source, and a disposable: what people write first.</summary>
    const string Program = Callee + """
        class Doubling(I inner) : I { public async Task<int> N() => 2 * await inner.N(); }
        class Logging(I inner) : I { public async Task<int> N() { Console.WriteLine("next"); return await inner.N(); } }
        [Unboxed.Boxed] class Rare : I { public async Task<int> N() { await Task.Yield(); return 3; } }
        class Resource : IAsyncDisposable { public async ValueTask DisposeAsync() => await Task.Yield(); }
        class App
        {
            static async Task Main()
            {
                I source = new Logging(new Doubling(new S()));
                for (int i = 0; i < 10; i++) await source.N();
                await using (IAsyncDisposable resource = new Resource()) await source.N();
            }
        }
        """;

    [Fact]
    public void The_lint_does_not_fail_a_program_in_which_nothing_is_wrong() => Assert.Empty(Told.By(Program, new WeaverOptions { Lint = LintLevel.Error }));

    [Fact]
    public void What_could_happen_is_told_where_it_is_asked_for()
    {
        Assert.Contains(ByProgram(DiagnosticId.GrowthByRecursion), diagnostic => diagnostic.Why == "'I.N()' is called again while it is pending where an object that implements it holds another: as often as the program nests them.");
        Assert.NotEmpty(ByProgram(DiagnosticId.GrowthByUnknown));
        Assert.NotEmpty(ByProgram(DiagnosticId.Root));
    }

    /// <summary>In release alone: how large a frame is depends on the form of compilation.</summary>
    static IReadOnlyList<Diagnostic> ByProgram(DiagnosticId id) => AssemblyWeaver.Weave(
        Snippet.Release(Told.Mark + Program).Module, new() { DryRun = true, Levels = new Dictionary<DiagnosticId, LintLevel> { [id] = LintLevel.Info } }).Diagnostics;

    [Fact]
    public void No_advice_is_given_about_interfaces_of_others()
    {
        var told = ByProgram(DiagnosticId.GrowthByUnknown);
        Assert.Contains(told, diagnostic => diagnostic.What.Contains("IAsyncDisposable", StringComparison.Ordinal));
        Assert.All(told, diagnostic => Assert.Equal(
            !diagnostic.What.Contains("IAsyncDisposable", StringComparison.Ordinal), diagnostic.Help.Contains("make the interface internal", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_level_of_an_id_comes_before_that_of_all()
    {
        const string Source = Callee + "class C { void M(I x) { x.N(); } }";
        var levels = new Dictionary<DiagnosticId, LintLevel> { [DiagnosticId.EscapingCall] = LintLevel.Info };
        Assert.Equal(Severity.Info, Assert.Single(Told.Report(Source, new() { Lint = LintLevel.Error, Levels = levels }).Diagnostics).Severity);
        Assert.Equal(Severity.Info, Assert.Single(Told.Report(Source, new() { Levels = levels }).Diagnostics).Severity);
        levels[DiagnosticId.EscapingCall] = LintLevel.Off;
        Assert.Empty(Told.Report(Source, new() { Lint = LintLevel.Error, Levels = levels }).Diagnostics);
    }

    [Fact]
    public void A_warning_can_be_an_error_or_off()
    {
        var module = Snippet.Release("class C { static async Task M() => await Task.Yield(); }").Module;
        var levels = new Dictionary<DiagnosticId, LintLevel> { [DiagnosticId.MissingMark] = LintLevel.Error };
        Assert.Equal(Severity.Error, Assert.Single(DiagnosticList.OfMissingMark(module, new() { Levels = levels })).Severity);
        levels[DiagnosticId.MissingMark] = LintLevel.Off;
        Assert.Empty(DiagnosticList.OfMissingMark(module, new() { Levels = levels }));
    }

    [Theory]
    [InlineData("[System.CodeDom.Compiler.GeneratedCode(\"tool\", \"1\")] class C { void M(I x) { x.N(); } }")]
    [InlineData("[System.CodeDom.Compiler.GeneratedCode(\"tool\", \"1\")] class C { class D { async Task M(I x) { await Task.WhenAll(x.N()); } } }")]
    [InlineData("class C { [System.CodeDom.Compiler.GeneratedCode(\"tool\", \"1\")] async Task M(I x) { await Task.WhenAll(x.N()); } }")]
    [InlineData("\n#line 1 \"View.g.cs\"\nclass C { void M(I x) { x.N(); } }")]
    [InlineData("\n#line 1 \"/src/obj/Debug/Hub.cs\"\nclass C { void M(I x) { x.N(); } }")]
    public void Generated_code_is_left_out_unless_it_is_asked_for(string code)
    {
        Assert.Empty(Told.By(Callee + code, new WeaverOptions { Lint = LintLevel.Warning }));
        Assert.Single(Told.By(Callee + code, new WeaverOptions { Lint = LintLevel.Warning, LintGenerated = true }));
    }

    [Theory]
    [InlineData("/build/obj/shop/Hub.cs", false)]
    [InlineData("/build/obj/shop/obj/Debug/Hub.cs", true)]
    public void A_folder_obj_around_the_project_is_no_sign_of_generated_code(string file, bool isGenerated) => Assert.Equal(
        isGenerated ? 0 : 1,
        Told.Report(Callee + $"\n#line 1 \"{file}\"\nclass C {{ void M(I x) {{ x.N(); }} }}", new() { Lint = LintLevel.Warning }, "/build/obj/shop/").Diagnostics.Count);

    [Theory]
    [InlineData("docs/diagnostics/UNB1301.md", "/packages/unboxed/docs/diagnostics/", "/packages/unboxed/docs/diagnostics/UNB1301.md")]
    [InlineData("docs/diagnostics/UNB1301.md", "", "docs/diagnostics/UNB1301.md")]
    [InlineData("https://example.org/UNB1301.md", "/packages/unboxed/docs/diagnostics/", "https://example.org/UNB1301.md")]
    public void A_link_names_the_page_on_this_machine_where_no_address_is_given(string link, string pages, string told) =>
        Assert.Equal(told, new Diagnostic(DiagnosticId.Root, Severity.Info, default, "", "", "", link).WithPages(pages).Link);
}
