using Unboxed.Weaver.Diagnostics;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Diagnostics;

/// <summary>Fody's add-ins behind ours edit code that no longer runs: they are found wherever Fody finds them.</summary>
public sealed class WeaverOrderTests : IDisposable
{
    readonly string solution = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(solution, true);

    string Project => Directory.CreateDirectory(Path.Combine(solution, "project")).FullName;

    void Write(string folder, string elements) => File.WriteAllText(Path.Combine(folder, "FodyWeavers.xml"), $"<Weavers>{elements}</Weavers>");

    string[] After(params string[] facts)
    {
        string obj = Directory.CreateDirectory(Path.Combine(Project, "obj")).FullName;
        File.WriteAllLines(Path.Combine(obj, "Unboxed.build.cache"), facts);
        return [.. WeaverOrder.After(solution, Project, BuildFacts.Read(Path.Combine(obj, "Project.dll"))).Select(weaver => weaver.Name)];
    }

    [Theory]
    [InlineData("<Unboxed/><ConfigureAwait/>", "ConfigureAwait")]
    [InlineData("<ConfigureAwait/><Unboxed/>", "")]
    [InlineData("<A/><Unboxed Lint='off'/><!-- why --><B/><C/>", "B,C")]
    [InlineData("<A/>", "")]
    public void The_order_is_that_of_the_elements(string elements, string after)
    {
        Write(Project, elements);
        Assert.Equal(after, string.Join(",", After()));
    }

    [Fact]
    public void The_file_of_the_solution_is_read_first()
    {
        Write(solution, "<Unboxed/>");
        Write(Project, "<ConfigureAwait/><Unboxed/>");
        Assert.Equal(["ConfigureAwait"], After());
        Write(solution, "<ConfigureAwait/><Unboxed/>");
        Write(Project, "<Unboxed/><ConfigureAwait/>");
        Assert.Empty(After());
    }

    [Fact]
    public void Add_ins_that_the_project_does_not_have_do_not_count()
    {
        Write(solution, "<Unboxed/><ConfigureAwait/><Other/><First/>");
        Assert.Equal(["ConfigureAwait", "First"], After("weavers=/packages/configureawait.Fody.dll;/packages/unboxed/Unboxed.Fody.dll", "weaverClasses=First"));
    }

    [Fact]
    public void The_configuration_of_the_build_counts() =>
        Assert.Equal(["ConfigureAwait"], After("active=true", "configuration=<Weavers>", "  <Unboxed Lint=\"off\" />", "  <ConfigureAwait/>", "</Weavers>"));

    [Fact]
    public void What_is_no_XML_is_told_by_Fody()
    {
        Write(Project, "<Unboxed/><");
        Assert.Empty(After());
    }

    [Fact]
    public void A_later_add_in_is_an_error_that_names_it_its_place_and_the_remedy()
    {
        var told = Assert.Single(Told("ConfigureAwait"));
        Assert.Equal(Severity.Error, told.Severity);
        Assert.Equal(
            "UNB4004: The add-in ConfigureAwait is at work after Unboxed: in /shop/FodyWeavers.xml, <ConfigureAwait /> comes after <Unboxed />. It would edit async methods whose code no longer runs when they are awaited. help: make <Unboxed /> the last element there. docs/diagnostics/UNB4004.md",
            told.Text);
    }

    [Theory]
    [InlineData("Costura")]
    [InlineData("propertychanged")]
    public void Add_ins_that_are_known_to_edit_no_async_code_are_let_through(string name) => Assert.Empty(Told(name));

    static List<Diagnostic> Told(string name) => DiagnosticList.OfLaterWeavers([new(name, "/shop/FodyWeavers.xml")], Snippet.Release("class C { }").Module, new());
}
