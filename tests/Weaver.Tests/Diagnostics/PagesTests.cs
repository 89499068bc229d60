using System.Runtime.CompilerServices;
using Unboxed.Weaver.Diagnostics;
using Xunit;

namespace Unboxed.Weaver.Tests.Diagnostics;

/// <summary>Each diagnostic has a page, and each page a diagnostic.</summary>
public sealed class PagesTests
{
    static readonly string Pages = Path.Combine(RepositoryRoot(), "docs", "diagnostics");

    [Fact]
    public void Every_id_has_a_page_and_every_page_an_id() => Assert.Equal(
        Enum.GetValues<DiagnosticId>().Select(id => id.Text() + ".md").Order(StringComparer.Ordinal),
        Directory.GetFiles(Pages, "UNB*").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_page_has_its_id_a_reason_an_example_and_a_remedy() => Assert.All(Enum.GetValues<DiagnosticId>(), id =>
    {
        string page = File.ReadAllText(Path.Combine(Pages, id.Text() + ".md"));
        Assert.StartsWith($"# {id.Text()}: ", page, StringComparison.Ordinal);
        Assert.All(["## Why", "## Example", "## What to do"], heading => Assert.Contains(heading, page, StringComparison.Ordinal));
    });

    [Fact]
    public void The_list_of_pages_is_complete()
    {
        string list = File.ReadAllText(Path.Combine(Pages, "README.md"));
        Assert.All(Enum.GetValues<DiagnosticId>(), id => Assert.Contains($"[{id.Text()}]({id.Text()}.md)", list, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_id_has_help_that_is_a_clause() => Assert.All(Enum.GetValues<DiagnosticId>(), id => Assert.Matches("^[a-z].*[^.]$", Help.For(id)));

    static string RepositoryRoot([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", ".."));
}
