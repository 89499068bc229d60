using Unboxed.Weaver.Diagnostics;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Diagnostics;

public sealed class MissingMarkTests
{
    static List<Diagnostic> Told(string source, WeaverOptions options) => DiagnosticList.OfMissingMark(Snippet.Release(source).Module, options);

    [Theory]
    [InlineData("class C { static async Task M() => await Task.Yield(); }")]
    [InlineData("class C { static async IAsyncEnumerable<int> M() { await Task.Yield(); yield return 1; } }")]
    [InlineData("class C { Func<Task> f = async () => await Task.Yield(); }")]
    public void An_assembly_with_async_methods_that_is_not_marked_is_a_warning(string source)
    {
        var told = Assert.Single(Told(source, new()));
        Assert.Equal((DiagnosticId.MissingMark, Severity.Warning, "Snippet is left as it is."), (told.Id, told.Severity, told.What));
        Assert.Empty(Told(source, new() { NoWarn = [DiagnosticId.MissingMark] }));
    }

    [Fact]
    public void One_without_them_is_not_told_of() => Assert.Empty(Told("class C { static Task M() => Task.CompletedTask; static IEnumerable<int> N() { yield return 1; } }", new()));
}
